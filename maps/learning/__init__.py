"""Learning: what homes that fall silent and come back together tell of the plant that is not in its file."""
