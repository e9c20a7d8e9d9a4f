"""Fills what photo64 has never learnt, a face and writing, and writes docs/figures/photo-failing-faces.png.

    python3 tools/evaluate/photos/failing.py

Two pictures of python3-skimage: an astronaut, whom the network has seen in training, and a printed page, which it has not.
"""

import argparse
import os
import subprocess
import tempfile

import numpy as np
from PIL import Image
from skimage import data

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
SIDE, GAP = 192, 6

# Of each picture: its part (left, top, side), and the hole within (left, top, width, height).
CASES = (
    (data.astronaut, (156, 30, 160), (52, 44, 44, 30)),
    (data.astronaut, (156, 30, 160), (58, 68, 40, 26)),
    (data.page, (120, 20, 160), (50, 60, 64, 34)),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default=os.path.join(ROOT, "docs/figures/photo-failing-faces.png"))
    args = parser.parse_args()
    rows = [row(*case) for case in CASES]
    sheet = np.full((len(rows) * (SIDE + GAP) - GAP, 3 * (SIDE + GAP) - GAP, 3), 255, np.uint8)
    for i, pictures in enumerate(rows):
        for k, picture in enumerate(pictures):
            y, x = i * (SIDE + GAP), k * (SIDE + GAP)
            sheet[y : y + SIDE, x : x + SIDE] = np.asarray(picture.resize((SIDE, SIDE), Image.LANCZOS))
    Image.fromarray(sheet).save(args.out, optimize=True)


def row(picture, part, hole):
    """Given, filled, truth."""
    left, top, side = part
    truth = Image.fromarray(picture()).convert("RGB").crop((left, top, left + side, top + side))
    x, y, width, height = hole
    mask = Image.new("L", truth.size, 255)
    mask.paste(0, (x, y, x + width, y + height))
    given = truth.copy()
    given.paste((255, 0, 255), (x, y, x + width, y + height))
    with tempfile.TemporaryDirectory() as folder:
        truth.save(os.path.join(folder, "photo.png"))
        mask.save(os.path.join(folder, "mask.png"))
        command = ["node", "--import", "tsx", "src/cli/repaint.ts", "fill", f"{folder}/photo.png", f"{folder}/mask.png"]
        subprocess.run([*command, "--set", "jump.jump_n_sample=10", "--out", f"{folder}/out", "--quiet"], cwd=ROOT, check=True)
        filled = next(f for f in sorted(os.listdir(f"{folder}/out")) if f.endswith(".png"))
        return given, Image.open(f"{folder}/out/{filled}").convert("RGB"), truth


if __name__ == "__main__":
    main()
