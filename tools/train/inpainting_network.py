"""A feed-forward inpainter: picture and mask in, whole picture out, in one call (in the manner of LaMa, Suvorov et al. 2022).

    [keep_mask x, keep_mask] `N 4 H W` --unshuffle 2x2--> U-Net with Fourier blocks at H/8 --shuffle 2x2--> refine at H --> `N 3 H W`

A Fourier block sees the whole picture at once. Its transform is a product with the matrices of the real DFT, so that the exported
graph needs no Fourier operator; height and width are therefore fixed.
"""

from dataclasses import asdict, dataclass
from typing import Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass(frozen=True)
class InpainterShape:
    """What a network must be built with; kept inside every checkpoint."""

    image_size: int = 64
    in_channels: int = 3
    channels: Tuple[int, int, int] = (32, 64, 80)
    blocks: int = 4
    groups: int = 8
    refine: int = 16

    def as_json(self) -> dict:
        return asdict(self)

    @staticmethod
    def from_json(values: dict) -> "InpainterShape":
        return InpainterShape(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


def fourier_matrices(size: int) -> Tuple[Tensor, Tensor]:
    """
    The orthonormal real DFT of a flattened square and its inverse, as matrices.

    @returns `[size^2, 2 F]` and `[2 F, size^2]`, F = size (size / 2 + 1); the real parts come first.
    """
    pixels = torch.eye(size * size, dtype=torch.float64).reshape(-1, size, size)
    there = torch.fft.rfft2(pixels, norm="ortho")
    forward = torch.cat([there.real.flatten(1), there.imag.flatten(1)], dim=1)
    half = size * (size // 2 + 1)
    waves = torch.eye(2 * half, dtype=torch.float64).reshape(-1, 2, size, size // 2 + 1)
    back = torch.fft.irfft2(torch.complex(waves[:, 0], waves[:, 1]), s=(size, size), norm="ortho")
    return forward.float(), back.flatten(1).float()


class Residual(nn.Module):
    """Norm, SiLU, conv, twice, the last conv beginning at zero; plus what came in."""

    def __init__(self, groups: int, channels_in: int, channels: int) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, channels_in)
        self.conv1 = nn.Conv2d(channels_in, channels, 3, padding=1)
        self.norm2 = nn.GroupNorm(groups, channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.skip = nn.Conv2d(channels_in, channels, 1) if channels_in != channels else nn.Identity()
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        return self.skip(x) + self.conv2(F.silu(self.norm2(h)))


class FourierBlock(nn.Module):
    """A residual block, and beside it a 1x1 convolution over the frequencies of half of the channels (Chi et al. 2020)."""

    def __init__(self, groups: int, channels: int, size: int) -> None:
        super().__init__()
        self.size, self.channels = size, channels // 2
        self.local = Residual(groups, channels, channels)
        self.into = nn.Conv2d(channels, self.channels, 1)
        self.spectral = nn.Conv2d(2 * self.channels, 2 * self.channels, 1)
        self.out = nn.Conv2d(self.channels, channels, 1)
        nn.init.zeros_(self.out.weight)
        nn.init.zeros_(self.out.bias)

    def forward(self, x: Tensor, there: Tensor, back: Tensor) -> Tensor:
        size, wide = self.size, self.size // 2 + 1
        given = self.into(x).reshape(-1, self.channels, size * size)
        waves = torch.matmul(given, there).reshape(-1, 2 * self.channels, size, wide)
        answer = F.silu(self.spectral(waves)).reshape(-1, self.channels, 2 * size * wide)
        seen = torch.matmul(answer, back).reshape(-1, self.channels, size, size)
        return self.local(x) + self.out(seen)


class Inpainter(nn.Module):
    def __init__(self, shape: InpainterShape) -> None:
        super().__init__()
        self.shape = shape
        a, b, c = shape.channels
        groups, small = shape.groups, shape.image_size // 8
        there, back = fourier_matrices(small)
        self.register_buffer("there", there, persistent=False)
        self.register_buffer("back", back, persistent=False)
        self.stem = nn.Conv2d((shape.in_channels + 1) * 4, a, 3, padding=1)
        self.down1 = Residual(groups, a, a)
        self.half1 = nn.Conv2d(a, b, 3, stride=2, padding=1)
        self.down2 = Residual(groups, b, b)
        self.half2 = nn.Conv2d(b, c, 3, stride=2, padding=1)
        self.middle = nn.ModuleList(FourierBlock(groups, c, small) for _ in range(shape.blocks))
        self.double1 = nn.Conv2d(c, b, 3, padding=1)
        self.up1 = Residual(groups, 2 * b, b)
        self.double2 = nn.Conv2d(b, a, 3, padding=1)
        self.up2 = Residual(groups, 2 * a, a)
        self.norm = nn.GroupNorm(groups, a)
        self.coarse = nn.Conv2d(a, shape.in_channels * 4, 3, padding=1)
        self.refine1 = nn.Conv2d(2 * shape.in_channels + 1 + a // 4, shape.refine, 3, padding=1)
        self.refine2 = nn.Conv2d(shape.refine, shape.in_channels, 3, padding=1)

    def forward(self, x: Tensor, keep_mask: Tensor) -> Tensor:
        """x `N 3 H W` in [-1, 1], keep_mask `N 1 H W`, 1 = known; what is unknown of x is not looked at. `N 3 H W`."""
        known = torch.cat([x * keep_mask, keep_mask], dim=1)
        h1 = self.down1(self.stem(F.pixel_unshuffle(known, 2)))
        h2 = self.down2(self.half1(h1))
        h = self.half2(h2)
        for block in self.middle:
            h = block(h, self.there, self.back)
        h = self.up1(torch.cat([self.double1(F.interpolate(h, scale_factor=2.0, mode="nearest")), h2], dim=1))
        h = self.up2(torch.cat([self.double2(F.interpolate(h, scale_factor=2.0, mode="nearest")), h1], dim=1))
        h = F.silu(self.norm(h))
        coarse = F.pixel_shuffle(self.coarse(h), 2)
        detail = torch.cat([known, coarse, F.pixel_shuffle(h, 2)], dim=1)
        return coarse + self.refine2(F.silu(self.refine1(detail)))
