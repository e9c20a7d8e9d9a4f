"""The error of a network's eps by t at several sizes, on photographs that it has not seen.

    python3 tools/evaluate/photos/sizes.py --pictures runs/data/photos/test --checkpoint runs/photo64/checkpoint.pt
"""

import argparse
import glob
import os
import sys

import numpy as np
import torch
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "train"))
import checkpoint
from diffusion import Process, cosine_betas
from network import Network, Shape

SIZES = ((64, 64), (128, 128), (192, 256))
TIMESTEPS = (5, 20, 60, 150, 300, 500, 750, 950)


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", required=True)
    parser.add_argument("--checkpoint", required=True)
    args = parser.parse_args()
    saved = checkpoint.load(args.checkpoint)
    network = Network(Shape.from_json(saved["shape"]))
    network.load_state_dict(saved["ema"], strict=False)
    network.eval()
    process = Process(cosine_betas(1000))
    # The same parts of the same photographs at every size: 192×256 of each, whole, in quarters of a kind, in squares of 64.
    parts = [part(path, i) for i, path in enumerate(sorted(glob.glob(os.path.join(args.pictures, "*.png"))))]
    print("| t | " + " | ".join(f"{w}×{h}" for h, w in SIZES) + " |\n| --- |" + " --- |" * len(SIZES))
    sums = np.zeros(len(SIZES))
    for t in TIMESTEPS:
        errors = np.array([error(network, process, parts, t, size) for size in SIZES])
        sums += errors
        print(f"| {t} | " + " | ".join(f"{e:.5f} ({e / errors[0] - 1:+.1%})" for e in errors) + " |", flush=True)
    print("| mean | " + " | ".join(f"{s / len(TIMESTEPS):.5f} ({s / sums[0] - 1:+.1%})" for s in sums) + " |")


def part(path: str, i: int) -> torch.Tensor:
    """192×256 of a photograph shrunk to 256 rows or more, `3 H W` in [-1, 1]."""
    photo = Image.open(path).convert("RGB")
    scale = max(320 / photo.width, 240 / photo.height)
    photo = photo.resize((round(photo.width * scale), round(photo.height * scale)), Image.LANCZOS)
    left, top = (int(v) for v in np.random.default_rng(i).integers(0, (photo.width - 255, photo.height - 191)))
    pixels = np.asarray(photo.crop((left, top, left + 256, top + 192)))
    return torch.from_numpy(pixels.copy()).permute(2, 0, 1).float() / 127.5 - 1


def error(network: Network, process: Process, parts: list, t: int, size: tuple) -> float:
    h, w = size
    total = count = 0.0
    for i, whole in enumerate(parts):
        noise = torch.randn(whole.shape, generator=torch.Generator().manual_seed(1000 * i + t))
        x = process.q_sample(whole[None], torch.tensor([t]), noise[None])[0]
        for y in range(0, 192 - h + 1, h):
            for left in range(0, 256 - w + 1, w):
                seen = np.s_[:, y : y + h, left : left + w]
                out = network(x[seen][None], torch.tensor([float(t)]))[0, :3]
                total += (out - noise[seen]).square().mean().item() * h * w
                count += h * w
    return total / count


if __name__ == "__main__":
    main()
