"""Ask: devices, profiles, SNMP engines, sweeps; yields batches of readings and silences."""
