"""Random weights in the layouts that people have, exported, and what a rewrite of the network answers: for one-pass.test.ts.

    python3 test/tools/make_one_pass.py FOLDER KIND…

KIND: alex, vgg, inception, inpainter. The rewrites know only the names in the files and the papers; they share no code with tools/export.
"""

import os
import subprocess
import sys

import numpy as np
import torch
import torch.nn.functional as F

HERE = os.path.dirname(os.path.abspath(__file__))
EXPORT = os.path.join(HERE, "..", "..", "tools", "export", "export.py")
folder, kinds = sys.argv[1], sys.argv[2:]
torch.set_num_threads(1)
torch.manual_seed(3)


def export(*args: str) -> None:
    subprocess.run([sys.executable, EXPORT, *args], check=True, stdout=subprocess.DEVNULL)


def save(name: str, value: torch.Tensor) -> None:
    value.detach().float().numpy().tofile(os.path.join(folder, name))


def pictures(N: int, H: int, W: int) -> torch.Tensor:
    return torch.rand(N, 3, H, W) * 2 - 1


def he(out: int, channels: int, *kernel: int) -> torch.Tensor:
    """Weights under which the signal keeps its size through ReLUs."""
    return torch.randn(out, channels, *kernel) * (2 / (channels * np.prod(kernel))) ** 0.5


CONVS = {
    "alex": [(0, 3, 64, 11, 4, 2), (3, 64, 192, 5, 1, 2), (6, 192, 384, 3, 1, 1), (8, 384, 256, 3, 1, 1), (10, 256, 256, 3, 1, 1)],
    "vgg": [(place, a, b, 3, 1, 1) for place, a, b in [
        (0, 3, 64), (2, 64, 64), (5, 64, 128), (7, 128, 128), (10, 128, 256), (12, 256, 256), (14, 256, 256),
        (17, 256, 512), (19, 512, 512), (21, 512, 512), (24, 512, 512), (26, 512, 512), (28, 512, 512)]],
}
POOLS = {"alex": {2: 3, 5: 3}, "vgg": {4: 2, 9: 2, 16: 2, 23: 2}}
TAPS = {"alex": [1, 4, 7, 9, 11], "vgg": [3, 8, 15, 22, 29]}


def lpips(net: str) -> None:
    """Every place of torchvision's `features` in turn, as its documentation lists them; taps after the ReLUs that the paper names."""
    state = {}
    for place, a, b, side, _, _ in CONVS[net]:
        state[f"features.{place}.weight"], state[f"features.{place}.bias"] = he(b, a, side, side), 0.1 * torch.randn(b)
    state["classifier.6.weight"], state["classifier.6.bias"] = torch.randn(10, 20), torch.randn(10)  # is left out
    widths = [next(b for place, _, b, *_ in reversed(CONVS[net]) if place < tap) for tap in TAPS[net]]
    linear = {f"lin{i}.model.1.weight": torch.rand(1, width, 1, 1) for i, width in enumerate(widths)}
    torch.save(state, os.path.join(folder, f"{net}.pt"))
    torch.save(linear, os.path.join(folder, f"{net}-linear.pt"))
    export("lpips", os.path.join(folder, f"{net}.pt"), "--linear", os.path.join(folder, f"{net}-linear.pt"), "--net", net,
           "--out", os.path.join(folder, f"lpips-{net}.onnx"))
    x, y = pictures(2, 64, 48), pictures(2, 64, 48)
    shift, scale = torch.tensor([-0.030, -0.088, -0.188]), torch.tensor([0.458, 0.448, 0.450])
    strides = {place: (stride, padding) for place, _, _, _, stride, padding in CONVS[net]}

    def features(picture: torch.Tensor) -> list:
        h, taps = (picture.permute(0, 2, 3, 1) - shift).div(scale).permute(0, 3, 1, 2), []
        for place in range(TAPS[net][-1] + 1):
            if place in strides:
                stride, padding = strides[place]
                h = torch.conv2d(h, state[f"features.{place}.weight"], state[f"features.{place}.bias"], stride, padding)
            elif place in POOLS[net]:
                h = torch.max_pool2d(h, POOLS[net][place], 2)
            else:
                h = h.clamp(min=0)
            if place in TAPS[net]:
                taps.append(h / (torch.linalg.vector_norm(h, dim=1, keepdim=True) + 1e-10))
        return taps

    d = sum(torch.einsum("nchw,c->nhw", (a - b) ** 2, linear[f"lin{i}.model.1.weight"].flatten()).mean((1, 2))
            for i, (a, b) in enumerate(zip(features(x), features(y))))
    save(f"{net}-x.f32", x), save(f"{net}-y.f32", y), save(f"{net}-d.f32", d)


def inpainter() -> None:
    """A checkpoint as training leaves it, with weights that are not those it begins with."""
    sys.path.insert(0, os.path.join(HERE, "..", "..", "tools", "train"))
    import checkpoint
    from inpainting_network import Inpainter, InpainterShape

    network = Inpainter(InpainterShape())
    for value in network.parameters():
        if value.dim() > 1:
            value.data = he(*value.shape)
    path = os.path.join(folder, "inpainter.pt")
    args = {"batch": 32, "masks": "wide.npz", "ema": 0.995}
    checkpoint.save(path, {"inpainter": network.shape.as_json(), "ema": network.state_dict(), "step": 1, "args": args})
    export("inpainter", path, "--out", os.path.join(folder, "inpainter.onnx"))
    x, keep_mask = pictures(2, 64, 64), (torch.rand(2, 1, 64, 64) < 0.6).float()
    # The transform as PyTorch itself has it, in place of the matrices.
    for block in network.middle:
        block.forward = fourier(block)
    save("inpainter-x.f32", x), save("inpainter-mask.f32", keep_mask), save("inpainter-out.f32", network.eval()(x, keep_mask))


def fourier(block):
    def forward(x, *_):
        h = block.into(x)
        waves = torch.fft.rfft2(h, norm="ortho")
        waves = torch.stack([waves.real, waves.imag], dim=2).flatten(1, 2)
        answer = F.silu(block.spectral(waves)).unflatten(1, (h.shape[1], 2))
        back = torch.fft.irfft2(torch.complex(answer[:, :, 0], answer[:, :, 1]), s=h.shape[2:], norm="ortho")
        return block.local(x) + block.out(back)

    return forward


A, B, C, D, E = "ABCDE"
MIXED = [("5b", A), ("5c", A), ("5d", A), ("6a", B), ("6b", C), ("6c", C), ("6d", C), ("6e", C), ("7a", D), ("7b", E), ("7c", E)]
IN = {"5b": 192, "5c": 256, "5d": 288, "6a": 288, "6b": 768, "6c": 768, "6d": 768, "6e": 768, "7a": 768, "7b": 1280, "7c": 2048}


def inception() -> None:
    """The network as a table of branches that are worked through by name; weights are made when a name is first asked for."""
    state = {}

    def unit(name: str, h: torch.Tensor, out: int, kernel=(1, 1), stride: int = 1, padding=(0, 0)) -> torch.Tensor:
        weight = state.setdefault(f"{name}.conv.weight", he(out, h.shape[1], *kernel))
        mean, var = state.setdefault(f"{name}.bn.running_mean", 0.1 * torch.randn(out)), state.setdefault(f"{name}.bn.running_var", 0.5 + torch.rand(out))
        gain, bias = state.setdefault(f"{name}.bn.weight", 0.8 + 0.4 * torch.rand(out)), state.setdefault(f"{name}.bn.bias", 0.1 * torch.randn(out))
        h = torch.conv2d(h, weight, None, stride, padding)
        return ((h - mean[:, None, None]) / (var[:, None, None] + 1e-3).sqrt() * gain[:, None, None] + bias[:, None, None]).clamp(min=0)

    def averaged(h: torch.Tensor) -> torch.Tensor:
        """Of 3x3 pixels, those that are there."""
        ones = torch.ones_like(h[:1, :1])
        box = torch.ones(h.shape[1], 1, 3, 3)
        return torch.conv2d(h, box, None, 1, 1, 1, h.shape[1]) / torch.conv2d(ones, box[:1], None, 1, 1)

    def chain(name: str, h: torch.Tensor, *steps) -> torch.Tensor:
        for step in steps:
            h = unit(f"{name}{step[0]}", h, *step[1:])
        return h

    wide, high = ((1, 7), 1, (0, 3)), ((7, 1), 1, (3, 0))

    def block(place: str, kind: str, h: torch.Tensor) -> torch.Tensor:
        n = f"Mixed_{place}."
        if kind == A:
            parts = [chain(n, h, ("branch1x1", 64)), chain(n, h, ("branch5x5_1", 48), ("branch5x5_2", 64, (5, 5), 1, (2, 2))),
                     chain(n, h, ("branch3x3dbl_1", 64), ("branch3x3dbl_2", 96, (3, 3), 1, (1, 1)), ("branch3x3dbl_3", 96, (3, 3), 1, (1, 1))),
                     chain(n, averaged(h), ("branch_pool", 32 if place == "5b" else 64))]
        elif kind == B:
            parts = [chain(n, h, ("branch3x3", 384, (3, 3), 2)),
                     chain(n, h, ("branch3x3dbl_1", 64), ("branch3x3dbl_2", 96, (3, 3), 1, (1, 1)), ("branch3x3dbl_3", 96, (3, 3), 2)),
                     torch.max_pool2d(h, 3, 2)]
        elif kind == C:
            c = {"6b": 128, "6c": 160, "6d": 160, "6e": 192}[place]
            parts = [chain(n, h, ("branch1x1", 192)),
                     chain(n, h, ("branch7x7_1", c), ("branch7x7_2", c, *wide), ("branch7x7_3", 192, *high)),
                     chain(n, h, ("branch7x7dbl_1", c), ("branch7x7dbl_2", c, *high), ("branch7x7dbl_3", c, *wide),
                           ("branch7x7dbl_4", c, *high), ("branch7x7dbl_5", 192, *wide)),
                     chain(n, averaged(h), ("branch_pool", 192))]
        elif kind == D:
            parts = [chain(n, h, ("branch3x3_1", 192), ("branch3x3_2", 320, (3, 3), 2)),
                     chain(n, h, ("branch7x7x3_1", 192), ("branch7x7x3_2", 192, *wide), ("branch7x7x3_3", 192, *high), ("branch7x7x3_4", 192, (3, 3), 2)),
                     torch.max_pool2d(h, 3, 2)]
        else:
            once = chain(n, h, ("branch3x3_1", 384))
            twice = chain(n, h, ("branch3x3dbl_1", 448), ("branch3x3dbl_2", 384, (3, 3), 1, (1, 1)))
            side, tall = ((1, 3), 1, (0, 1)), ((3, 1), 1, (1, 0))
            parts = [chain(n, h, ("branch1x1", 320)), chain(n, once, ("branch3x3_2a", 384, *side)), chain(n, once, ("branch3x3_2b", 384, *tall)),
                     chain(n, twice, ("branch3x3dbl_3a", 384, *side)), chain(n, twice, ("branch3x3dbl_3b", 384, *tall)),
                     chain(n, torch.max_pool2d(h, 3, 1, 1) if place == "7c" else averaged(h), ("branch_pool", 192))]
        return torch.cat(parts, 1)

    x = pictures(2, 299, 299)
    h = chain("", x, ("Conv2d_1a_3x3", 32, (3, 3), 2), ("Conv2d_2a_3x3", 32, (3, 3)), ("Conv2d_2b_3x3", 64, (3, 3), 1, (1, 1)))
    h = chain("", torch.max_pool2d(h, 3, 2), ("Conv2d_3b_1x1", 80), ("Conv2d_4a_3x3", 192, (3, 3)))
    h = torch.max_pool2d(h, 3, 2)
    for place, kind in MIXED:
        assert h.shape[1] == IN[place]
        h = block(place, kind, h)
    state["fc.weight"], state["fc.bias"] = torch.randn(1008, 2048), torch.randn(1008)  # is left out
    torch.save(state, os.path.join(folder, "inception.pt"))
    export("inception", os.path.join(folder, "inception.pt"), "--out", os.path.join(folder, "inception.onnx"))
    save("inception-x.f32", x), save("inception-f.f32", h.mean((2, 3)))


with torch.no_grad():
    for kind in kinds:
        {"alex": lambda: lpips("alex"), "vgg": lambda: lpips("vgg"), "inception": inception, "inpainter": inpainter}[kind]()
