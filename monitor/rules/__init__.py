"""Rule sets and their versions."""
