"""A day in a simulated city, lived through on a clock that is moved by hand, and marked against the truth."""
