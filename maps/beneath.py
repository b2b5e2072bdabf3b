"""What is known from before of elements and all that hangs on them, which are looked at no closer this time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maps.living import Sums
from maps.onset import Onsets
from maps.posterior import Below
from maps.tree import Index


@dataclass(frozen=True, slots=True, eq=False)
class Beneath:
    """Of k elements that are leaves of the forest passed over, what their whole segments came to.

    Counts leave out the element's own transponder, which is asked as any other; windows and sums count it.
    """

    at: Index
    """intp[k]: tree index in that forest, ascending."""
    windows: Onsets
    """Windows of their segments, in milliseconds from now."""
    below: Below
    """What came up to them from the elements they feed."""
    living: Sums
    ranging: NDArray[np.int64]
    """int64[k]"""
    silent: NDArray[np.int64]
    """int64[k]"""
