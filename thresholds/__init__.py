"""Judge: rules and alarms, evaluated on columns; no I/O, no clock, no topology."""
