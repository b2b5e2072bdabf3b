"""Plant files: the one form in which a plant comes in and goes out, and what is wrong with one."""

from maps.plantfile.check import check
from maps.plantfile.finding import Finding
from maps.plantfile.read import read
from maps.plantfile.write import write

__all__ = ["Finding", "check", "read", "write"]
