"""Evidence files: what somebody knows of terminals and active elements, as a table anybody can write."""

from maps.evidencefile.read import Reported, read

__all__ = ["Reported", "read"]
