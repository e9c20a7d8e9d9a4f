"""Begins a training with weights there are: a checkpoint of tools/train, or a network that tools/export wrote."""

from typing import Dict, Set

import torch
from torch import Tensor

import checkpoint
from network import Network


def warm_start(network: Network, path: str) -> Set[str]:
    """Fills what it can from a checkpoint (its running mean) or from an .onnx file of tools/export; names what it filled.

    The rest, e.g. `refine` or a label table, stays as it was built.
    """
    state = network.state_dict()
    taken = exported_weights(path, state) if path.endswith(".onnx") else checkpoint.load(path)["ema"]
    for name, value in taken.items():
        if name not in state:
            raise SystemExit(f"{path}: this network has no {name}")
        if state[name].shape != value.shape:
            raise SystemExit(f"{path}: {name}, expected shape {tuple(state[name].shape)}, found {tuple(value.shape)}")
        state[name] = value
    network.load_state_dict(state)
    return set(taken)


def exported_weights(path: str, state: Dict[str, Tensor]) -> Dict[str, Tensor]:
    """The initializers that are weights, which keep their names; `NAME.half` is NAME in float16.

    A norm's weight and bias `[C]` stand in the graph as `[1 C 1 1]`, and get their shape back.
    """
    import onnx
    from onnx import numpy_helper

    model = onnx.load(path)
    if model.producer_name != "repaint-graph":
        raise SystemExit(f"{path} is not of tools/export: only its own files, or a checkpoint.pt, can be trained further")
    taken = {}
    for initializer in model.graph.initializer:
        name = initializer.name[:-5] if initializer.name.endswith(".half") else initializer.name
        if name.startswith("const.") or name.endswith((".frequencies", ".levels", ".ones", ".zeros", ".sums")):
            continue  # Not learnt: numbers of the graph, and tables that a network computes when it is built.
        value = torch.from_numpy(numpy_helper.to_array(initializer).copy()).float()
        is_norm = name in state and state[name].ndim == 1 and value.numel() == state[name].numel()
        taken[name] = value.reshape(-1) if is_norm else value
    return taken
