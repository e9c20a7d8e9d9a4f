"""The PyTorch side of bench/exported.ts: for every line read, one call of a guided-diffusion network, and its milliseconds.

    python3 bench/exported_pytorch.py FOLDER THREADS CLOCK      # FOLDER has model.pt and case.json; CLOCK is wall or processor

The layers are guided-diffusion's, one by one and unfolded, as its own scripts run them.
"""

import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tools", "export"))

import torch

from guided_diffusion import Flags, UNet
from weights import fill, load_weights


def main(folder: str, threads: int, clock: str) -> None:
    now = time.process_time if clock == "processor" else time.perf_counter
    torch.set_num_threads(threads)
    with open(os.path.join(folder, "case.json"), encoding="utf-8") as file:
        flags = {name: value for name, value in json.load(file)["flags"].items() if name in Flags.names()}
    network, path = UNet(Flags(**flags)), os.path.join(folder, "model.pt")
    fill(network, load_weights(path), path)
    network.eval()
    size = network.flags.image_size
    x = torch.randn(1, network.flags.in_channels, size, size)
    label = torch.tensor([3]) if network.flags.class_cond else None
    with torch.no_grad():
        for _ in sys.stdin:
            start = now()
            network(x, torch.tensor([500.0]), label)
            print(1000 * (now() - start), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
