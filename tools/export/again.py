"""Writes a network of tools/train again from its own file, with all that the exporter folds by now. Weights and answers stay the same.

    python3 tools/export/again.py models/faces64.onnx

The same as `export.py training --half`, for a network whose checkpoint is not at hand; its card and its NAME.vjp.onnx are mended.
"""

import json
import os
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "train")]

from card import sha256
from fold_trained import fold_trained
from from_torch import to_onnx
from network import Network, Shape
from onnx_graph import Port, halve, save
from vjp import add_vjp
from warm_start import warm_start


def network_of(card: dict, path: str) -> Network:
    classes = card.get("classes")
    size = card["image"]["height"]
    network = Network(Shape(image_size=size, in_channels=card["image"]["channels"], classes=classes["count"] - 1 if classes else 0))
    missing = set(network.state_dict()) - warm_start(network, path)
    if missing:
        raise SystemExit(f"{path} lacks {sorted(missing)[0]}: only networks of tools/train in their usual shape are written again")
    return network


@torch.no_grad()
def main(path: str) -> None:
    card_path = os.path.splitext(path)[0] + ".json"
    with open(card_path, encoding="utf-8") as file:
        card = json.load(file)
    network = network_of(card, path)
    size, channels = network.shape.image_size, network.shape.in_channels
    sizes = ("height", "width") if "multiple_of" in card["image"] else (size, size)
    inputs = [Port("x", "float32", (channels, *sizes)), Port("timesteps", "float32", ())]
    if network.shape.classes:
        inputs.append(Port("label", "int32", ()))
    fold_trained(network)
    graph, out = to_onnx(network, inputs, "out")
    halve(graph)
    save(graph, path, inputs, [Port("out", "float32", out)])
    card.update(bytes=os.path.getsize(path), sha256=sha256(path))
    with open(card_path + ".part", "w", encoding="utf-8") as file:
        json.dump(card, file, ensure_ascii=False, indent=2)
        file.write("\n")
    os.replace(card_path + ".part", card_path)
    print(f"{os.path.getsize(path):>12,} bytes  {path}")
    if "vjp" in card:
        vjp = add_vjp(path)
        print(f"{os.path.getsize(vjp):>12,} bytes  {vjp}")


if __name__ == "__main__":
    for given in sys.argv[1:]:
        main(given)
