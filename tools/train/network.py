"""The denoiser: a small U-Net in the manner of ADM (Dhariwal & Nichol 2021) with a cheap way in and a careful way out.

    x `N 3 H W` --unshuffle 2x2--> U-Net at H/2 --shuffle 2x2--> coarse `N 6 H W` --(+ refine at H)--> out `N 6 H W`

Channels 0-2 of `out` are eps, 3-5 the v of the learned variance range (Nichol & Dhariwal 2021, Eq. 15). The U-Net does the work
at half the resolution; `Refine` sees single pixels, which a 2x2 shuffle alone draws with a visible grain.
"""

import math
from dataclasses import asdict, dataclass, replace
from typing import Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from diffusion import cosine_betas


@dataclass(frozen=True)
class Shape:
    """What a network must be built with; kept inside every checkpoint."""

    image_size: int = 64
    in_channels: int = 3
    out_channels: int = 6
    patch: int = 2
    channels: Tuple[int, ...] = (32, 64, 128)
    blocks: int = 1
    attention_levels: Tuple[int, ...] = (2,)
    heads: int = 4
    groups: int = 8
    embedding: int = 128
    refine: int = 16
    num_train_timesteps: int = 1000
    classes: int = 0
    """Number of classes without the null label, which is the last row of the label table; 0: unlabelled."""

    @property
    def null_label(self) -> Optional[int]:
        return self.classes if self.classes else None

    def as_json(self) -> dict:
        return asdict(self)

    @staticmethod
    def from_json(values: dict) -> "Shape":
        return Shape(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})


class TimeEmbedding(nn.Module):
    """`N` training indices to `N dimension`: [cos | sin] of t times geometric frequencies from 1 to 1/10 000."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        half = dimension // 2
        frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float64) / half)
        self.register_buffer("frequencies", frequencies.float()[None], persistent=False)

    def forward(self, timesteps: Tensor) -> Tensor:
        angles = timesteps.unsqueeze(1) * self.frequencies
        return torch.cat([torch.cos(angles), torch.sin(angles)], dim=1)


class ScaleShift(nn.Module):
    """h (1 + scale) + shift, both read from the embedding; the weights are split so that no slice is needed at run time."""

    def __init__(self, embedding: int, channels: int) -> None:
        super().__init__()
        self.scale = nn.Linear(embedding, channels)
        self.shift = nn.Linear(embedding, channels)

    def forward(self, h: Tensor, emb: Tensor) -> Tensor:
        scale = self.scale(emb).unsqueeze(2).unsqueeze(3)
        shift = self.shift(emb).unsqueeze(2).unsqueeze(3)
        return h * (scale + 1) + shift


class ResidualBlock(nn.Module):
    """Norm, SiLU, conv; norm scaled and shifted by the embedding, SiLU, conv that starts at zero; plus what came in."""

    def __init__(self, shape: Shape, channels_in: int, channels: int) -> None:
        super().__init__()
        self.norm1 = nn.GroupNorm(shape.groups, channels_in)
        self.conv1 = nn.Conv2d(channels_in, channels, 3, padding=1)
        self.modulate = ScaleShift(shape.embedding, channels)
        self.norm2 = nn.GroupNorm(shape.groups, channels)
        self.conv2 = zeroed(nn.Conv2d(channels, channels, 3, padding=1))
        self.skip = nn.Conv2d(channels_in, channels, 1) if channels_in != channels else nn.Identity()

    def forward(self, x: Tensor, emb: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x)))
        h = F.silu(self.modulate(self.norm2(h), emb))
        return self.skip(x) + self.conv2(h)


class Attention(nn.Module):
    """Self-attention between the pixels of one level, added to what came in. `N C H W`, of any H and W."""

    def __init__(self, shape: Shape, channels: int) -> None:
        super().__init__()
        self.heads, self.channels = shape.heads, channels
        self.norm = nn.GroupNorm(shape.groups, channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.out = zeroed(nn.Conv2d(channels, channels, 1))

    def forward(self, x: Tensor) -> Tensor:
        width = self.channels // self.heads
        qkv = self.qkv(self.norm(x)).flatten(2).unflatten(1, (3 * self.heads, width))
        q, k, v = qkv.chunk(3, dim=1)
        weights = torch.softmax(torch.matmul((q * width**-0.5).transpose(2, 3), k), dim=-1)
        h = torch.matmul(v, weights.transpose(2, 3)).reshape_as(x)
        return x + self.out(h)


class Stage(nn.Module):
    """A residual block, attention where the level has it, then a change of size where the level ends."""

    def __init__(self, shape: Shape, channels_in: int, channels: int, level: int, resize: str = "") -> None:
        super().__init__()
        self.block = ResidualBlock(shape, channels_in, channels)
        self.attention = Attention(shape, channels) if level in shape.attention_levels else nn.Identity()
        self.resize = Upsample(channels) if resize == "up" else nn.Identity()

    def forward(self, x: Tensor, emb: Tensor) -> Tensor:
        return self.resize(self.attention(self.block(x, emb)))


class Upsample(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Refine(nn.Module):
    """Corrects the coarse output pixel by pixel, each prediction weighed by what its level t allows.

        eps0 = k coarse + (1 - k) sigma x        alpha = sqrt(A[t]), sigma = sqrt(1 - A[t]), k = alpha^2 / (alpha^2 + 0.007)
        eps  = eps0 + alpha d

    so that at high noise eps is x itself but for a small correction, as with a v-prediction. d is read from the clean estimate
    that eps0 implies, from eps0, and from the U-Net's last features at full size; it starts at zero.
    """

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        seen = 2 * shape.in_channels + shape.channels[0] // shape.patch**2
        self.register_buffer("levels", level_table(shape), persistent=False)
        self.conv1 = nn.Conv2d(seen, shape.refine, 3, padding=1)
        self.modulate = ScaleShift(shape.embedding, shape.refine)
        self.conv2 = nn.Conv2d(shape.refine, shape.refine, 3, padding=1)
        self.conv3 = zeroed(nn.Conv2d(2 * shape.refine, shape.out_channels, 3, padding=1))

    def forward(self, x: Tensor, timesteps: Tensor, coarse: Tensor, features: Tensor, emb: Tensor) -> Tensor:
        level = F.embedding(timesteps.int(), self.levels).unsqueeze(2).unsqueeze(3)
        k, rest, alpha, gain_x, gain_eps = level.chunk(5, dim=1)
        coarse_eps, coarse_v = coarse.chunk(2, dim=1)
        eps0 = k * coarse_eps + rest * x
        linear = self.modulate(self.conv1(torch.cat([gain_x * x - gain_eps * eps0, eps0, features], dim=1)), emb)
        h = F.silu(self.conv2(F.silu(linear)))
        d_eps, d_v = self.conv3(torch.cat([h, linear], dim=1)).chunk(2, dim=1)
        return torch.cat([eps0 + alpha * d_eps, coarse_v + d_v], dim=1)


def level_table(shape: Shape) -> Tensor:
    """`[1000, 5]`: k, (1 - k) sigma, alpha, and what scales x and eps0 in the clean estimate (x - sigma eps0) / (sigma + 0.1)."""
    A = torch.from_numpy((1 - cosine_betas(shape.num_train_timesteps)).cumprod())
    alpha, sigma = A.sqrt(), (1 - A).sqrt()
    k = A / (A + 0.007)
    return torch.stack([k, (1 - k) * sigma, alpha, 1 / (sigma + 0.1), sigma / (sigma + 0.1)], dim=1).float()


class Network(nn.Module):
    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        widths, patch, embedding = shape.channels, shape.patch, shape.embedding
        self.time = TimeEmbedding(2 * widths[0])
        self.time1 = nn.Linear(2 * widths[0], embedding)
        self.time2 = nn.Linear(embedding, embedding)
        self.label = zeroed(nn.Embedding(shape.classes + 1, embedding)) if shape.classes else None
        self.stem = nn.Conv2d(shape.in_channels * patch**2, widths[0], 3, padding=1)
        skips = self.build_down(widths)
        last = len(widths) - 1
        self.middle1 = ResidualBlock(shape, widths[last], widths[last])
        self.middle2 = Attention(shape, widths[last]) if shape.attention_levels else nn.Identity()
        self.middle3 = ResidualBlock(shape, widths[last], widths[last])
        self.build_up(widths, skips)
        self.norm = nn.GroupNorm(shape.groups, widths[0])
        self.out = zeroed(nn.Conv2d(widths[0], shape.out_channels * patch**2, 3, padding=1))
        self.refine = Refine(shape) if shape.refine else None
        # What is read from the embedding; the exporter puts there what reads it for all blocks at once.
        self.modulations = nn.Identity()

    def build_down(self, widths: Tuple[int, ...]) -> list:
        """Fills `self.down`; returns the widths of all that the way up will be handed."""
        self.down = nn.ModuleList()
        skips = [widths[0]]
        for level, width in enumerate(widths):
            for _ in range(self.shape.blocks):
                self.down.append(Stage(self.shape, skips[-1], width, level))
                skips.append(width)
            if level < len(widths) - 1:
                self.down.append(nn.Conv2d(width, width, 3, stride=2, padding=1))
                skips.append(width)
        return skips

    def build_up(self, widths: Tuple[int, ...], skips: list) -> None:
        self.up = nn.ModuleList()
        channels = widths[-1]
        for level in reversed(range(len(widths))):
            for block in range(self.shape.blocks + 1):
                resize = "up" if level and block == self.shape.blocks else ""
                self.up.append(Stage(self.shape, channels + skips.pop(), widths[level], level, resize))
                channels = widths[level]

    def forward(self, x: Tensor, timesteps: Tensor, label: Optional[Tensor] = None) -> Tensor:
        """x `N C H W` in [-1, 1], timesteps float `N` (training indices), label int `N` for a labelled network."""
        emb = self.time2(F.silu(self.time1(self.time(timesteps))))
        if self.label is not None:
            emb = emb + self.label(label)
        emb = self.modulations(F.silu(emb))
        h = self.stem(F.pixel_unshuffle(x, self.shape.patch))
        skips = [h]
        for stage in self.down:
            h = stage(h, emb) if isinstance(stage, Stage) else stage(h)
            skips.append(h)
        h = self.middle3(self.middle2(self.middle1(h, emb)), emb)
        for stage in self.up:
            h = stage(torch.cat([h, skips.pop()], dim=1), emb)
        h = F.silu(self.norm(h))
        coarse = F.pixel_shuffle(self.out(h), self.shape.patch)
        if self.refine is None:
            return coarse
        return self.refine(x, timesteps, coarse, F.pixel_shuffle(h, self.shape.patch), emb)


def unlabelled(network: Network) -> Network:
    """A labelled network asked without a label: the same answers from a network that has none. What the null label adds to the
    time embedding goes into the bias before it."""
    plain = Network(replace(network.shape, classes=0))
    state = {name: value for name, value in network.state_dict().items() if name != "label.weight"}
    state["time2.bias"] = state["time2.bias"] + network.label.weight[network.shape.null_label].detach()
    plain.load_state_dict(state)
    return plain


def zeroed(layer: nn.Module) -> nn.Module:
    """A layer that adds nothing until it has learnt to."""
    for parameter in layer.parameters():
        nn.init.zeros_(parameter)
    return layer


def parameter_count(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())
