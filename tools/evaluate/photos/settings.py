"""Which settings of RePaint are compared."""

from typing import NamedTuple


class Setting(NamedTuple):
    T: int
    j: int
    r: int

    @property
    def name(self) -> str:
        return f"RePaint T{self.T} j{self.j} r{self.r}"


ONCE = Setting(50, 5, 1)
"""r = 1: no resampling."""
RESAMPLED = Setting(50, 5, 5)
GRID_KINDS = ["16×16", "32×32"]
COMPARED = [ONCE, RESAMPLED]
GRID = [Setting(T, j, r) for T in (25, 50, 100) for j, r in ((1, 1), (1, 3), (5, 3), (5, 5), (10, 5))]
