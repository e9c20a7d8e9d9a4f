"""How a filled window differs from the photograph, in the hole alone. Pictures are uint8 `H W 3`, `keep_mask` bool `H W`."""

from typing import Callable, Dict

import numpy as np
from skimage.metrics import structural_similarity

TILE = 16


def luminance(picture: np.ndarray) -> np.ndarray:
    """Rec. 709, 0 to 255."""
    return picture.astype(np.float64) @ np.array([0.2126, 0.7152, 0.0722])


def psnr(filled: np.ndarray, truth: np.ndarray, keep_mask: np.ndarray) -> float:
    """dB, over the hole's pixels; 60 at most."""
    error = ((filled.astype(np.float64) - truth) ** 2)[~keep_mask].mean()
    return float(min(60.0, 10 * np.log10(255**2 / max(error, 1e-9))))


def ssim(filled: np.ndarray, truth: np.ndarray, keep_mask: np.ndarray) -> float:
    """Mean of the SSIM map (Wang et al. 2004, Gaussian windows) over the hole."""
    _, seen = structural_similarity(filled, truth, channel_axis=-1, gaussian_weights=True, sigma=1.5, use_sample_covariance=False, full=True)
    return float(seen.mean(axis=-1)[~keep_mask].mean())


def spectrum(filled: np.ndarray, truth: np.ndarray, keep_mask: np.ndarray) -> float:
    """Mean distance of the local power spectra in decades: tiles of 16×16 at every 8 pixels, Hann windowed, averaged over rings of
    equal frequency, weighed by the hole's share of the tile. A blurred filling lacks power at high frequencies and cannot hide it."""
    total = weight = 0.0
    a, b = luminance(filled), luminance(truth)
    for y in range(0, a.shape[0] - TILE + 1, 8):
        for x in range(0, a.shape[1] - TILE + 1, 8):
            place = np.s_[y : y + TILE, x : x + TILE]
            share = 1 - keep_mask[place].mean()
            if share >= 0.05:
                total += share * np.abs(rings(a[place]) - rings(b[place])).mean()
                weight += share
    return float(total / weight) if weight else float("nan")


def rings(tile: np.ndarray) -> np.ndarray:
    """log10 of the power at radii 1 to 7; 1 is added, which is a tenth of a grey level's flicker and keeps flat tiles finite."""
    hann = np.hanning(TILE + 2)[1:-1]
    power = np.abs(np.fft.fft2((tile - tile.mean()) * hann[:, None] * hann)) ** 2 / TILE
    f = np.fft.fftfreq(TILE, 1 / TILE)
    radius = np.hypot(f[:, None], f).round().astype(int)
    return np.log10(1 + np.array([power[radius == k].mean() for k in range(1, 8)]))


def gradients(filled: np.ndarray, truth: np.ndarray, keep_mask: np.ndarray) -> float:
    """Distance of the gradient histograms in grey levels a pixel (Wasserstein-1 of the magnitudes at the hole's pixels)."""
    a, b = (np.sort(np.hypot(*np.gradient(luminance(p)))[~keep_mask]) for p in (filled, truth))
    return float(np.abs(a - b).mean())


def seam(filled: np.ndarray, truth: np.ndarray, keep_mask: np.ndarray) -> float:
    """By how much the mean step from a known pixel to its filled neighbour differs from the photograph's, in grey levels."""
    return float(abs(steps(luminance(filled), keep_mask) - steps(luminance(truth), keep_mask)))


def steps(grey: np.ndarray, keep_mask: np.ndarray) -> float:
    across = keep_mask[:, 1:] != keep_mask[:, :-1], keep_mask[1:] != keep_mask[:-1]
    jumps = np.concatenate([np.abs(np.diff(grey, axis=1))[across[0]], np.abs(np.diff(grey, axis=0))[across[1]]])
    return float(jumps.mean())


MEASURES: Dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], float]] = {
    "PSNR": psnr, "SSIM": ssim, "spectrum": spectrum, "gradients": gradients, "seam": seam,
}
HIGHER_IS_BETTER = {"PSNR", "SSIM"}
