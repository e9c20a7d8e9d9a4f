"""Known checkpoints' flags by name, and what a checkpoint's own shapes tell of its flags."""

from typing import Dict, Optional

from torch import Tensor

ADM_256 = {
    "image_size": 256, "num_channels": 256, "num_res_blocks": 2, "attention_resolutions": "32,16,8", "num_heads": 4,
    "num_head_channels": 64, "resblock_updown": True, "use_scale_shift_norm": True, "learn_sigma": True,
}
SMALL_256 = {**ADM_256, "num_channels": 128, "num_res_blocks": 1, "attention_resolutions": "16"}
CLASSIFIER = {
    "num_channels": 128, "num_res_blocks": 2, "attention_resolutions": "32,16,8", "num_head_channels": 64,
    "resblock_updown": True, "use_scale_shift_norm": True,
}

PRESETS: Dict[str, Dict] = {
    "celeba-256": ADM_256,
    "places-256": ADM_256,
    "lsun-256": ADM_256,
    "imagenet-256-uncond": ADM_256,
    "imagenet-256": {**ADM_256, "class_cond": True},
    "imagenet-512": {**ADM_256, "image_size": 512, "class_cond": True},
    "imagenet-128": {**ADM_256, "image_size": 128, "num_head_channels": -1, "class_cond": True},
    "imagenet-64": {**ADM_256, "image_size": 64, "num_channels": 192, "num_res_blocks": 3, "class_cond": True,
                    "use_new_attention_order": True, "noise_schedule": "cosine"},
    "ffhq-10m": SMALL_256,
}
CLASSIFIER_PRESETS: Dict[str, Dict] = {
    "imagenet-512": {**CLASSIFIER, "image_size": 512},
    "imagenet-256": {**CLASSIFIER, "image_size": 256},
    "imagenet-128": {**CLASSIFIER, "image_size": 128},
    "imagenet-64": {**CLASSIFIER, "image_size": 64, "num_res_blocks": 4, "noise_schedule": "cosine"},
}


def facts(state: Dict[str, Tensor]) -> Dict[str, object]:
    """The flags that a guided-diffusion checkpoint's shapes decide. Head counts and the attention order leave no trace."""
    shape = lambda name: tuple(state[name].shape) if name in state else None
    found: Dict[str, object] = {}
    time, stem, out = shape("time_embed.0.weight"), shape("input_blocks.0.0.weight"), shape("out.2.weight")
    if time:
        found["num_channels"] = time[1]
    if stem and out and len(out) == 4:
        found["in_channels"] = stem[1]
        found["learn_sigma"] = out[0] == 2 * stem[1]
    found["class_cond"] = "label_emb.weight" in state
    if found["class_cond"]:
        found["num_classes"] = shape("label_emb.weight")[0]
    emb, norm = shape("middle_block.0.emb_layers.1.weight"), shape("middle_block.0.out_layers.0.weight")
    if emb and norm:
        found["use_scale_shift_norm"] = emb[0] == 2 * norm[0]
    found["resblock_updown"] = not any(".op." in name for name in state)
    found["num_res_blocks"], found["channel_mult"] = levels(state, found)
    return {k: v for k, v in found.items() if v is not None}


def levels(state: Dict[str, Tensor], found: Dict[str, object]) -> tuple:
    """Blocks a level and channel multiples, read from the way down where its ends can be told (`op` convolutions)."""
    if found["resblock_updown"] or "num_channels" not in found:
        return None, None
    count, blocks, widths, width = 0, [], [], None
    while any(name.startswith(f"input_blocks.{count}.") for name in state):
        if f"input_blocks.{count}.0.op.weight" in state:
            widths.append(width)
            blocks.append(count)
        elif f"input_blocks.{count}.0.in_layers.2.weight" in state:
            width = state[f"input_blocks.{count}.0.in_layers.2.weight"].shape[0]
        count += 1
    widths.append(width)
    multiples = ",".join(f"{w / found['num_channels']:g}" for w in widths if w)
    return (blocks[0] - 1 if blocks else count - 1), multiples


def advice(state: Dict[str, Tensor], flags: Dict[str, object]) -> str:
    """The flags whose value the checkpoint contradicts, in words."""
    wrong = []
    for name, value in facts(state).items():
        given: Optional[object] = flags.get(name)
        if name == "num_classes" and not flags.get("class_cond"):
            continue
        same = [float(v) for v in str(value).split(",")] == [float(v) for v in str(given).split(",")] if name == "channel_mult" and given else value == given
        if name == "channel_mult" and not given:
            continue
        if not same:
            wrong.append(f"  --{name} {given}: the checkpoint has {value}")
    return "\nWhat its shapes tell:\n" + "\n".join(wrong) if wrong else (
        "\nIts channels and blocks agree with the flags as far as shapes tell: look at --attention_resolutions, --channel_mult, "
        "--num_res_blocks and --image_size."
    )
