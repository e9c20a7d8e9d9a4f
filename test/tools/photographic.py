"""Prints what the rule of tools/data says of a drawing, of a gradient, and of a gradient seen by a sensor."""

import os
import sys

import numpy as np
from PIL import Image

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "data"))
from photographic import is_photograph

ramp = np.linspace(40, 200, 640 * 400).reshape(400, 640)
drawing = np.full((400, 640), 200.0)
drawing[100:300, 50:600] = 30
grain = np.random.default_rng(1).normal(0, 3, ramp.shape)
for picture in (drawing, ramp, ramp + grain):
    grey = Image.fromarray(picture.clip(0, 255).astype(np.uint8)).convert("RGB")
    print(is_photograph(grey), end=" ")
