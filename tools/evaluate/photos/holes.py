"""Holes as photographs have them, drawn on a square window: `keep_mask` of bool `H W`, True where a pixel is known."""

from typing import Callable, Dict

import numpy as np
from PIL import Image, ImageDraw

Random = np.random.Generator


def scratches(size: int, random: Random) -> Image.Image:
    """Three crooked lines of one or two pixels."""
    picture, draw = blank(size)
    for _ in range(3):
        point, angle = random.random(2) * size, random.random() * 2 * np.pi
        points = [tuple(point)]
        for _ in range(int(random.integers(4, 9))):
            angle += random.normal(0, 0.25)
            point = point + 9 * np.array([np.cos(angle), np.sin(angle)])
            points.append(tuple(point))
        draw.line(points, fill=255, width=int(random.integers(1, 3)))
    return picture


def printed(size: int, random: Random) -> Image.Image:
    """A date and a name, as a camera or an agency prints them: two lines of letters a tenth of the window high."""
    picture, draw = blank(size)
    top = int(random.integers(2, size - 28))
    day, month, year = random.integers(1, 29), random.integers(1, 13), random.integers(1985, 2025)
    draw.text((int(random.integers(0, 4)), top), f"{day:02d}.{month:02d}.{year}", fill=255)
    draw.text((int(random.integers(0, 8)), top + 13), "(c) " + "".join(random.choice(list("AEGIKLMNORST"), 5)), fill=255)
    return picture


def wires(size: int, random: Random) -> Image.Image:
    """Two sagging lines of two or three pixels from edge to edge."""
    picture, draw = blank(size)
    x = np.linspace(0, size, 17)
    left, right, sag = random.random() * size, random.random() * size, random.random() * 8
    width = int(random.integers(2, 4))
    for offset in (0, 6 + random.random() * 10):
        y = offset + left + (right - left) * x / size + sag * (1 - (2 * x / size - 1) ** 2)
        draw.line(list(zip(x, y)), fill=255, width=width)
    return picture


def square(side: int) -> Callable[[int, Random], Image.Image]:
    def drawn(size: int, random: Random) -> Image.Image:
        picture, draw = blank(size)
        left, top = (int(random.integers(8, size - side - 7)) for _ in range(2))
        draw.rectangle((left, top, left + side - 1, top + side - 1), fill=255)
        return picture

    return drawn


def blank(size: int):
    picture = Image.new("L", (size, size))
    return picture, ImageDraw.Draw(picture)


KINDS: Dict[str, Callable[[int, Random], Image.Image]] = {
    "scratches": scratches, "printed text": printed, "wires": wires, "16×16": square(16), "32×32": square(32),
}


def keep_mask(kind: str, size: int, seed: int) -> np.ndarray:
    """Drawn anew until something is hidden and something is not."""
    random = np.random.default_rng(seed)
    while True:
        known = np.asarray(KINDS[kind](size, random)) < 128
        if 0.02 < 1 - known.mean() < 0.6:
            return known
