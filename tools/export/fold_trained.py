"""What of a network of tools/train can be worked out once: fold.py's rules, and all scales and shifts in one product.

Weights keep their names and numbers, so that the file can be trained further (`train.py --warm-start`); what is made of them
stands in the graph as nodes without an input from outside, which ONNX Runtime works out when it opens the network.
"""

from typing import Sequence, Tuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from fold import BareNorm, EnlargedConv, worth_splitting
from network import Network, ResidualBlock, ScaleShift, Upsample

Read = Tuple[Sequence[Tensor], Sequence[Tensor]]


class Modulated(nn.Module):
    """A `ScaleShift` whose scale and shift have been read already: h s + t."""

    def __init__(self, part: ScaleShift, at: int) -> None:
        super().__init__()
        self.scale, self.shift, self.at = part.scale, part.shift, at

    def forward(self, h: Tensor, emb: Read) -> Tensor:
        s, t = emb
        return h * s[self.at] + t[self.at]


class Modulations(nn.Module):
    """
    What every `Modulated` reads from the embedding, with the scale w and shift b of the norm before it:
    (n w + b) (1 + scale) + shift = n s + t with s = w (1 + scale) and t = b (1 + scale) + shift.
    """

    def __init__(self, parts: Sequence[Modulated], norms: Sequence[nn.Module]) -> None:
        """@param norms before the first of the parts; those left over follow no norm."""
        super().__init__()
        self.parts, self.norms = nn.ModuleList(parts), nn.ModuleList(norms)
        self.sizes = [part.scale.out_features for part in parts]
        rest = sum(self.sizes[len(norms):])
        self.register_buffer("ones", torch.ones(rest), persistent=False)
        self.register_buffer("zeros", torch.zeros(rest), persistent=False)

    def forward(self, emb: Tensor) -> Read:
        """emb `N embedding`; s and t of each part, `N C 1 1`."""
        scale = linear(emb, [part.scale for part in self.parts]) + 1
        shift = linear(emb, [part.shift for part in self.parts])
        w = torch.cat([*[norm.weight for norm in self.norms], self.ones], dim=0)
        b = torch.cat([*[norm.bias for norm in self.norms], self.zeros], dim=0)
        return self.pieces(scale * w), self.pieces(scale * b + shift)

    def pieces(self, values: Tensor) -> Sequence[Tensor]:
        return values.unsqueeze(2).unsqueeze(3).split(self.sizes, 1)


def linear(x: Tensor, layers: Sequence[nn.Linear]) -> Tensor:
    """`N` rows of what all layers make of x, one beside the other."""
    return F.linear(x, torch.cat([layer.weight for layer in layers], dim=0), torch.cat([layer.bias for layer in layers], dim=0))


def fold_trained(network: Network) -> None:
    for module in list(network.modules()):
        if isinstance(getattr(module, "resize", None), Upsample) and worth_splitting(module.resize.conv):
            module.resize = EnlargedConv(module.resize.conv)
    holders = [module for module in network.modules() if isinstance(getattr(module, "modulate", None), ScaleShift)]
    blocks = [module for module in holders if isinstance(module, ResidualBlock)]
    holders = [*blocks, *[module for module in holders if module not in blocks]]
    for at, holder in enumerate(holders):
        holder.modulate = Modulated(holder.modulate, at)
    for block in blocks:
        block.norm2 = BareNorm(block.norm2)
    network.modulations = Modulations([holder.modulate for holder in holders], [block.norm2 for block in blocks])
