"""Locate: the plant as a tree, plant files, localisation of faults, areas."""
