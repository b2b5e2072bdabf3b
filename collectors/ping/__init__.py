"""Ping: whether a device without SNMP is there, how much of what is sent to it is lost, and how long the way takes."""
