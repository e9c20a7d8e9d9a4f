"""The fillings that need no network: one function a name, each from uint8 `H W 3` and `keep_mask` to uint8 `H W 3`."""

from typing import Callable, Dict

import cv2
import numpy as np
from skimage.restoration import inpaint_biharmonic

RADIUS = 3


def biharmonic(picture: np.ndarray, keep_mask: np.ndarray) -> np.ndarray:
    filled = inpaint_biharmonic(picture.astype(np.float64) / 255, ~keep_mask, channel_axis=-1)
    return (filled.clip(0, 1) * 255).round().astype(np.uint8)


def opencv(flag: int) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    return lambda picture, keep_mask: cv2.inpaint(picture, (~keep_mask).astype(np.uint8) * 255, RADIUS, flag)


def shift_map(picture: np.ndarray, keep_mask: np.ndarray) -> np.ndarray:
    """Pieces of the known part, shifted (He & Sun 2012): the exemplar filling that OpenCV's xphoto has. It works in CIELab."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    cv2.xphoto.inpaint(lab, keep_mask.astype(np.uint8) * 255, lab, cv2.xphoto.INPAINT_SHIFTMAP)
    filled = cv2.cvtColor(lab, cv2.COLOR_LAB2RGB)
    return np.where(keep_mask[..., None], picture, filled)


FILLINGS: Dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "biharmonic": biharmonic, "Telea": opencv(cv2.INPAINT_TELEA), "Navier–Stokes": opencv(cv2.INPAINT_NS), "shift map": shift_map,
}
