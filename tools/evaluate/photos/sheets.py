"""Contact sheets of fillings."""

from typing import List

import numpy as np
from PIL import Image

from cases import Cases

GAP, BAND = 4, 16
HOLE = np.array([255, 0, 255], dtype=np.uint8)


def contact_sheet(path: str, cases: Cases, names: List[str], bands: List[List[int]], enlarge: int = 2) -> None:
    """A row a case, bands of rows apart: given (the hole in magenta), each filling, the photograph."""
    filled = [cases.pictures(name) for name in names]
    rows = [[np.stack([shown(cases, i), *(f[i] for f in filled), cases.truth[i]]) for i in band] for band in bands]
    size, columns = cases.size, len(names) + 2
    height = sum(len(band) for band in bands) * (size + GAP) + (len(bands) - 1) * BAND
    sheet = np.full((height, columns * (size + GAP), 3), 255, dtype=np.uint8)
    y = 0
    for band in rows:
        for row in band:
            for c, picture in enumerate(row):
                sheet[y : y + size, c * (size + GAP) : c * (size + GAP) + size] = picture
            y += size + GAP
        y += BAND
    picture = Image.fromarray(sheet)
    picture.resize((picture.width * enlarge, picture.height * enlarge), Image.NEAREST).save(path, optimize=True)


def shown(cases: Cases, i: int) -> np.ndarray:
    return np.where(cases.keep_mask[i][..., None], cases.truth[i], HOLE)
