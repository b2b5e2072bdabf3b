"""Only what must be code: nothing yet; all metadata is in pyproject.toml."""

from setuptools import setup

setup()
