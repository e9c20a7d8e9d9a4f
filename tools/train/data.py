"""Pictures to learn from: shards of tools/data, or a folder of one's own."""

import glob
import os
from typing import List, NamedTuple, Optional

import numpy as np


class Pictures(NamedTuple):
    images: np.ndarray
    """uint8 `N H W 3`"""
    labels: Optional[np.ndarray]
    """int64 `N`, positions in `names`"""
    names: List[str]


def load_shards(folder: str, label: Optional[str] = None) -> Pictures:
    """All `*.npz` of a folder in order of their first seed; labels from the column `label` of the `.tsv` beside each."""
    paths = sorted(glob.glob(os.path.join(folder, "*.npz")), key=first_seed)
    if not paths:
        raise SystemExit(f"{folder} holds no .npz shards: make them with tools/data/make-faces.ts")
    images = np.concatenate([np.load(path)["images"] for path in paths])
    if label is None:
        return Pictures(images, None, [])
    words = [word for path in paths for word in column(path[:-4] + ".tsv", label)]
    names = sorted(set(words))
    place = {name: i for i, name in enumerate(names)}
    return Pictures(images, np.array([place[word] for word in words]), names)


def first_seed(path: str) -> int:
    return int(os.path.basename(path).split("-")[0].lstrip("s"))


def column(path: str, label: str) -> List[str]:
    with open(path, encoding="utf-8") as file:
        head, *rows = [line.rstrip("\n").split("\t") for line in file]
    if label not in head:
        raise SystemExit(f"{path} has no column {label}, expected one of {', '.join(head[1:])}")
    return [row[head.index(label)] for row in rows]


def load_folder(folder: str, size: int, classes: bool = False) -> Pictures:
    """Every picture below a folder, its middle square shrunk to `size`; with `classes`, the sub-folder's name is the label."""
    from PIL import Image

    paths = sorted(p for p in glob.glob(os.path.join(folder, "**", "*"), recursive=True) if is_picture(p))
    if not paths:
        raise SystemExit(f"{folder} holds no pictures (.png, .jpg, .jpeg, .webp, .bmp)")
    images = np.stack([square(Image.open(path).convert("RGB"), size) for path in paths])
    if not classes:
        return Pictures(images, None, [])
    words = [os.path.relpath(path, folder).split(os.sep)[0] for path in paths]
    names = sorted(set(words))
    return Pictures(images, np.array([names.index(word) for word in words]), names)


def is_picture(path: str) -> bool:
    return os.path.splitext(path)[1].lower() in {".png", ".jpg", ".jpeg", ".webp", ".bmp"}


def square(picture, size: int) -> np.ndarray:
    from PIL import Image

    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    return np.asarray(picture.crop((left, top, left + side, top + side)).resize((size, size), Image.LANCZOS))
