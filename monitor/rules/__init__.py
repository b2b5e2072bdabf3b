"""Rules as the ledger keeps them: versions, and which is in force."""
