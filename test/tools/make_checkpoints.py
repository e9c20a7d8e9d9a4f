"""Writes small random checkpoints for export.test.ts into the folder given."""

import json
import os
import struct
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "tools", "export"))

import torch

from diffusers_unet import Config, UNet2D

PLAIN = {
    "_class_name": "UNet2DModel", "sample_size": 16, "in_channels": 3, "out_channels": 3, "flip_sin_to_cos": False, "freq_shift": 1,
    "downsample_padding": 0, "block_out_channels": [32, 64], "layers_per_block": 1, "norm_eps": 1e-6, "attention_head_dim": None,
    "down_block_types": ["DownBlock2D", "AttnDownBlock2D"], "up_block_types": ["AttnUpBlock2D", "UpBlock2D"],
}
SCALE_SHIFT = {
    **PLAIN, "sample_size": [16, 24], "out_channels": 6, "resnet_time_scale_shift": "scale_shift", "attention_head_dim": 16,
    "num_class_embeds": 7, "mid_block_scale_factor": 1.5, "downsample_padding": 1,
    "down_block_types": ["ResnetDownsampleBlock2D", "AttnDownBlock2D"], "up_block_types": ["AttnUpBlock2D", "ResnetUpsampleBlock2D"],
}


def shaken(network, std=0.1):
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, std=std)
    return {name: value.detach() for name, value in network.named_parameters()}


def save_safetensors(path, state):
    table, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, value in state.items():
        size = value.numel() * 4
        table[name] = {"dtype": "F32", "shape": list(value.shape), "data_offsets": [offset, offset + size]}
        offset += size
    head = json.dumps(table).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(head)) + head)
        for value in state.values():
            file.write(value.contiguous().numpy().tobytes())


def main(folder):
    torch.manual_seed(0)
    for name, config in (("plain", PLAIN), ("scale-shift", SCALE_SHIFT)):
        os.makedirs(os.path.join(folder, name, "scheduler"), exist_ok=True)
        state = shaken(UNet2D(Config.read(config)))
        if name == "plain":
            linear = {n: v[..., 0, 0] if ".to_" in n and v.dim() == 4 else v for n, v in state.items()}
            old = {n.replace(".to_q.", ".query.").replace(".to_k.", ".key.").replace(".to_v.", ".value.").replace(".to_out.0.", ".proj_attn."): v
                   for n, v in linear.items()}
            save_safetensors(os.path.join(folder, name, "diffusion_pytorch_model.safetensors"), old)
        else:
            torch.save(state, os.path.join(folder, name, "diffusion_pytorch_model.bin"))
        with open(os.path.join(folder, name, "config.json"), "w") as file:
            json.dump(config, file)
        with open(os.path.join(folder, name, "scheduler", "scheduler_config.json"), "w") as file:
            json.dump({"beta_start": 0.001, "beta_end": 0.01, "variance_type": "fixed_large", "num_train_timesteps": 1000}, file)


if __name__ == "__main__":
    main(sys.argv[1])
