"""Incidents: opened, updated, resolved, with their timeline."""
