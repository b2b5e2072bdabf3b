"""Listening to what equipment says unasked: traps, informs and syslog lines become notices."""
