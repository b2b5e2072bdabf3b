"""A cable plant in the outside world: real SNMP agents on loopback, faults by command, a customer-service desk."""
