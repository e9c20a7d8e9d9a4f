"""The cases of one evaluation: windows of held-out photographs, each under a hole, and what the classical fillings make of them.

In a folder: `cases.json` (`size`, and for each case its photo, kind and window), `truth.u8` `N H W 3`, `keep_mask.u8` `N H W`
(255 = known), and for each filling `NAME.u8` `N H W 3`.
"""

import glob
import json
import os
from typing import Dict, List, Sequence

import numpy as np
from PIL import Image

from holes import KINDS, keep_mask

SIZE = 64


def make(pictures: str, out: str, windows: int, kinds: Sequence[str]) -> None:
    """`windows` of each of these kinds of hole, dealt to the photographs in turn; the same count gives the same cases."""
    paths = sorted(glob.glob(os.path.join(pictures, "*.png")))
    if not paths:
        raise SystemExit(f"{pictures} holds no .png: make them with tools/data/make_photos.py")
    cases, truths, masks = [], [], []
    for k, path in enumerate(paths):
        photo = Image.open(path).convert("RGB")
        for i in range(k, windows, len(paths)):
            for number, kind in enumerate(KINDS):
                if kind not in kinds:
                    continue
                truth, place = window(photo, np.random.default_rng([i, number]))
                cases.append({"photo": os.path.splitext(os.path.basename(path))[0], "kind": kind, "seed": i * len(KINDS) + number, **place})
                truths.append(truth)
                masks.append(keep_mask(kind, SIZE, i))
    os.makedirs(out, exist_ok=True)
    np.stack(truths).tofile(os.path.join(out, "truth.u8"))
    (np.stack(masks).astype(np.uint8) * 255).tofile(os.path.join(out, "keep_mask.u8"))
    with open(os.path.join(out, "cases.json"), "w", encoding="utf-8") as file:
        json.dump({"size": SIZE, "cases": cases}, file, ensure_ascii=False)


def window(photo: Image.Image, random: np.random.Generator):
    """A square with something in it, its side between the size and half of the photo, even over the octaves."""
    while True:
        side = SIZE * (min(photo.size) / 2 / SIZE) ** random.random()
        left, top = (random.random() * (length - side) for length in photo.size)
        box = (left, top, left + side, top + side)
        seen = np.asarray(photo.resize((SIZE, SIZE), Image.LANCZOS, box=box, reducing_gap=3))
        if seen.std(axis=(0, 1)).mean() > 8:
            return seen, {"side": round(side), "left": round(left), "top": round(top)}


class Cases:
    def __init__(self, folder: str) -> None:
        with open(os.path.join(folder, "cases.json"), encoding="utf-8") as file:
            values = json.load(file)
        self.folder, self.size, self.list = folder, values["size"], values["cases"]
        self.truth = self.pictures("truth")
        self.keep_mask = self.read("keep_mask", self.size, self.size) > 127

    def read(self, name: str, *sizes: int) -> np.ndarray:
        return np.fromfile(os.path.join(self.folder, name + ".u8"), dtype=np.uint8).reshape(-1, *sizes)

    def pictures(self, name: str) -> np.ndarray:
        return self.read(name, self.size, self.size, 3)

    def has(self, name: str) -> bool:
        return os.path.exists(os.path.join(self.folder, name + ".u8"))

    def write(self, name: str, pictures: List[np.ndarray]) -> None:
        np.stack(pictures).tofile(os.path.join(self.folder, name + ".u8"))

    def of(self, kind: str) -> List[int]:
        return [i for i, case in enumerate(self.list) if case["kind"] == kind]

    def photos(self) -> Dict[str, List[int]]:
        names = dict.fromkeys(case["photo"] for case in self.list)
        return {name: [i for i, case in enumerate(self.list) if case["photo"] == name] for name in names}
