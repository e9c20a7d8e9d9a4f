"""Trains a small denoiser of two-pixel pictures and writes it as NAME.onnx with its card: what an imperfect network changes.

    python3 tools/train/two_pixels.py --points "0.08;-0.6,0.5,0.3;-0.5,-0.6,0.15;0.3,0.7,0.1;0.35,-0.2,0.25;0.75,-0.75,0.2" --out models/blobs-trained

The points are written as in `points:` of a graph: spread; left,right,weight; …. Every picture that is shown is drawn anew from them.
"""

import argparse
import math
import os
import sys
import time

import numpy as np
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "export"))
from card import write_card

TIMESTEPS = 1000
BETA_START, BETA_END = 1e-4, 0.02
FREQUENCIES = 8
OPSET = 17


def read_points(text):
    """@returns spread, points `[K, 2]`, weights `[K]` that sum to 1."""
    spread, *rest = text.split(";")
    rows = [[float(number) for number in row.split(",")] for row in rest]
    weights = np.array([row[2] if len(row) > 2 else 1.0 for row in rows])
    return float(spread), np.array([row[:2] for row in rows]), weights / weights.sum()


class Denoiser(nn.Module):
    """eps of x `[N, 2]` and timesteps `[N]`: sines and cosines of the timestep beside the pixels, two hidden layers."""

    def __init__(self, width):
        super().__init__()
        self.register_buffer("frequencies", math.pi / TIMESTEPS * 2.0 ** torch.arange(-1, FREQUENCIES - 1))
        self.first = nn.Linear(2 + 2 * FREQUENCIES, width)
        self.second = nn.Linear(width, width)
        self.third = nn.Linear(width, width)
        self.last = nn.Linear(width, 2)

    def forward(self, x, timesteps):
        angles = timesteps[:, None] * self.frequencies
        h = torch.cat([x, torch.sin(angles), torch.cos(angles)], 1)
        for layer in (self.first, self.second, self.third):
            h = nn.functional.silu(layer(h))
        return self.last(h)


def train(model, spread, points, weights, steps, batch, seed):
    """@returns the running mean of the weights, and the last mean losses."""
    draws = np.random.default_rng(seed)
    alphas_cumprod = torch.from_numpy(np.cumprod(1 - np.linspace(BETA_START, BETA_END, TIMESTEPS))).float()
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, weight_decay=0)
    rate = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda i: 0.5 * (1 + math.cos(math.pi * i / steps)))
    mean = {name: value.clone() for name, value in model.state_dict().items()}
    losses, began = [], time.time()
    for step in range(steps):
        which = draws.choice(len(weights), size=batch, p=weights)
        x_start = torch.from_numpy(points[which] + spread * draws.standard_normal((batch, 2))).float()
        timesteps = torch.from_numpy(draws.integers(0, TIMESTEPS, batch))
        noise = torch.from_numpy(draws.standard_normal((batch, 2))).float()
        a = alphas_cumprod[timesteps, None]
        loss = ((model(a.sqrt() * x_start + (1 - a).sqrt() * noise, timesteps.float()) - noise) ** 2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        rate.step()
        decay = min(0.999, (step + 1) / (step + 10))
        for name, value in model.state_dict().items():
            mean[name].mul_(decay).add_(value, alpha=1 - decay)
        losses.append(loss.item())
        if (step + 1) % 500 == 0:
            print(f"step {step + 1}: loss {np.mean(losses[-500:]):.4f}, {time.time() - began:.0f} s", flush=True)
    return mean, float(np.mean(losses[-500:]))


def onnx_of(state, width):
    """The network as ONNX: `x [N, 1, 1, 2]`, `timesteps [N]` → `out [N, 1, 1, 2]`, float32."""
    weight = {name: value.numpy().astype(np.float32) for name, value in state.items()}
    tensors = {
        "pairs": np.array([-1, 2], np.int64),
        "column": np.array([-1, 1], np.int64),
        "picture": np.array([-1, 1, 1, 2], np.int64),
        **{name: value for name, value in weight.items()},
    }
    nodes = [
        helper.make_node("Reshape", ["x", "pairs"], ["xy"]),
        helper.make_node("Reshape", ["timesteps", "column"], ["t"]),
        helper.make_node("Mul", ["t", "frequencies"], ["angles"]),
        helper.make_node("Sin", ["angles"], ["sines"]),
        helper.make_node("Cos", ["angles"], ["cosines"]),
        helper.make_node("Concat", ["xy", "sines", "cosines"], ["h0"], axis=1),
    ]
    for i, layer in enumerate(("first", "second", "third")):
        nodes += [
            helper.make_node("Gemm", [f"h{i}", f"{layer}.weight", f"{layer}.bias"], [f"z{i}"], transB=1),
            helper.make_node("Sigmoid", [f"z{i}"], [f"s{i}"]),
            helper.make_node("Mul", [f"z{i}", f"s{i}"], [f"h{i + 1}"]),
        ]
    nodes += [
        helper.make_node("Gemm", ["h3", "last.weight", "last.bias"], ["eps"], transB=1),
        helper.make_node("Reshape", ["eps", "picture"], ["out"]),
    ]
    picture = ["batch", 1, 1, 2]
    graph = helper.make_graph(
        nodes,
        "denoiser",
        [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, picture),
            helper.make_tensor_value_info("timesteps", TensorProto.FLOAT, ["batch"]),
        ],
        [helper.make_tensor_value_info("out", TensorProto.FLOAT, picture)],
        [numpy_helper.from_array(value, name) for name, value in tensors.items()],
    )
    opset = [helper.make_opsetid("", OPSET)]
    return helper.make_model(graph, opset_imports=opset, producer_name="repaint-graph", ir_version=8)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--points", required=True)
    parser.add_argument("--out", required=True, help="where to write, without .onnx")
    parser.add_argument("--title", default="Two pixels: five blobs, trained")
    parser.add_argument("--title-zh", default="两个像素：五个团（训练所得）")
    parser.add_argument("--width", type=int, default=96)
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=2048)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    model = Denoiser(options.width)
    state, loss = train(model, *read_points(options.points), options.steps, options.batch, options.seed)
    path = f"{options.out}.onnx"
    with open(path, "wb") as file:
        file.write(onnx_of(state, options.width).SerializeToString())
    write_card(
        [path],
        {
            "name": os.path.basename(options.out),
            "title": {"en": options.title, "zh": options.title_zh},
            "image": {"height": 1, "width": 2, "channels": 1, "range": [-1, 1]},
            "io": {"x": "x", "timesteps": "timesteps", "out": "out"},
            "num_train_timesteps": TIMESTEPS,
            "beta_schedule": {"kind": "linear", "beta_start": BETA_START, "beta_end": BETA_END},
            "prediction_type": "epsilon",
            "variance": "fixed_small",
            "clip_denoised": False,
            "points": options.points,
            "training": f"{options.steps} steps of {options.batch} pictures, AdamW, eps loss, running mean 0.999; last mean loss {loss:.4f}.",
            "parameters": sum(p.numel() for p in model.parameters()),
            "licence": "Apache-2.0",
            "recommended": {"T": 250, "jump_length": 10, "jump_n_sample": 10},
            "data": "Drawn from the points of this card, each picture once.",
            "limits": "Knows one distribution of pictures of two pixels, and that not exactly: it is here to be compared with the ideal denoiser.",
        },
    )
    print(f"{path}: {os.path.getsize(path)} bytes, loss {loss:.4f}")


if __name__ == "__main__":
    main()
