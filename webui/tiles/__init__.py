"""Vector tiles of the plant and its terminals, for our map and anybody's."""
