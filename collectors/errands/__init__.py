"""Errands: one job in an engine's hands each, and how its raw columns become readings, states and contacts."""
