"""What may run late and niced: compaction, retention, roll-ups."""
