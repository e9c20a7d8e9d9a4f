"""Reading other people's weights, and saying plainly which one does not fit."""

import json
import os
import struct
from typing import Dict, List

import numpy as np
import torch
from torch import Tensor, nn

SAFE_TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "|u1"}


def load_weights(path: str) -> Dict[str, Tensor]:
    """A state_dict in float32 from `.safetensors`, or from a PyTorch file, unwrapped; no code in the file is run."""
    if not os.path.exists(path):
        raise SystemExit(f"{path}: no such file")
    state = load_safetensors(path) if path.endswith(".safetensors") else load_pickle(path)
    return {name: value.float() if value.is_floating_point() else value for name, value in state.items()}


def load_pickle(path: str) -> Dict[str, Tensor]:
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:
        raise SystemExit(f"{path} is no file of weights that can be read safely: {error}")
    for wrapper in ("state_dict", "model", "ema"):
        if isinstance(state, dict) and isinstance(state.get(wrapper), dict):
            state = state[wrapper]
    if not isinstance(state, dict) or not all(isinstance(v, Tensor) for v in state.values()):
        raise SystemExit(f"{path} holds no state_dict (a table of named tensors)")
    return {name[7:] if name.startswith("module.") else name: value for name, value in state.items()}


def load_safetensors(path: str) -> Dict[str, Tensor]:
    """Eight bytes of length, a JSON table of {name: {dtype, shape, data_offsets}}, then the data."""
    with open(path, "rb") as file:
        length = struct.unpack("<Q", file.read(8))[0]
        if length > os.path.getsize(path):
            raise SystemExit(f"{path} is no safetensors file: its table would be {length} bytes long")
        table = json.loads(file.read(length))
    table.pop("__metadata__", None)
    data = np.memmap(path, dtype=np.uint8, mode="r", offset=8 + length)
    return {name: safe_tensor(path, name, entry, data) for name, entry in table.items()}


def safe_tensor(path: str, name: str, entry: dict, data: np.ndarray) -> Tensor:
    begin, end = entry["data_offsets"]
    raw = np.array(data[begin:end])
    if entry["dtype"] == "BF16":
        # A bfloat16 is the upper half of a float32.
        value = (raw.view("<u2").astype(np.uint32) << 16).view(np.float32)
    elif entry["dtype"] in SAFE_TYPES:
        value = raw.view(SAFE_TYPES[entry["dtype"]])
    else:
        raise SystemExit(f"{path}: {name} has type {entry['dtype']}, expected one of BF16, {', '.join(SAFE_TYPES)}")
    return torch.from_numpy(value.reshape(entry["shape"]))


def fill(module: nn.Module, state: Dict[str, Tensor], path: str, advice: str = "") -> None:
    """
    Gives a network its weights. 1x1 convolutions may come with fewer dimensions than they have here.

    @param advice which setting is probably wrong; added to the message.
    @raises SystemExit naming the tensors that do not fit, their expected and found shapes.
    """
    expected = {**dict(module.named_parameters()), **{n: b for n, b in module.named_buffers() if n in module.state_dict()}}
    expected = {name: value for name, value in expected.items() if not name.endswith("num_batches_tracked")}
    problems: List[str] = []
    for name, value in expected.items():
        found, shape = state.get(name), tuple(value.shape)
        if found is None:
            problems.append(f"  {name}: expected {list(shape)}, not in the file")
        elif squeezed(shape) != squeezed(tuple(found.shape)):
            problems.append(f"  {name}: expected {list(shape)}, found {list(found.shape)}")
    problems += [f"  {name}: not expected, found {list(state[name].shape)}" for name in state if name not in expected]
    if problems:
        more = f"\n  and {len(problems) - 6} more" if len(problems) > 6 else ""
        raise SystemExit(f"{path} does not fit the settings given:\n" + "\n".join(problems[:6]) + more + advice)
    for name, value in expected.items():
        value.data = state[name].reshape(value.shape)


def squeezed(shape: tuple) -> tuple:
    """Without trailing sizes of one, so that [C, C], [C, C, 1] and [C, C, 1, 1] agree."""
    while len(shape) > 1 and shape[-1] == 1:
        shape = shape[:-1]
    return shape
