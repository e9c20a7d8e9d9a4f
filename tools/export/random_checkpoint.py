"""A guided-diffusion checkpoint of a preset's layout with random weights, to measure what such a network costs.

    python3 tools/export/random_checkpoint.py celeba-256 adm256.pt
    python3 tools/export/export.py guided-diffusion adm256.pt --preset celeba-256 --half --out adm256.onnx
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import torch

from guided_diffusion import Flags, UNet
from presets import PRESETS


def main(preset: str, path: str) -> None:
    torch.manual_seed(0)
    names = Flags.names()
    network = UNet(Flags(**{name: value for name, value in PRESETS[preset].items() if name in names}))
    torch.save({name: value.detach() for name, value in network.named_parameters()}, path)
    print(f"{sum(value.numel() for value in network.parameters()):,} parameters  {path}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
