"""What of a network can be worked out once, when it is written, instead of at every call. The answers are the same to rounding."""

from typing import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

# Below, putting the four pictures together takes as long as the products that are saved (measured with ONNX Runtime, native).
CHANNELS_WORTH_SPLITTING = 64


def fold(network: nn.Module) -> None:
    """Every part that can be simpler, given its weights, becomes so. Names of weights stay; some leave."""
    for module in list(network.modules()):
        if hasattr(module, "fold"):
            module.fold()


def plain(norm: nn.GroupNorm) -> nn.GroupNorm:
    """The same norm without scale and shift of its own."""
    return nn.GroupNorm(norm.num_groups, norm.num_channels, norm.eps, affine=False)


class BareNorm(nn.GroupNorm):
    """The same without its scale and shift, which it still holds for others to use."""

    def __init__(self, norm: nn.GroupNorm) -> None:
        super().__init__(norm.num_groups, norm.num_channels, norm.eps)
        self.weight, self.bias = norm.weight, norm.bias

    def forward(self, x: Tensor) -> Tensor:
        return F.group_norm(x, self.num_groups, eps=self.eps)


def into_embedding(norm: nn.GroupNorm, linear: nn.Linear) -> nn.GroupNorm:
    """
    (n w + b) (s + 1) + t, with [s | t] = linear(e), is n s' + t': s' = w (s + 1) and t' = b (s + 1) + t are linear in e too.

    @param linear from the embedding to [s | t]; gives [s' | t'] afterwards.
    @returns the norm that gives n.
    """
    (scale, shift), (s, t) = linear.weight.chunk(2), linear.bias.chunk(2)
    w, b = norm.weight, norm.bias
    linear.weight.data = torch.cat([w[:, None] * scale, b[:, None] * scale + shift])
    linear.bias.data = torch.cat([w * (s + 1), b * (s + 1) + t])
    return plain(norm)


def into_convs(norm: nn.GroupNorm, convs: Sequence[nn.Conv2d]) -> nn.GroupNorm:
    """1x1 convolutions of n w + b as such of n, the norm that is returned."""
    for conv in convs:
        assert conv.kernel_size == (1, 1) and conv.bias is not None
        conv.bias.data = conv.bias + conv.weight[:, :, 0, 0] @ norm.bias
        conv.weight.data = conv.weight * norm.weight[None, :, None, None]
    return plain(norm)


class Quarter(nn.Module):
    """A 2x2 convolution of as many pixels as there were, which sees the row `up` (or the one below) and the column `left` (or right)."""

    def __init__(self, up: bool, left: bool) -> None:
        super().__init__()
        self.pads = [int(up), int(left), int(not up), int(not left)]

    def forward(self, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        top, left, bottom, right = self.pads
        return F.conv2d(F.pad(x, (left, right, top, bottom)), weight, bias)


class Interleaved(nn.Module):
    """`N 4C H W`, the four pictures even-even, even-odd, odd-even, odd-odd, to `N C 2H 2W`."""

    def forward(self, x: Tensor) -> Tensor:
        N, channels, height, width = x.shape
        pictures = x.reshape(N, 2, 2, channels // 4, height, width).permute(0, 3, 4, 1, 5, 2)
        return pictures.reshape(N, channels // 4, 2 * height, 2 * width)


def worth_splitting(conv: nn.Conv2d) -> bool:
    return conv.in_channels >= CHANNELS_WORTH_SPLITTING


class EnlargedConv(nn.Module):
    """
    A 3x3 convolution of a picture that was enlarged twofold by repeating pixels, out of the small picture.

    Of three rows that the kernel sees two are the same row of the small picture, so their weights are added: four kernels
    of 2x2, one for each place in a 2x2 block, 16 products in place of 36. The file holds the 3x3 kernel, under its own name;
    the sums are worked out when the network is opened.
    """

    def __init__(self, conv: nn.Conv2d) -> None:
        super().__init__()
        assert conv.kernel_size == (3, 3) and conv.stride == (1, 1) and conv.padding == (1, 1)
        self.conv = conv
        self.wide, self.kernel = conv.out_channels * conv.in_channels, (conv.out_channels, conv.in_channels, 2, 2)
        places = [(up, left) for up in (True, False) for left in (True, False)]
        self.register_buffer("sums", torch.cat([sums(up, left) for up, left in places], dim=1), persistent=False)
        self.quarters = nn.ModuleList([Quarter(up, left) for up, left in places])
        self.interleaved = Interleaved()

    def forward(self, x: Tensor) -> Tensor:
        kernels = torch.matmul(self.conv.weight.reshape(self.wide, 9), self.sums).chunk(4, dim=1)
        quarters = [quarter(x, kernels[i].reshape(*self.kernel), self.conv.bias) for i, quarter in enumerate(self.quarters)]
        return self.interleaved(torch.cat(quarters, dim=1))


def sums(up: bool, left: bool) -> Tensor:
    """`[9, 4]`: which of nine weights are added to make each of four. Three rows become [k0, k1 + k2] at an even place, [k0 + k1, k2] at an odd one."""
    first, second = torch.tensor([[1.0, 0.0, 0.0], [0.0, 1.0, 1.0]]), torch.tensor([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    return torch.kron(first if up else second, first if left else second).T
