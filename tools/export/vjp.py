"""The vector-Jacobian product of an exported network, in a file beside it that holds next to no weights of its own.

    python3 tools/export/vjp.py models/faces64.onnx

Writes NAME.vjp.onnx and names it in the card: inputs x, timesteps, label where there are classes, and `cotangent` (N, C, H, W); output
`vjp` (N, C, H, W), the sum over i of cotangent_i d out_i / d x, where `out` counts up to its C channels that are a prediction. It is
`export.py --vjp` for a network whose checkpoint is not at hand. Weights of 1 kB and more are read from NAME.onnx or NAME.onnx.data,
where they already lie, as ONNX's external data.
"""

import json
import os
import sys
from typing import Dict, List, NamedTuple, Sequence, Tuple

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from card import sha256
from gradient import Reverse
from onnx_graph import ELEMENT, OPSET, Graph, Port, write_whole

# Smaller weights are written once more.
LARGE = 1024


class Network(NamedTuple):
    graph: Graph
    inputs: List[Port]
    channels: int
    out: str
    casts: List[onnx.NodeProto]


class Place(NamedTuple):
    file: str
    offset: int
    length: int


def read(path: str, io: Dict) -> Network:
    """A network of this exporter. Weights kept in half precision stand in the graph as they are used, in float32."""
    model = onnx.load(path)
    graph = Graph()
    held = {tensor.name: numpy_helper.to_array(tensor) for tensor in model.graph.initializer}
    casts = [node for node in model.graph.node if node.op_type == "Cast" and node.input[0] in held]
    graph.nodes = [node for node in model.graph.node if node not in casts]
    graph.weights = {**held, **{node.output[0]: held[node.input[0]].astype(np.float32) for node in casts}}
    graph.taken = {name for node in model.graph.node for name in (*node.input, *node.output)} | {io["out"]}
    ports = [port(value) for value in model.graph.input]
    sizes = port(model.graph.output[0]).sizes
    if any(isinstance(size, str) for size in ports[0].sizes):
        raise SystemExit(f"{path} takes pictures of any size; a network with one size is expected: export it without --free-size")
    return Network(graph, ports, min(sizes[0], ports[0].sizes[0]), model.graph.output[0].name, casts)


def port(value: onnx.ValueInfoProto) -> Port:
    of = value.type.tensor_type
    dtype = next(str(d) for d, element in ELEMENT.items() if element == of.elem_type)
    return Port(value.name, dtype, tuple(d.dim_value or d.dim_param for d in of.shape.dim[1:]))


def vjp(network: Network, x: str) -> Port:
    """Appends `vjp` to the graph. Channels of a learned variance are left out of it."""
    graph, result = network.graph, network.out
    sizes = next(p.sizes for p in network.inputs if p.name == x)
    graph.taken.update(("cotangent", "vjp"))
    cotangent = Port("cotangent", "float32", sizes)
    reverse = Reverse(graph, network.inputs, x)
    rest = reverse.sizes(result)[0] - network.channels
    seed = graph.add("Pad", ["cotangent", graph.ints(0, 0, 0, 0, 0, rest, 0, 0)], "gradient.out") if rest else "cotangent"
    graph.add("Identity", [reverse.of(result, seed)], "gradient.vjp")
    graph.nodes[-1].output[0] = "vjp"
    return cotangent


def places(path: str) -> Dict[str, Place]:
    """Where the bytes of each large weight lie: in the .onnx itself, or in the file of external data it names."""
    model = onnx.load(path, load_external_data=False)
    with open(path, "rb") as file:
        everything = file.read()
    found, start = {}, 0
    for tensor in model.graph.initializer:
        if tensor.data_location == TensorProto.EXTERNAL:
            entry = {pair.key: pair.value for pair in tensor.external_data}
            found[tensor.name] = Place(entry["location"], int(entry["offset"]), int(entry["length"]))
        elif len(tensor.raw_data) >= LARGE:
            start = everything.index(tensor.raw_data, start)
            found[tensor.name] = Place(os.path.basename(path), start, len(tensor.raw_data))
            start += len(tensor.raw_data)
    return found


def needed(network: Network, result: str) -> Tuple[List[onnx.NodeProto], List[str]]:
    """The nodes that `result` comes from, casts of weights among them, and the names of the weights."""
    wanted, nodes = {result}, []
    for node in reversed([*network.casts, *network.graph.nodes]):
        if wanted & set(node.output):
            nodes.insert(0, node)
            wanted |= set(node.input)
    cast = {node.output[0] for node in network.casts}
    return nodes, [name for name in network.graph.weights if name in wanted and name not in cast]


def save(network: Network, path: str, source: str, inputs: Sequence[Port], output: Port) -> None:
    nodes, names = needed(network, output.name)
    where, initializers = places(source), []
    for name in names:
        value = network.graph.weights[name]
        tensor = TensorProto(name=name, dims=value.shape, data_type=ELEMENT[value.dtype])
        if name in where:
            tensor.data_location = TensorProto.EXTERNAL
            for key, word in zip(("location", "offset", "length"), where[name]):
                tensor.external_data.add(key=key, value=str(word))
        else:
            tensor.raw_data = np.ascontiguousarray(value).tobytes()
        initializers.append(tensor)
    info = lambda p: helper.make_tensor_value_info(p.name, ELEMENT[np.dtype(p.dtype)], ["batch", *p.sizes])
    made = helper.make_graph(nodes, "vjp", [info(p) for p in inputs], [info(output)], initializers)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="repaint-graph", ir_version=8)
    write_whole(path, [model.SerializeToString()])


def add_vjp(path: str) -> str:
    """Writes the file beside the network at `path` and names it in the network's card. Returns its path."""
    card_path = os.path.splitext(path)[0] + ".json"
    with open(card_path, encoding="utf-8") as file:
        card = json.load(file)
    if card.get("kind", "denoiser") != "denoiser":
        raise SystemExit(f"{path} is a {card['kind']}; a denoiser is expected")
    network = read(path, card["io"])
    cotangent = vjp(network, card["io"]["x"])
    target = os.path.splitext(path)[0] + ".vjp.onnx"
    save(network, target, path, [*network.inputs, cotangent], Port("vjp", "float32", cotangent.sizes))
    card["vjp"] = {"file": os.path.basename(target), "bytes": os.path.getsize(target), "sha256": sha256(target)}
    with open(card_path + ".part", "w", encoding="utf-8") as file:
        json.dump(card, file, ensure_ascii=False, indent=2)
        file.write("\n")
    os.replace(card_path + ".part", card_path)
    return target


if __name__ == "__main__":
    for given in sys.argv[1:]:
        written = add_vjp(given)
        print(f"{os.path.getsize(written):>12,} bytes  {written}")
