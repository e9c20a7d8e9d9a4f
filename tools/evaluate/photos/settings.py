"""Which settings of RePaint are compared."""

from typing import NamedTuple


class Setting(NamedTuple):
    T: int
    j: int
    r: int
    eta: float | None = None
    """Of DDIM's step; None: DDPM's with the learned variance."""

    @property
    def name(self) -> str:
        return f"RePaint T{self.T} j{self.j} r{self.r}" + ("" if self.eta is None else f" eta{self.eta:g}")


ONCE = Setting(25, 1, 1)
"""r = 1: no resampling."""
RESAMPLED = Setting(25, 1, 3)
"""As on the network's card."""
GRID_KINDS = ["16×16", "32×32"]
COMPARED = [ONCE, RESAMPLED, Setting(50, 1, 3)]
LONGER = Setting(25, 1, 10)
"""For one large hole that is worth the time; on square holes alone."""
JUMPS = ((1, 1), (1, 3), (1, 6), (1, 10), (5, 5), (10, 10))
GRID = [
    *(Setting(T, j, r) for T in (25, 50) for j, r in JUMPS),
    *(Setting(25, 1, 10, eta) for eta in (0.0, 0.5)),
    *(Setting(100, j, r) for j, r in JUMPS),
]
