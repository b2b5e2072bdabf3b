"""Delimited text, whoever wrote it: which characters its bytes mean, and its rows with the lines they stand in."""
