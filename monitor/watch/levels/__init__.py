"""Readings: completed, judged, kept as last values, and set beside what is usual; alarms of elements from them."""
