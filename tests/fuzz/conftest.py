"""The folder above on the path: a failing slice is played again by `python -m tests.fuzz`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
