"""Remember and tell: ledger, series, incidents, notices, and the service that wires all of it."""
