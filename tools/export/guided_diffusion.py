"""The U-Net and the classifier of OpenAI's guided-diffusion checkpoints (Dhariwal & Nichol 2021), defined anew for export.

Parameter names are those of the checkpoints. Sizes are fixed when a network is built, and 1x1 convolutions over a line of
pixels are 1x1 convolutions over the picture, so that the graph is one that every backend runs.
"""

import math
from dataclasses import dataclass, fields
from typing import List, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fold import EnlargedConv, into_convs, into_embedding, worth_splitting

GROUPS = 32
DEFAULT_MULTIPLES = {512: "0.5,1,1,2,2,4,4", 256: "1,1,2,2,4,4", 128: "1,1,2,3,4", 64: "1,2,3,4"}


@dataclass(frozen=True)
class Flags:
    """What a checkpoint was trained with and does not say; names and defaults as on the command line of guided-diffusion."""

    image_size: int = 64
    num_channels: int = 128
    num_res_blocks: int = 2
    channel_mult: str = ""
    learn_sigma: bool = False
    class_cond: bool = False
    num_classes: int = 1000
    attention_resolutions: str = "16,8"
    num_heads: int = 4
    num_head_channels: int = -1
    num_heads_upsample: int = -1
    use_scale_shift_norm: bool = True
    resblock_updown: bool = False
    use_new_attention_order: bool = False
    in_channels: int = 3
    conv_resample: bool = True

    def multiples(self) -> List[float]:
        words = self.channel_mult or DEFAULT_MULTIPLES.get(self.image_size, "")
        if not words:
            raise SystemExit(f"image_size {self.image_size} has no usual channel_mult: give --channel_mult, e.g. 1,2,2")
        return [float(word) for word in words.split(",")]

    def attention_levels(self) -> set:
        """Levels of the U-Net (0: full size) at which pixels attend to each other."""
        rates = {self.image_size // int(word) for word in self.attention_resolutions.split(",") if word}
        return {level for level in range(len(self.multiples())) if 2**level in rates}

    def heads(self, channels: int, up: bool = False) -> int:
        if self.num_head_channels != -1:
            if channels % self.num_head_channels:
                raise SystemExit(f"num_head_channels {self.num_head_channels} does not divide {channels} channels: check it and num_channels")
            return channels // self.num_head_channels
        heads = self.num_heads_upsample if up and self.num_heads_upsample != -1 else self.num_heads
        if channels % heads:
            raise SystemExit(f"num_heads {heads} does not divide {channels} channels: check num_heads and num_channels")
        return heads

    @staticmethod
    def names() -> List[str]:
        return [f.name for f in fields(Flags)]


class Frequencies(nn.Module):
    """`N` timesteps to `N dimension`: [cos | sin] of t exp(-ln(10000) i / half)."""

    def __init__(self, dimension: int) -> None:
        super().__init__()
        half = dimension // 2
        table = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32) / half)
        self.register_buffer("table", table[None], persistent=False)

    def forward(self, timesteps: Tensor) -> Tensor:
        angles = timesteps.unsqueeze(1) * self.table
        return torch.cat([torch.cos(angles), torch.sin(angles)], dim=1)


class Upsample(nn.Module):
    def __init__(self, channels: int, conv: bool) -> None:
        super().__init__()
        if conv:
            self.conv = nn.Conv2d(channels, channels, 3, padding=1)
        self.has_conv, self.folded = conv, False

    def fold(self) -> None:
        if self.has_conv and worth_splitting(self.conv):
            self.conv, self.folded = EnlargedConv(self.conv), True

    def forward(self, x: Tensor) -> Tensor:
        if self.folded:
            return self.conv(x)
        x = F.interpolate(x, scale_factor=2.0, mode="nearest")
        return self.conv(x) if self.has_conv else x


class Downsample(nn.Module):
    def __init__(self, channels: int, conv: bool) -> None:
        super().__init__()
        if conv:
            self.op = nn.Conv2d(channels, channels, 3, stride=2, padding=1)
        self.has_conv = conv

    def forward(self, x: Tensor) -> Tensor:
        return self.op(x) if self.has_conv else F.avg_pool2d(x, 2)


class ResBlock(nn.Module):
    """`resize` is "", "up" or "down": the block then changes the size between its first norm and its first convolution."""

    def __init__(self, flags: Flags, channels: int, out_channels: int, embedding: int, resize: str = "") -> None:
        super().__init__()
        self.scale_shift = flags.use_scale_shift_norm
        self.in_layers = nn.Sequential(nn.GroupNorm(GROUPS, channels), nn.SiLU(), nn.Conv2d(channels, out_channels, 3, padding=1))
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(embedding, (2 if self.scale_shift else 1) * out_channels))
        self.out_layers = nn.Sequential(
            nn.GroupNorm(GROUPS, out_channels), nn.SiLU(), nn.Identity(), nn.Conv2d(out_channels, out_channels, 3, padding=1)
        )
        resizes = {"": nn.Identity, "up": lambda: Upsample(channels, False), "down": lambda: Downsample(channels, False)}
        self.resize = resizes[resize]()
        self.skip_connection = nn.Identity() if channels == out_channels else nn.Conv2d(channels, out_channels, 1)

        self.channels, self.enlarges = out_channels, resize == "up"
        self.folded = self.enlarged_by_conv = False

    def fold(self) -> None:
        self.folded = True
        if self.scale_shift:
            self.out_layers[0] = into_embedding(self.out_layers[0], self.emb_layers[1])
        if self.enlarges and worth_splitting(self.in_layers[2]):
            self.in_layers[2], self.enlarged_by_conv = EnlargedConv(self.in_layers[2]), True

    def forward(self, x: Tensor, emb: Tensor) -> Tensor:
        h = self.in_layers[1](self.in_layers[0](x))
        h = self.in_layers[2](h if self.enlarged_by_conv else self.resize(h))
        x = self.resize(x)
        e = self.emb_layers[1](self.emb_layers[0](emb)).reshape(-1, (2 if self.scale_shift else 1) * self.channels, 1, 1)
        if self.scale_shift:
            scale, shift = e.chunk(2, dim=1)
            h = self.out_layers[0](h) * (scale if self.folded else scale + 1) + shift
        else:
            h = self.out_layers[0](h + e)
        return self.skip_connection(x) + self.out_layers[3](self.out_layers[1](h))


class AttentionBlock(nn.Module):
    """The older order keeps q, k, v of one head side by side; the new one keeps all q, then all k, then all v."""

    def __init__(self, channels: int, heads: int, size: int, new_order: bool) -> None:
        super().__init__()
        self.channels, self.heads, self.size, self.new_order = channels, heads, size, new_order
        self.norm = nn.GroupNorm(GROUPS, channels)
        self.qkv = nn.Conv2d(channels, 3 * channels, 1)
        self.proj_out = nn.Conv2d(channels, channels, 1)

    def fold(self) -> None:
        self.norm = into_convs(self.norm, [self.qkv])

    def forward(self, x: Tensor) -> Tensor:
        h = attend(self.qkv(self.norm(x)), self.channels, self.heads, self.size**2, self.new_order)
        return x + self.proj_out(h.reshape(-1, self.channels, self.size, self.size))


def attend(qkv: Tensor, channels: int, heads: int, length: int, new_order: bool) -> Tensor:
    """`N 3C …` to `N heads C/heads length`: softmax(q k^T / sqrt(C/heads)) v, the root shared evenly between q and k."""
    width = channels // heads
    if new_order:
        q, k, v = qkv.reshape(-1, 3 * heads, width, length).chunk(3, dim=1)
    else:
        q, k, v = qkv.reshape(-1, heads, 3 * width, length).chunk(3, dim=2)
    scale = width**-0.25
    weights = torch.softmax(torch.matmul((q * scale).transpose(2, 3), k * scale), dim=-1)
    return torch.matmul(v, weights.transpose(2, 3))


class Steps(nn.Sequential):
    """Layers one after another; those that want the embedding get it."""

    def forward(self, x: Tensor, emb: Tensor) -> Tensor:
        for layer in self:
            x = layer(x, emb) if isinstance(layer, ResBlock) else layer(x)
        return x


def time_embed(channels: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(channels, 4 * channels), nn.SiLU(), nn.Linear(4 * channels, 4 * channels))


def way_down(flags: Flags) -> Tuple[nn.ModuleList, List[int], int]:
    """The input blocks, the channels each leaves, and the level reached."""
    multiples, emb = flags.multiples(), 4 * flags.num_channels
    channels = int(multiples[0] * flags.num_channels)
    blocks = nn.ModuleList([Steps(nn.Conv2d(flags.in_channels, channels, 3, padding=1))])
    left = [channels]
    for level, multiple in enumerate(multiples):
        for _ in range(flags.num_res_blocks):
            layers: List[nn.Module] = [ResBlock(flags, channels, int(multiple * flags.num_channels), emb)]
            channels = int(multiple * flags.num_channels)
            if level in flags.attention_levels():
                layers.append(attention(flags, channels, level))
            blocks.append(Steps(*layers))
            left.append(channels)
        if level < len(multiples) - 1:
            blocks.append(Steps(ResBlock(flags, channels, channels, emb, "down") if flags.resblock_updown
                                else Downsample(channels, flags.conv_resample)))
            left.append(channels)
    return blocks, left, len(multiples) - 1


def attention(flags: Flags, channels: int, level: int, up: bool = False) -> AttentionBlock:
    return AttentionBlock(channels, flags.heads(channels, up), flags.image_size // 2**level, flags.use_new_attention_order)


def middle(flags: Flags, channels: int, level: int) -> Steps:
    emb = 4 * flags.num_channels
    return Steps(ResBlock(flags, channels, channels, emb), attention(flags, channels, level), ResBlock(flags, channels, channels, emb))


class UNet(nn.Module):
    """x `N C H W`, timesteps float `N`, label int `N` if class_cond; returns `N C H W`, or `N 2C H W` with learn_sigma."""

    def __init__(self, flags: Flags) -> None:
        super().__init__()
        self.flags = flags
        self.frequencies = Frequencies(flags.num_channels)
        self.time_embed = time_embed(flags.num_channels)
        if flags.class_cond:
            self.label_emb = nn.Embedding(flags.num_classes, 4 * flags.num_channels)
        self.input_blocks, left, level = way_down(flags)
        first, channels = left[0], left[-1]
        self.middle_block = middle(flags, channels, level)
        self.output_blocks = self.way_up(left, level)
        out = flags.in_channels * (2 if flags.learn_sigma else 1)
        self.out = nn.Sequential(nn.GroupNorm(GROUPS, first), nn.SiLU(), nn.Conv2d(first, out, 3, padding=1))

    def way_up(self, left: List[int], deepest: int) -> nn.ModuleList:
        flags, emb = self.flags, 4 * self.flags.num_channels
        blocks, left, channels = nn.ModuleList(), list(left), left[-1]
        for level in range(deepest, -1, -1):
            width = int(flags.multiples()[level] * flags.num_channels)
            for block in range(flags.num_res_blocks + 1):
                layers: List[nn.Module] = [ResBlock(flags, channels + left.pop(), width, emb)]
                channels = width
                if level in flags.attention_levels():
                    layers.append(attention(flags, channels, level, up=True))
                if level and block == flags.num_res_blocks:
                    layers.append(ResBlock(flags, channels, channels, emb, "up") if flags.resblock_updown
                                  else Upsample(channels, flags.conv_resample))
                blocks.append(Steps(*layers))
        return blocks

    def forward(self, x: Tensor, timesteps: Tensor, label: Optional[Tensor] = None) -> Tensor:
        emb = self.time_embed(self.frequencies(timesteps))
        if self.flags.class_cond:
            emb = emb + self.label_emb(label)
        h, kept = x, []
        for block in self.input_blocks:
            h = block(h, emb)
            kept.append(h)
        h = self.middle_block(h, emb)
        for block in self.output_blocks:
            h = block(torch.cat([h, kept.pop()], dim=1), emb)
        return self.out(h)


class AttentionPool(nn.Module):
    """One vector for a picture: its mean pixel asks all pixels. `N C H W` to `N out`."""

    def __init__(self, size: int, channels: int, head_channels: int, out_channels: int) -> None:
        super().__init__()
        self.channels, self.heads, self.length = channels, channels // head_channels, size * size + 1
        self.positional_embedding = nn.Parameter(torch.zeros(channels, self.length))
        self.qkv_proj = nn.Conv2d(channels, 3 * channels, 1)
        self.c_proj = nn.Conv2d(channels, out_channels, 1)
        self.out_channels = out_channels

    def forward(self, x: Tensor) -> Tensor:
        x = x.reshape(-1, self.channels, self.length - 1)
        x = torch.cat([x.mean(dim=2, keepdim=True), x], dim=2) + self.positional_embedding
        qkv = self.qkv_proj(x.unsqueeze(3))
        h = attend(qkv, self.channels, self.heads, self.length, new_order=True)
        mean = h.reshape(-1, self.channels, self.length, 1).narrow(2, 0, 1)
        return self.c_proj(mean).reshape(-1, self.out_channels)


class Classifier(nn.Module):
    """The half U-Net that tells the class of a noisy picture. x `N C H W`, timesteps float `N`; returns logits `N classes`."""

    def __init__(self, flags: Flags, pool: str = "attention") -> None:
        super().__init__()
        self.frequencies = Frequencies(flags.num_channels)
        self.time_embed = time_embed(flags.num_channels)
        self.input_blocks, left, level = way_down(flags)
        channels, self.channels = left[-1], left[-1]
        self.middle_block = middle(flags, channels, level)
        self.spatial = pool.startswith("spatial")
        if self.spatial:
            self.out = of_means(sum(left) + channels, flags.num_classes, pool)
            return
        size = flags.image_size // 2**level
        if pool == "attention":
            last: List[nn.Module] = [AttentionPool(size, channels, flags.num_head_channels, flags.num_classes)]
        elif pool == "adaptive":
            last = [MeanPixel(channels), nn.Conv2d(channels, flags.num_classes, 1), Flat(flags.num_classes)]
        else:
            raise SystemExit(f"classifier_pool {pool}: expected attention, adaptive, spatial or spatial_v2")
        self.out = nn.Sequential(nn.GroupNorm(GROUPS, channels), nn.SiLU(), *last)

    def forward(self, x: Tensor, timesteps: Tensor) -> Tensor:
        emb, means = self.time_embed(self.frequencies(timesteps)), []
        for block in [*self.input_blocks, self.middle_block]:
            x = block(x, emb)
            if self.spatial:
                means.append(x.mean(dim=3).mean(dim=2))
        return self.out(torch.cat(means, dim=1) if self.spatial else x)


def of_means(features: int, classes: int, pool: str) -> nn.Sequential:
    """The class from the mean of every channel of every block."""
    width = 2048
    between: List[nn.Module] = [nn.ReLU()] if pool == "spatial" else [nn.GroupNorm(GROUPS, width), nn.SiLU()]
    return nn.Sequential(nn.Linear(features, width), *between, nn.Linear(width, classes))


class MeanPixel(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels

    def forward(self, x: Tensor) -> Tensor:
        return x.mean(dim=3, keepdim=True).mean(dim=2, keepdim=True)


class Flat(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.channels = channels

    def forward(self, x: Tensor) -> Tensor:
        return x.reshape(-1, self.channels)
