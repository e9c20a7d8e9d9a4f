"""The card beside an exported network (`src/runtime/model/card.schema.json`), and the files' sums."""

import hashlib
import json
import os
from typing import Dict, List, Optional


def sha256(path: str) -> str:
    sum_ = hashlib.sha256()
    with open(path, "rb") as file:
        for piece in iter(lambda: file.read(1 << 22), b""):
            sum_.update(piece)
    return sum_.hexdigest()


def write_card(files: List[str], values: Dict) -> str:
    """Writes NAME.json beside NAME.onnx. `files` is what the graph was saved as: the .onnx, then its external data."""
    path, *data = files
    card = {
        "format": "repaint-model",
        "version": 1,
        "name": values["name"],
        "title": values["title"],
        "file": os.path.basename(path),
        "bytes": os.path.getsize(path),
        "sha256": sha256(path),
    }
    if data:
        card["external_data"] = [{"file": os.path.basename(d), "sha256": sha256(d), "bytes": os.path.getsize(d)} for d in data]
    card.update({k: v for k, v in values.items() if k not in card and v is not None})
    target = os.path.splitext(path)[0] + ".json"
    with open(target + ".part", "w", encoding="utf-8") as file:
        json.dump(card, file, ensure_ascii=False, indent=2)
        file.write("\n")
    os.replace(target + ".part", target)
    return target


def betas(kind: str, N: int, start: Optional[float] = None, end: Optional[float] = None) -> Dict:
    """The schedule as the card writes it. guided-diffusion's linear one runs from 0.1/N to 20/N."""
    if kind in ("cosine", "squaredcos_cap_v2"):
        return {"kind": "cosine", "s": 0.008, "max_beta": 0.999}
    if kind in ("linear", "scaled_linear", "sigmoid"):
        return {"kind": kind, "beta_start": 0.1 / N if start is None else start, "beta_end": 20 / N if end is None else end}
    raise SystemExit(f"noise schedule {kind}: expected linear, cosine, scaled_linear or sigmoid")
