"""Pages for people: a blueprint per subject."""
