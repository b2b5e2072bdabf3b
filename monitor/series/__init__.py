"""History of readings on disk."""
