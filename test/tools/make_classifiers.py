"""Exports small random classifiers of every kind for export.test.ts into the folder given, each with a call of its own."""

import argparse
import json
import os
import sys

import torch
import torch.nn.functional as F
from torch import nn

from make_checkpoints import shaken
from guided_diffusion import Classifier, Flags
from onnx_graph import Port, save
import export

USUAL = {"image_size": 16, "num_channels": 32, "channel_mult": "1,2", "num_res_blocks": 1, "attention_resolutions": "8",
         "num_head_channels": 32, "num_classes": 5, "resblock_updown": True, "classifier_pool": "attention"}
KINDS = {
    "logits": {"logits": True},
    "usual": {},
    "mean": {"classifier_pool": "adaptive", "use_scale_shift_norm": False},
    "spatial": {"classifier_pool": "spatial"},
    "spatial-2": {"classifier_pool": "spatial_v2", "use_new_attention_order": True},
    "strided": {"resblock_updown": False, "use_new_attention_order": True, "noise_schedule": "cosine", "rescale_timesteps": True},
    "pooled": {"resblock_updown": False, "conv_resample": False, "attention_resolutions": "16,8", "in_channels": 1},
    "odd": {"image_size": 14, "channel_mult": "1,1,2", "attention_resolutions": "", "classifier_pool": "adaptive"},
}


class Odds(nn.Module):
    """What no classifier of guided-diffusion has and the exporter can write: sizes that go up, shapes that are spread, a piece unread."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1, stride=2)
        self.last = nn.Linear(8 * 16, 5)

    def forward(self, x, timesteps):
        h = F.interpolate(self.conv(x), scale_factor=2.0, mode="nearest")
        rows = h.mean(dim=3, keepdim=True)
        h = (h - rows) / (rows * rows + 1.0) + rows * h
        used, _ = h.chunk(2, dim=1)
        h = torch.cat([used, F.relu(used)], dim=1)
        return self.last(F.avg_pool2d(h, 4).transpose(2, 3).reshape(-1, 8 * 16))


def write_odds(folder):
    network = Odds()
    shaken(network, std=0.3)
    inputs = [Port("x", "float32", (3, 16, 16)), export.TIMESTEPS, export.LABEL]
    args = argparse.Namespace(kind="classifier", record=os.path.join(folder, "odds-record"), record_size=(64, 64))
    with torch.no_grad():
        graph, output = export.written(args, network, inputs)
        export.record(args, network, inputs)
    save(graph, os.path.join(folder, "odds.onnx"), inputs, [output])


def main(folder):
    torch.manual_seed(1)
    write_odds(folder)
    for name, changes in KINDS.items():
        flags = {**USUAL, **changes}
        pool, logits = flags.pop("classifier_pool"), flags.pop("logits", False)
        path = lambda ending: os.path.join(folder, f"{name}{ending}")
        torch.save(shaken(Classifier(Flags(**{k: flags[k] for k in Flags.names() if k in flags}), pool), std=0.3), path(".pt"))
        with open(path(".flags.json"), "w") as file:
            json.dump(flags, file)
        sys.argv = ["export.py", "classifier", path(".pt"), "--flags", path(".flags.json"), "--classifier_pool", pool,
                    "--out", path(".onnx"), "--record", path("-record"), *(["--logits"] if logits else [])]
        export.main()


if __name__ == "__main__":
    main(sys.argv[1])
