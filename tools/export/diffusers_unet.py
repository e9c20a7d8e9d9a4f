"""The U-Net of diffusers (`UNet2DModel` folders), defined anew for export. Parameter names are those of its checkpoints."""

import math
from dataclasses import dataclass
from typing import Dict, List, Optional, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from guided_diffusion import attend

DOWN_BLOCKS = ("DownBlock2D", "AttnDownBlock2D", "ResnetDownsampleBlock2D")
UP_BLOCKS = ("UpBlock2D", "AttnUpBlock2D", "ResnetUpsampleBlock2D")
DEFAULTS = {
    "in_channels": 3, "out_channels": 3, "center_input_sample": False, "time_embedding_type": "positional", "freq_shift": 0,
    "flip_sin_to_cos": True, "down_block_types": ["DownBlock2D", *["AttnDownBlock2D"] * 3],
    "up_block_types": [*["AttnUpBlock2D"] * 3, "UpBlock2D"], "block_out_channels": [224, 448, 672, 896], "layers_per_block": 2,
    "mid_block_scale_factor": 1, "downsample_padding": 1, "downsample_type": "conv", "upsample_type": "conv", "act_fn": "silu",
    "attention_head_dim": 8, "norm_num_groups": 32, "attn_norm_num_groups": None, "norm_eps": 1e-5,
    "resnet_time_scale_shift": "default", "add_attention": True, "class_embed_type": None, "num_class_embeds": None,
    "num_train_timesteps": None,
}


@dataclass(frozen=True)
class Config:
    """config.json with defaults filled in, checked for what is understood here."""

    values: Dict

    @staticmethod
    def read(given: Dict) -> "Config":
        v = {**DEFAULTS, **given}
        expect(v, "_class_name", (None, "UNet2DModel"))
        expect(v, "time_embedding_type", ("positional", "learned"))
        expect(v, "act_fn", ("silu", "swish"))
        expect(v, "resnet_time_scale_shift", ("default", "scale_shift"))
        expect(v, "downsample_type", ("conv", "resnet"))
        expect(v, "upsample_type", ("conv", "resnet"))
        expect(v, "class_embed_type", (None,))
        expect(v, "downsample_padding", (0, 1))
        for kind, known in (("down_block_types", DOWN_BLOCKS), ("up_block_types", UP_BLOCKS)):
            for name in v[kind]:
                if name not in known:
                    raise SystemExit(f"config.json: {kind} has {name}, expected one of {', '.join(known)}")
        if v.get("sample_size") is None:
            raise SystemExit("config.json: sample_size is missing: add it, e.g. 64")
        return Config(v)

    def __getattr__(self, name: str):
        return self.values[name]

    @property
    def size(self) -> Tuple[int, int]:
        s = self.values["sample_size"]
        return (s, s) if isinstance(s, int) else tuple(s)


def expect(values: Dict, key: str, allowed: tuple) -> None:
    if values.get(key) not in allowed:
        raise SystemExit(f"config.json: {key} is {values[key]!r}, expected {' or '.join(repr(a) for a in allowed if a is not None)}")


class Frequencies(nn.Module):
    """[sin | cos], or [cos | sin] when flipped, of t exp(-ln(10000) i / (half - shift))."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        half = config.block_out_channels[0] // 2
        table = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32) / (half - config.freq_shift))
        self.register_buffer("table", table[None], persistent=False)
        self.flip = config.flip_sin_to_cos

    def forward(self, timesteps: Tensor) -> Tensor:
        angles = timesteps.unsqueeze(1) * self.table
        s, c = torch.sin(angles), torch.cos(angles)
        return torch.cat([c, s] if self.flip else [s, c], dim=1)


class LearnedSteps(nn.Embedding):
    """A row for every training step, chosen by a float that is a whole number."""

    def forward(self, timesteps: Tensor) -> Tensor:
        return F.embedding(timesteps.int(), self.weight)


class TimeEmbedding(nn.Module):
    def __init__(self, channels: int, dimension: int) -> None:
        super().__init__()
        self.linear_1 = nn.Linear(channels, dimension)
        self.linear_2 = nn.Linear(dimension, dimension)

    def forward(self, x: Tensor) -> Tensor:
        return self.linear_2(F.silu(self.linear_1(x)))


class Resnet(nn.Module):
    def __init__(self, c: Config, channels: int, out_channels: int, resize: str = "", factor: float = 1.0) -> None:
        super().__init__()
        self.scale_shift = c.resnet_time_scale_shift == "scale_shift"
        self.norm1 = nn.GroupNorm(c.norm_num_groups, channels, eps=c.norm_eps)
        self.conv1 = nn.Conv2d(channels, out_channels, 3, padding=1)
        self.time_emb_proj = nn.Linear(4 * c.block_out_channels[0], (2 if self.scale_shift else 1) * out_channels)
        self.norm2 = nn.GroupNorm(c.norm_num_groups, out_channels, eps=c.norm_eps)
        self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1)
        self.conv_shortcut = nn.Conv2d(channels, out_channels, 1) if channels != out_channels else nn.Identity()
        self.resize, self.factor = resize, factor

    def resized(self, x: Tensor) -> Tensor:
        if self.resize == "up":
            return F.interpolate(x, scale_factor=2.0, mode="nearest")
        return F.avg_pool2d(x, 2) if self.resize == "down" else x

    def forward(self, x: Tensor, emb: Tensor) -> Tensor:
        h = self.conv1(self.resized(F.silu(self.norm1(x))))
        e = self.time_emb_proj(F.silu(emb)).unsqueeze(2).unsqueeze(3)
        if self.scale_shift:
            scale, shift = e.chunk(2, dim=1)
            h = self.norm2(h) * (scale + 1) + shift
        else:
            h = self.norm2(h + e)
        h = self.conv_shortcut(self.resized(x)) + self.conv2(F.silu(h))
        return h if self.factor == 1 else h * (1 / self.factor)


class Attention(nn.Module):
    def __init__(self, c: Config, channels: int, size: Tuple[int, int], groups: Optional[int], factor: float = 1.0) -> None:
        super().__init__()
        self.channels, self.size, self.factor = channels, size, factor
        width = c.attention_head_dim or channels
        if channels % width:
            raise SystemExit(f"config.json: attention_head_dim {width} does not divide {channels} channels")
        self.heads = channels // width
        self.group_norm = nn.GroupNorm(groups, channels, eps=c.norm_eps) if groups else nn.Identity()
        self.to_q, self.to_k, self.to_v = (nn.Conv2d(channels, channels, 1) for _ in range(3))
        self.to_out = nn.Sequential(nn.Conv2d(channels, channels, 1))

    def forward(self, x: Tensor) -> Tensor:
        h = self.group_norm(x)
        qkv = torch.cat([self.to_q(h), self.to_k(h), self.to_v(h)], dim=1)
        h = attend(qkv, self.channels, self.heads, self.size[0] * self.size[1], new_order=True)
        h = self.to_out[0](h.reshape(-1, self.channels, *self.size)) + x
        return h if self.factor == 1 else h * (1 / self.factor)


class Downsample(nn.Module):
    def __init__(self, c: Config, channels: int) -> None:
        super().__init__()
        self.padding = c.downsample_padding
        self.conv = nn.Conv2d(channels, channels, 3, stride=2, padding=self.padding)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(x if self.padding else F.pad(x, (0, 1, 0, 1)))


class Upsample(nn.Module):
    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Block(nn.Module):
    """Resnets of one level, each followed by attention where the level has it, then a change of size where there is one."""

    def __init__(self, resnets: List[Resnet], attentions: List[Attention], resize: Optional[nn.Module], up: bool) -> None:
        super().__init__()
        self.resnets = nn.ModuleList(resnets)
        if attentions:
            self.attentions = nn.ModuleList(attentions)
        self.has_attention = bool(attentions)
        if resize is not None:
            setattr(self, "upsamplers" if up else "downsamplers", nn.ModuleList([resize]))
        self.resizes, self.up = resize is not None, up

    def step(self, i: int, x: Tensor, emb: Tensor) -> Tensor:
        x = self.resnets[i](x, emb)
        return self.attentions[i](x) if self.has_attention else x

    def change(self, x: Tensor, emb: Tensor) -> Tensor:
        layer = (self.upsamplers if self.up else self.downsamplers)[0]
        return layer(x, emb) if isinstance(layer, Resnet) else layer(x)


class Middle(nn.Module):
    def __init__(self, c: Config, channels: int, size: Tuple[int, int]) -> None:
        super().__init__()
        factor = c.mid_block_scale_factor
        usual = c.norm_num_groups if c.resnet_time_scale_shift == "default" else None
        self.resnets = nn.ModuleList([Resnet(c, channels, channels, factor=factor) for _ in range(2)])
        if c.add_attention:
            self.attentions = nn.ModuleList([Attention(c, channels, size, c.attn_norm_num_groups or usual, factor)])
        self.has_attention = c.add_attention

    def forward(self, x: Tensor, emb: Tensor) -> Tensor:
        x = self.resnets[0](x, emb)
        return self.resnets[1](self.attentions[0](x) if self.has_attention else x, emb)


class UNet2D(nn.Module):
    """x `N C H W`, timesteps float `N`, label int `N` when num_class_embeds is set; returns `N out_channels H W`."""

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.c = c = config
        widths = c.block_out_channels
        if c.time_embedding_type == "learned":
            self.time_proj = LearnedSteps(c.num_train_timesteps, widths[0])
        else:
            self.time_proj = Frequencies(c)
        self.time_embedding = TimeEmbedding(widths[0], 4 * widths[0])
        if c.num_class_embeds:
            self.class_embedding = nn.Embedding(c.num_class_embeds, 4 * widths[0])
        self.conv_in = nn.Conv2d(c.in_channels, widths[0], 3, padding=1)
        left = self.build_down()
        self.mid_block = Middle(c, widths[-1], self.size(len(widths) - 1))
        self.build_up(left)
        self.conv_norm_out = nn.GroupNorm(c.norm_num_groups, widths[0], eps=c.norm_eps)
        self.conv_out = nn.Conv2d(widths[0], c.out_channels, 3, padding=1)

    def size(self, level: int) -> Tuple[int, int]:
        height, width = self.c.size
        return height // 2**level, width // 2**level

    def build_down(self) -> List[int]:
        c, widths = self.c, self.c.block_out_channels
        self.down_blocks, left, channels = nn.ModuleList(), [widths[0]], widths[0]
        for level, kind in enumerate(c.down_block_types):
            width, resnets, attentions, resize = widths[level], [], [], None
            for _ in range(c.layers_per_block):
                resnets.append(Resnet(c, channels, width))
                if kind == "AttnDownBlock2D":
                    attentions.append(Attention(c, width, self.size(level), c.norm_num_groups))
                channels = width
                left.append(width)
            if level < len(widths) - 1:
                by_resnet = kind == "ResnetDownsampleBlock2D" or (kind == "AttnDownBlock2D" and c.downsample_type == "resnet")
                resize = Resnet(c, width, width, "down") if by_resnet else Downsample(c, width)
                left.append(width)
            self.down_blocks.append(Block(resnets, attentions, resize, up=False))
        return left

    def build_up(self, left: List[int]) -> None:
        c, widths = self.c, self.c.block_out_channels
        self.up_blocks, channels = nn.ModuleList(), widths[-1]
        for i, kind in enumerate(c.up_block_types):
            level = len(widths) - 1 - i
            width, resnets, attentions, resize = widths[level], [], [], None
            for _ in range(c.layers_per_block + 1):
                resnets.append(Resnet(c, channels + left.pop(), width))
                if kind == "AttnUpBlock2D":
                    attentions.append(Attention(c, width, self.size(level), c.norm_num_groups))
                channels = width
            if level:
                by_resnet = kind == "ResnetUpsampleBlock2D" or (kind == "AttnUpBlock2D" and c.upsample_type == "resnet")
                resize = Resnet(c, width, width, "up") if by_resnet else Upsample(width)
            self.up_blocks.append(Block(resnets, attentions, resize, up=True))

    def forward(self, x: Tensor, timesteps: Tensor, label: Optional[Tensor] = None) -> Tensor:
        emb = self.time_embedding(self.time_proj(timesteps))
        if self.c.num_class_embeds:
            emb = emb + self.class_embedding(label)
        h = self.conv_in(x * 2 - 1 if self.c.center_input_sample else x)
        kept = [h]
        for block in self.down_blocks:
            for i in range(len(block.resnets)):
                h = block.step(i, h, emb)
                kept.append(h)
            if block.resizes:
                h = block.change(h, emb)
                kept.append(h)
        h = self.mid_block(h, emb)
        for block in self.up_blocks:
            for i in range(len(block.resnets)):
                h = block.step(i, torch.cat([h, kept.pop()], dim=1), emb)
            h = block.change(h, emb) if block.resizes else h
        return self.conv_out(F.silu(self.conv_norm_out(h)))


def renamed(state: Dict[str, Tensor]) -> Dict[str, Tensor]:
    """Older checkpoints call the four layers of attention query, key, value and proj_attn."""
    old = {".query.": ".to_q.", ".key.": ".to_k.", ".value.": ".to_v.", ".proj_attn.": ".to_out.0."}
    result = {}
    for name, value in state.items():
        for was, now in old.items():
            name = name.replace(was, now)
        result[name] = value
    return result
