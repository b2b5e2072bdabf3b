"""What behaviour shows of how the plant hangs together, written down as events while it happens."""
