"""SNMPv3's user-based security model: who asks, and how what is said is signed and hidden."""
