"""The watch: who is asked when, and the way of a batch from evidence to incident."""
