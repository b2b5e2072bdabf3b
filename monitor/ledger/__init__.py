"""The ledger: everything that must survive, in one database, written through one function."""
