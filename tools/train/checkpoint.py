"""Checkpoints: written whole or not at all, with everything needed to go on or to export."""

import os
from typing import Dict

import torch

FORMAT = "repaint-training"


def save(path: str, values: Dict) -> None:
    """Writes beside the target, flushes to disk, renames over it: a kill at any moment leaves the old or the new file."""
    part = path + ".part"
    with open(part, "wb") as file:
        torch.save({"format": FORMAT, **values}, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def load(path: str) -> Dict:
    values = torch.load(path, map_location="cpu")
    if not isinstance(values, dict) or values.get("format") != FORMAT:
        raise SystemExit(f"{path} is no checkpoint of tools/train")
    return values
