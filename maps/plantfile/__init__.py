"""Plant files: the forms in which a plant comes in and goes out, and what is wrong with one."""

from maps.finding import Finding
from maps.plantfile.check import check
from maps.plantfile.formats import Format
from maps.plantfile.read import read
from maps.plantfile.write import write

__all__ = ["Finding", "Format", "check", "read", "write"]
