"""Accounts, phones, and the verdict for a caller."""
