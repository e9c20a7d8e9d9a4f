"""LPIPS (Zhang et al. 2018), v0.1: two pictures in, their perceptual distance out.

    d = sum over five layers l of  mean over pixels of  sum over channels of  w_l (u(x)_l - u(y)_l)^2,   u = f / (|f| + 1e-10)

with f the features of AlexNet or VGG-16 after each slice's last ReLU. Modules have the names of torchvision, so that its files fit;
the linear weights w_l have those of the authors' files, `lin0.model.1.weight` to `lin4.model.1.weight`.
"""

from typing import Dict, List

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SHIFT, SCALE = (-0.030, -0.088, -0.188), (0.458, 0.448, 0.450)
EPSILON = 1e-10

# Convolutions (place in torchvision's `features`, channels out, kernel, stride, padding), then "pool" (kernel, stride), slice by slice.

ALEX: List[List] = [
    [(0, 64, 11, 4, 2)],
    ["pool", (3, 192, 5, 1, 2)],
    ["pool", (6, 384, 3, 1, 1)],
    [(8, 256, 3, 1, 1)],
    [(10, 256, 3, 1, 1)],
]
VGG: List[List] = [
    [(0, 64, 3, 1, 1), (2, 64, 3, 1, 1)],
    ["pool", (5, 128, 3, 1, 1), (7, 128, 3, 1, 1)],
    ["pool", (10, 256, 3, 1, 1), (12, 256, 3, 1, 1), (14, 256, 3, 1, 1)],
    ["pool", (17, 512, 3, 1, 1), (19, 512, 3, 1, 1), (21, 512, 3, 1, 1)],
    ["pool", (24, 512, 3, 1, 1), (26, 512, 3, 1, 1), (28, 512, 3, 1, 1)],
]
LAYOUTS = {"alex": (ALEX, 3), "vgg": (VGG, 2)}


class Lpips(nn.Module):
    def __init__(self, net: str) -> None:
        super().__init__()
        self.slices, self.pool = LAYOUTS[net]
        self.features = nn.ModuleDict()
        self.lins = nn.ModuleList()
        channels = 3
        for part in self.slices:
            for step in part:
                if step != "pool":
                    place, out, kernel, stride, padding = step
                    self.features[str(place)] = nn.Conv2d(channels, out, kernel, stride, padding)
                    channels = out
            self.lins.append(nn.Conv2d(channels, 1, 1, bias=False))
        self.register_buffer("shift", torch.tensor(SHIFT)[None, :, None, None], persistent=False)
        self.register_buffer("scale", torch.tensor(SCALE)[None, :, None, None], persistent=False)

    def taken(self, x: Tensor) -> List[Tensor]:
        h, found = (x - self.shift) / self.scale, []
        for part in self.slices:
            for step in part:
                h = F.max_pool2d(h, self.pool, 2) if step == "pool" else F.relu(self.features[str(step[0])](h))
            found.append(h / ((h * h).sum(dim=1, keepdim=True).sqrt() + EPSILON))
        return found

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """x, y `N 3 H W` in [-1, 1]; `N 1 1 1`."""
        layers = []
        for lin, a, b in zip(self.lins, self.taken(x), self.taken(y)):
            difference = a - b
            layers.append(lin(difference * difference).mean(dim=(2, 3), keepdim=True))
        return layers[0] + layers[1] + layers[2] + layers[3] + layers[4]


def renamed_lpips(backbone: Dict[str, Tensor], linear: Dict[str, Tensor]) -> Dict[str, Tensor]:
    """Torchvision's whole network (its classifier is left out) and the authors' linear weights under this module's names."""
    state = {name: value for name, value in backbone.items() if name.startswith("features.")}
    for name, value in linear.items():
        place = name.split(".")[0]
        if place.startswith("lin") and place[3:].isdigit() and name.endswith("weight"):
            state[f"lins.{place[3:]}.weight"] = value
    return state
