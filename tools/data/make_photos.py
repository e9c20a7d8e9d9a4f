"""Patches of photographs that Debian's packages carry, for tools/train: fetched, looked over, cut and split by photo.

    python3 tools/data/make_photos.py --out runs/data/photos --count 36000

The list `photos.tsv` names each picture with its licence, its author and the part it belongs to; no part shares a picture with another.
`--out` receives `train/` and `validation/` (shards as of make-faces.ts) and `test/` (whole pictures, for tools/evaluate/photos).
Goes on where it was stopped: a shard is whole or absent. The same line makes the same shards, byte for byte.
"""

import argparse
import csv
import os
import sys
from typing import Dict, List, NamedTuple

import numpy as np
from PIL import Image

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from debian import pictures_of
from photographic import is_photograph

LIST = os.path.join(os.path.dirname(os.path.abspath(__file__)), "photos.tsv")
SHARD = 1000
# A ground from a game is one photo among hundreds alike; the photographs are the few that show everything else.
SHARE_OF_TEXTURES = 0.35


class Source(NamedTuple):
    package: str
    file: str
    licence: str
    author: str
    split: str
    kind: str


def listed(path: str = LIST) -> List[Source]:
    with open(path, encoding="utf-8", newline="") as file:
        return [Source(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", required=True)
    parser.add_argument("--count", type=int, default=36000, help="patches to train on; 1000 more are cut for validation")
    parser.add_argument("--size", type=int, default=64)
    parser.add_argument("--packages", metavar="FOLDER", help="where the .deb files are kept; OUT/packages if not given")
    parser.add_argument("--only", metavar="PACKAGE", action="append", help="take these packages alone; for a quick try")
    args = parser.parse_args()
    sources = [s for s in listed() if not args.only or s.package in args.only]
    kept = {s: p for s, p in pictures_of(sources, args.packages or os.path.join(args.out, "packages")) if photographic(s, p)}
    for split, count in (("train", args.count), ("validation", SHARD)):
        cut([(s, p) for s, p in kept.items() if s.split == split], os.path.join(args.out, split), count, args.size)
    os.makedirs(os.path.join(args.out, "test"), exist_ok=True)
    for source, picture in kept.items():
        if source.split == "test":
            picture.save(os.path.join(args.out, "test", name_of(source) + ".png"), compress_level=1)


def photographic(source: Source, picture: Image.Image) -> bool:
    if is_photograph(picture):
        return True
    print(f"left out, no photograph by its look: {source.package} {source.file}", flush=True)
    return False


def name_of(source: Source) -> str:
    """`FallenLeaf` of …/FallenLeaf/contents/images/2560x1600.jpg, `Garden` of …/Garden.jpg."""
    parts = [p for p in source.file.split("/") if p not in ("contents", "images")]
    stem = os.path.splitext(parts[-1])[0]
    return parts[-2] if stem.replace("x", "").isdigit() else stem


def cut(pictures: list, out: str, count: int, size: int) -> None:
    os.makedirs(out, exist_ok=True)
    groups = [[pyramid(s, p) for s, p in pictures if s.kind == kind] for kind in ("photo", "texture")]
    if not any(groups):
        return
    for first in range(0, count, SHARD):
        path = os.path.join(out, f"s{first}-s{first + SHARD - 1}.npz")
        if os.path.exists(path):
            continue
        random = np.random.default_rng(first)
        images = np.stack([patch(groups, random, size) for _ in range(min(SHARD, count - first))])
        np.savez_compressed(path + ".part.npz", images=images)
        os.replace(path + ".part.npz", path)
        print(path, flush=True)


def pyramid(source: Source, picture: Image.Image) -> List[Image.Image]:
    """The picture and its halves down to 64 pixels. Textures begin at their half: their files are packed in blocks of 4×4."""
    levels = [picture if source.kind == "photo" else picture.reduce(2)]
    while min(levels[-1].size) >= 128:
        levels.append(levels[-1].reduce(2))
    return levels


def patch(groups: list, random: np.random.Generator, size: int) -> np.ndarray:
    """A square of a random picture, its side spread evenly over the octaves from `size` to the whole; nearly blank ones are drawn again."""
    while True:
        photos, textures = groups
        group = textures if textures and (not photos or random.random() < SHARE_OF_TEXTURES) else photos
        levels = group[random.integers(len(group))]
        side = size * (min(levels[0].size) / size) ** random.random() if min(levels[0].size) > size else min(levels[0].size)
        level = max(i for i, p in enumerate(levels) if i == 0 or (side / 2**i >= size and min(p.size) >= size))
        picture, side = levels[level], side / 2**level
        left, top = (random.random() * (length - side) for length in picture.size)
        made = np.asarray(picture.resize((size, size), Image.LANCZOS, box=(left, top, left + side, top + side)))
        if made.std(axis=(0, 1)).mean() > 3 or random.random() < 0.1:
            return made


if __name__ == "__main__":
    main()
