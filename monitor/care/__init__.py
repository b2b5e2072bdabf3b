"""Customer care: who is calling, what is wrong with each of their services, and what to say."""
