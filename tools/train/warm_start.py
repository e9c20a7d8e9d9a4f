"""Begins a training with weights there are: a checkpoint, or the first network (an ONNX file older than this folder)."""

from typing import Dict, Iterator, List, Set

import numpy as np
import torch

import checkpoint
from network import Attention, Network, ResidualBlock, Stage


def first_weights(path: str) -> Dict[str, np.ndarray]:
    """Initializers by name; norms, which ONNX left nameless, as NORM.weight and NORM.bias of the node that uses them."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(path).graph
    named = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    for node in graph.node:
        if node.op_type in ("Mul", "Add") and node.input[1].startswith("onnx::"):
            if node.input[1] in named:
                norm = node.output[0].split("/")[1:-1]
                named[".".join(norm) + (".weight" if node.op_type == "Mul" else ".bias")] = named[node.input[1]].reshape(-1)
    return named


def warm_start(network: Network, path: str) -> Set[str]:
    """Fills what it can from a checkpoint of tools/train (its running mean) or from the first network; names what it filled.

    The rest, e.g. `refine` or a label table, stays as it was built.
    """
    if path.endswith(".onnx"):
        given = first_weights(path)
        taken = {ours: torch.from_numpy(pick(given, theirs).copy()) for ours, theirs in names(network)}
    else:
        taken = checkpoint.load(path)["ema"]
    state = network.state_dict()
    for name, value in taken.items():
        if name not in state:
            raise SystemExit(f"{path}: this network has no {name}")
        if state[name].shape != value.shape:
            raise SystemExit(f"{path}: {name}, expected shape {tuple(state[name].shape)}, found {tuple(value.shape)}")
        state[name] = value
    network.load_state_dict(state)
    return set(taken)


def pick(given: Dict[str, np.ndarray], name: str) -> np.ndarray:
    """`NAME:0` and `NAME:1` are the two halves of NAME."""
    if ":" not in name:
        return given[name]
    name, half = name.split(":")
    return np.split(given[name], 2)[int(half)]


def names(network: Network) -> Iterator[List[str]]:
    for ours, theirs in (("time1", "te.0"), ("time2", "te.2"), ("stem", "inp"), ("norm", "on"), ("out", "oc")):
        yield from layer(ours, theirs)
    yield from block("middle1", "mid.0", network.middle1)
    yield from attention("middle2", "mid.1", network.middle2)
    yield from block("middle3", "mid.2", network.middle3)
    for i, stage in enumerate(network.down):
        if isinstance(stage, Stage):
            yield from stage_names(f"down.{i}", f"down.{i}", stage)
        else:
            yield from layer(f"down.{i}", f"down.{i}.0")
    for i, stage in enumerate(network.up):
        yield from stage_names(f"up.{i}", f"up.{i}", stage)
        if hasattr(stage.resize, "conv"):
            yield from layer(f"up.{i}.resize.conv", f"up.{i}.2")


def stage_names(ours: str, theirs: str, stage: Stage) -> Iterator[List[str]]:
    yield from block(f"{ours}.block", f"{theirs}.0", stage.block)
    if isinstance(stage.attention, Attention):
        yield from attention(f"{ours}.attention", f"{theirs}.1", stage.attention)


def layer(ours: str, theirs: str) -> Iterator[List[str]]:
    for part in ("weight", "bias"):
        yield [f"{ours}.{part}", f"{theirs}.{part}"]


def block(ours: str, theirs: str, built: ResidualBlock) -> Iterator[List[str]]:
    pairs = [("norm1", "n1"), ("conv1", "c1"), ("norm2", "n2"), ("conv2", "c2")]
    if hasattr(built.skip, "weight"):
        pairs.append(("skip", "sk"))
    for mine, old in pairs:
        yield from layer(f"{ours}.{mine}", f"{theirs}.{old}")
    for part in ("weight", "bias"):
        yield [f"{ours}.modulate.scale.{part}", f"{theirs}.e.{part}:0"]
        yield [f"{ours}.modulate.shift.{part}", f"{theirs}.e.{part}:1"]


def attention(ours: str, theirs: str, built: Attention) -> Iterator[List[str]]:
    for mine, old in (("norm", "n"), ("qkv", "q"), ("out", "p")):
        yield from layer(f"{ours}.{mine}", f"{theirs}.{old}")
