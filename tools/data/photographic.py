"""The rule by which photographs are kept and drawings are left out."""

import numpy as np
from PIL import Image

WIDTH = 512
SMOOTH = 0.6
"""Largest share of 8×8 blocks that may be as good as a drawn gradient; see `smooth_share`."""


def is_photograph(picture: Image.Image) -> bool:
    """A lens and a sensor leave texture nearly everywhere; a fill or a gradient of a drawing has none."""
    return smooth_share(picture) <= SMOOTH


def smooth_share(picture: Image.Image) -> float:
    """Share of 8×8 blocks, at `WIDTH` pixels across, whose luminance (0 to 255) stays within 0.6 rms of a plane."""
    small = picture.convert("L")
    if small.width > WIDTH:
        small = small.resize((WIDTH, max(8, round(WIDTH * small.height / small.width))), Image.BOX)
    grey = np.asarray(small, dtype=np.float64)
    rows, columns = (length // 8 for length in grey.shape)
    blocks = grey[: rows * 8, : columns * 8].reshape(rows, 8, columns, 8).transpose(0, 2, 1, 3).reshape(-1, 64)
    y, x = np.mgrid[0:8, 0:8].reshape(2, 64)
    plane = np.stack([np.ones(64), x - 3.5, y - 3.5], axis=1)
    fitted = blocks @ plane @ np.linalg.inv(plane.T @ plane) @ plane.T
    return float((np.sqrt(((blocks - fitted) ** 2).mean(axis=1)) < 0.6).mean())
