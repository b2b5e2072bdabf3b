"""SNMP: BER, messages, and the engines that ask many devices at once."""
