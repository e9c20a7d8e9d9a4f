"""Compares fillings of held-out photographs, and writes docs/photo.md's tables and pictures.

    python3 tools/data/make_photos.py --out runs/data/photos
    python3 tools/evaluate/photos/evaluate.py --pictures runs/data/photos/test --out runs/photos [--windows 42] [--squares 42] [--grid 21]

Each part goes on where it was: what is in `--out` is not made again. `--report` only writes from what is there.
Needs Python with Pillow, scikit-image and OpenCV (Debian: python3-skimage, python3-opencv), and Node for RePaint.
"""

import argparse
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from cases import Cases, make
from classical import FILLINGS
from holes import KINDS
from report import write
from settings import COMPARED, GRID, GRID_KINDS, LONGER, Setting


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", required=True, help="folder of photographs that no network has seen")
    parser.add_argument("--out", required=True)
    parser.add_argument("--windows", type=int, default=42, help="of each kind of hole")
    parser.add_argument("--squares", type=int, help="of each square hole, where r = 10 is compared too; as many as of each kind if not given")
    parser.add_argument("--grid", type=int, default=21, help="of each square hole, for the grid of T, j and r; 0: no grid")
    parser.add_argument("--model", default=os.path.join(ROOT, "models/photo64.json"))
    parser.add_argument("--docs", default=os.path.join(ROOT, "docs"))
    parser.add_argument("--report", action="store_true")
    args = parser.parse_args()
    folders = [
        (os.path.join(args.out, "compare"), args.windows, COMPARED, list(KINDS)),
        (os.path.join(args.out, "squares"), args.squares or args.windows, [*COMPARED, LONGER], GRID_KINDS),
    ]
    if args.grid:
        folders.append((os.path.join(args.out, "grid"), args.grid, GRID, GRID_KINDS))
    if not args.report:
        for folder, windows, settings, kinds in folders:
            fill(args, folder, windows, settings, kinds)
    write(args.docs, *[Cases(folder) for folder, *_ in folders])


def fill(args: argparse.Namespace, folder: str, windows: int, settings: list, kinds: list) -> None:
    if not os.path.exists(os.path.join(folder, "cases.json")):
        make(args.pictures, folder, windows, kinds)
    cases = Cases(folder)
    for name, filling in FILLINGS.items() if settings is not GRID else ():
        if not cases.has(name):
            cases.write(name, [filling(truth, known) for truth, known in zip(cases.truth, cases.keep_mask)])
    for setting in settings:
        if not cases.has(setting.name):
            repaint(args.model, folder, setting)


def repaint(model: str, folder: str, setting: Setting) -> None:
    given = [f"--{k}={v}" for k, v in (("T", setting.T), ("j", setting.j), ("r", setting.r), ("eta", setting.eta)) if v is not None]
    line = ["npx", "tsx", "tools/evaluate/photos/repaint.ts", "--cases", folder, "--name", setting.name, "--model", model, *given]
    subprocess.run(line, cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
