"""A graph of ONNX nodes under construction, and the file it becomes: weights inside or beside, in float32 or float16."""

import os
from typing import Dict, List, NamedTuple, Optional, Sequence, Tuple, Union

import numpy as np
import onnx
from onnx import TensorProto, helper

OPSET = 17
PROTOBUF_LIMIT = 1_900_000_000
ALIGNMENT = 4096
ELEMENT = {np.dtype("float32"): TensorProto.FLOAT, np.dtype("float16"): TensorProto.FLOAT16,
           np.dtype("int64"): TensorProto.INT64, np.dtype("int32"): TensorProto.INT32}


class Port(NamedTuple):
    """An input or output: the batch, which is free, comes before `sizes`. A size that is a word is free too."""

    name: str
    dtype: str
    sizes: Tuple[Union[int, str], ...]


class Graph:
    def __init__(self) -> None:
        self.nodes: List[onnx.NodeProto] = []
        self.weights: Dict[str, np.ndarray] = {}
        self.halvable: set = set()
        self.taken: set = set()

    def add(self, op: str, inputs: Sequence[str], name: str, outputs: int = 1, **attributes) -> str:
        """Appends a node; returns its output, or the comma-free common beginning `name` of several (`name.0` …)."""
        name = self.fresh(name)
        produced = [name] if outputs == 1 else [f"{name}.{i}" for i in range(outputs)]
        self.nodes.append(helper.make_node(op, list(inputs), produced, name=f"{op}/{name}", **attributes))
        return name

    def fresh(self, name: str) -> str:
        base, i = name, 1
        while name in self.taken:
            i += 1
            name = f"{base}_{i}"
        self.taken.add(name)
        return name

    def weight(self, name: str, value: np.ndarray, halvable: bool = False) -> str:
        """A named weight; given once more under the same name, it is the same one."""
        if name not in self.weights:
            self.weights[name] = np.asarray(value, order="C")
            if halvable:
                self.halvable.add(name)
        return name

    def constant(self, value, dtype: str) -> str:
        array = np.array(value, dtype=dtype)
        text = "_".join(str(v) for v in array.reshape(-1).tolist())
        return self.weight(f"const.{dtype}.{array.ndim}.{text}", array)

    def ints(self, *values: int) -> str:
        return self.constant(list(values), "int64")

    def size(self) -> int:
        return sum(w.nbytes for w in self.weights.values())


def halve(graph: Graph) -> None:
    """Stores every weight matrix in float16, cast back to float32 where it is used; what float16 cannot hold stays as it is."""
    casts = []
    for name in sorted(graph.halvable):
        value = graph.weights[name]
        if value.dtype != np.float32 or np.abs(value).max(initial=0) > 65504:
            continue
        del graph.weights[name]
        graph.weights[f"{name}.half"] = value.astype(np.float16)
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], name=f"Cast/{name}", to=TensorProto.FLOAT))
    graph.nodes[:0] = casts


def save(graph: Graph, path: str, inputs: Sequence[Port], outputs: Sequence[Port], external: Optional[bool] = None) -> List[str]:
    """Writes `path`, and `path.data` beside it when the weights are over 2 GB (or `external`). Returns the files written."""
    external = graph.size() > PROTOBUF_LIMIT if external is None else external
    data = os.path.basename(path) + ".data"
    initializers, offset = [], 0
    for name, value in graph.weights.items():
        tensor = TensorProto(name=name, dims=value.shape, data_type=ELEMENT[value.dtype])
        if external and value.nbytes >= 1024:
            offset = -(-offset // ALIGNMENT) * ALIGNMENT
            tensor.data_location = TensorProto.EXTERNAL
            for key, word in (("location", data), ("offset", offset), ("length", value.nbytes)):
                tensor.external_data.add(key=key, value=str(word))
            offset += value.nbytes
        else:
            tensor.raw_data = value.tobytes()
        initializers.append(tensor)
    info = lambda p: helper.make_tensor_value_info(p.name, ELEMENT[np.dtype(p.dtype)], ["batch", *p.sizes])
    made = helper.make_graph(graph.nodes, "denoiser", [info(p) for p in inputs], [info(p) for p in outputs], initializers)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="repaint-graph", ir_version=8)
    write_whole(path, [model.SerializeToString()])
    if not external:
        return [path]
    write_data(os.path.join(os.path.dirname(path), data), graph)
    return [path, os.path.join(os.path.dirname(path), data)]


def write_data(path: str, graph: Graph) -> None:
    def pieces():
        offset = 0
        for value in graph.weights.values():
            if value.nbytes < 1024:
                continue
            padding = -offset % ALIGNMENT
            yield bytes(padding)
            yield memoryview(value.reshape(-1)).cast("B")
            offset += padding + value.nbytes

    write_whole(path, pieces())


def write_whole(path: str, pieces) -> None:
    """A file that is there is a whole one."""
    with open(path + ".part", "wb") as file:
        for piece in pieces:
            file.write(piece)
    os.replace(path + ".part", path)
