"""What a person looks at while a network learns: loss curve and sample sheets, as PNG."""

import math
from typing import Callable, Dict, List, Sequence

import numpy as np
import torch
from torch import Tensor

from diffusion import Process, repaint, sample


def grey_levels(x: Tensor) -> np.ndarray:
    """`N C H W` in [-1, 1] to uint8 `N H W C`."""
    return ((x.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()


def save_sheet(path: str, rows: Sequence[Tensor], enlarge: int = 2) -> None:
    from PIL import Image

    sheet = np.concatenate([np.concatenate(list(grey_levels(row)), axis=1) for row in rows], axis=0)
    picture = Image.fromarray(sheet)
    picture.resize((picture.width * enlarge, picture.height * enlarge), Image.NEAREST).save(path)


def sample_sheet(path: str, process: Process, predict: Callable, gt: Tensor, seed: int) -> None:
    """Rows: pictures from nothing; the left halves given; the right halves filled, r = 1 and r = 5; the truth."""
    keep_mask = torch.zeros_like(gt[:, :1])
    keep_mask[..., : gt.shape[-1] // 2] = 1
    fresh = sample(process, predict, tuple(gt.shape), seed, str(gt.device))
    given = keep_mask * gt - (1 - keep_mask)
    fills = [repaint(process, predict, gt, keep_mask, 5, r, seed) for r in (1, 5)]
    save_sheet(path, [fresh, given, *fills, gt])


def save_curve(path: str, history: List[Dict[str, float]], width: int = 900, height: int = 420) -> None:
    """Mean squared error of eps over steps, both axes logarithmic; grey the batches, blue their running mean, red held out."""
    from PIL import Image, ImageDraw

    rows = [row for row in history if row["step"] > 0]
    if len(rows) < 2:
        return
    picture = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(picture)
    values = [v for row in rows for v in (row["mse"], row.get("held_out", 0)) if v > 0]
    low, high = math.log10(min(values)), math.log10(max(values))
    first, last = math.log10(rows[0]["step"]), math.log10(rows[-1]["step"])
    place = lambda step, v: (
        60 + (width - 80) * (math.log10(step) - first) / max(last - first, 1e-9),
        height - 40 - (height - 60) * (math.log10(v) - low) / max(high - low, 1e-9),
    )
    for mark in (m * 10.0**e for e in range(-5, 2) for m in (1, 2, 5)):
        if low <= math.log10(mark) <= high:
            y = place(rows[0]["step"], mark)[1]
            draw.line((60, y, width - 20, y), fill="#dddddd")
            draw.text((8, y - 6), f"{mark:g}", fill="black")
    for mark in (m * 10**e for e in range(0, 7) for m in (1, 2, 5)):
        if first <= math.log10(mark) <= last:
            x = place(mark, 10**low)[0]
            draw.line((x, 20, x, height - 40), fill="#dddddd")
            draw.text((x - 10, height - 34), f"{mark}", fill="black")
    draw.text((60, height - 18), "step (mean squared error of eps, all t)", fill="black")
    draw.point([place(row["step"], row["mse"]) for row in rows], fill="#888888")
    draw.line(running_mean(rows, place), fill="#2255cc", width=2)
    held_out = [place(row["step"], row["held_out"]) for row in rows if "held_out" in row]
    if len(held_out) > 1:
        draw.line(held_out, fill="#cc3322", width=2)
    picture.save(path)


def running_mean(rows: List[Dict[str, float]], place: Callable) -> list:
    mean, points = rows[0]["mse"], []
    for row in rows:
        mean += 0.05 * (row["mse"] - mean)
        points.append(place(row["step"], mean))
    return points
