"""Stores the weights of an exported network in float16, cast back to float32 where they are used, and mends its card.

    python3 tools/export/halve.py models/faces64.onnx

The same as `export.py --half`, for a network whose checkpoint is not at hand. Computation stays float32.
"""

import json
import os
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from card import sha256


def halved(model: onnx.ModelProto) -> onnx.ModelProto:
    """Every weight matrix and kernel in float16; biases and tables, and what float16 cannot hold, stay as they are."""
    casts, kept = [], []
    for tensor in model.graph.initializer:
        value = numpy_helper.to_array(tensor)
        is_matrix = value.dtype == np.float32 and value.size > max(value.shape, default=1)
        fits = is_matrix and np.abs(value).max(initial=0) <= 65504
        if not (fits and tensor.name.endswith(".weight")):
            kept.append(tensor)
            continue
        name = tensor.name
        kept.append(numpy_helper.from_array(value.astype(np.float16), f"{name}.half"))
        casts.append(helper.make_node("Cast", [f"{name}.half"], [name], name=f"Cast/{name}", to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    graph = helper.make_graph(nodes, model.graph.name, model.graph.input, model.graph.output, kept)
    made = onnx.ModelProto()
    made.CopyFrom(model)
    made.graph.CopyFrom(graph)
    return made


def main() -> None:
    path = sys.argv[1]
    card_path = os.path.splitext(path)[0] + ".json"
    data = halved(onnx.load(path)).SerializeToString()
    with open(path + ".part", "wb") as file:
        file.write(data)
    os.replace(path + ".part", path)
    with open(card_path, encoding="utf-8") as file:
        card = json.load(file)
    card.update(bytes=len(data), sha256=sha256(path))
    with open(card_path + ".part", "w", encoding="utf-8") as file:
        json.dump(card, file, ensure_ascii=False, indent=2)
        file.write("\n")
    os.replace(card_path + ".part", card_path)
    print(f"{len(data):>12,} bytes  {path}")


if __name__ == "__main__":
    main()
