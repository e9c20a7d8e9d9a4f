"""A checkpoint to NAME.onnx and its card NAME.json.

    python3 tools/export/export.py training runs/faces64/checkpoint.pt --out models/faces64.onnx --half
    python3 tools/export/export.py guided-diffusion celeba256_250000.pt --preset celeba-256 --out celeba256.onnx --half
    python3 tools/export/export.py classifier 256x256_classifier.pt --preset imagenet-256 --out classifier256.onnx --half
    python3 tools/export/export.py diffusers ddpm-celebahq-256/ --out celebahq.onnx --half
    python3 tools/export/export.py inpainter runs/inpainter-wide/checkpoint.pt --out inpainter-wide.onnx --half
    python3 tools/export/export.py lpips alexnet-owt-7be5be79.pth --linear alex.pth --net alex --out lpips-alex.onnx
    python3 tools/export/export.py inception pt_inception-2015-12-05-6726825d.pth --out inception.onnx
"""

import argparse
import json
import os
import sys
from typing import Callable, Dict, List, Optional, Tuple

import numpy as np
import torch
from torch import Tensor, nn

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "train")]

from card import betas, write_card
from diffusers_unet import Config, UNet2D, renamed
from fold import fold
from from_torch import to_onnx
from gradient import log_likelihood_gradient
from guided_diffusion import Classifier, Flags, UNet
from onnx_graph import Graph, Port, halve, save
from presets import CLASSIFIER_PRESETS, PRESETS, advice
from vjp import add_vjp
from weights import fill, load_weights

TIMESTEPS = Port("timesteps", "float32", ())
LABEL = Port("label", "int32", ())
# Taken so that a line for guided-diffusion's own scripts can be pasted; they change nothing in an exported network.
WITHOUT_EFFECT = ("use_checkpoint", "dropout", "use_fp16", "timestep_respacing", "use_kl", "rescale_learned_sigmas")


def main() -> None:
    args = options()
    makers = {"training": training, "guided-diffusion": guided_diffusion, "classifier": classifier, "diffusers": diffusers,
              "inpainter": inpainter, "lpips": lpips, "inception": inception}
    if args.record and args.kind in ("inpainter", "lpips", "inception"):
        raise SystemExit(f"--record writes down calls at levels of noise, and {args.kind} knows none: leave it out")
    with torch.no_grad():
        network, inputs, values = makers[args.kind](args)
        values["parameters"] = sum(p.numel() for p in network.parameters())
        if args.record:
            record(args, network, inputs)
        folder(args.kind)(network)
        graph, output = written(args, network, inputs)
    if args.half:
        halve(graph)
    os.makedirs(os.path.dirname(os.path.abspath(args.out)), exist_ok=True)
    files = save(graph, args.out, inputs, [output], True if args.external else None)
    card = write_card(files, {**values, **naming(args)})
    if args.vjp:
        files.append(add_vjp(args.out))
    print("\n".join(f"{os.path.getsize(f):>12,} bytes  {f}" for f in [*files, card]))


def folder(kind: str) -> Callable[[nn.Module], None]:
    """What folds a network of this kind."""
    if kind != "training":
        return fold
    from fold_trained import fold_trained

    return fold_trained


def written(args: argparse.Namespace, network: nn.Module, inputs: List[Port]) -> Tuple[Graph, Port]:
    """The graph and its output. A classifier with a label among its inputs gives its gradient instead of its logits."""
    result = "logits" if args.kind == "classifier" else "out"
    guides = args.kind == "classifier" and LABEL in inputs
    graph, sizes = to_onnx(network, inputs[:2] if guides else inputs, result)
    if not guides:
        return graph, Port(result, "float32", sizes)
    log_likelihood_gradient(graph, inputs, result, sizes[0], "gradient")
    return graph, Port("gradient", "float32", inputs[0].sizes)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    kinds = parser.add_subparsers(dest="kind", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("checkpoint")
    common.add_argument("--out", required=True, help="the .onnx to write; its card lands beside it")
    common.add_argument("--name", help="letters, digits, . _ -; the file's name if not given")
    common.add_argument("--title", help="in English; the name if not given")
    common.add_argument("--title-zh", help="in Chinese")
    common.add_argument("--card", help="JSON file whose entries are added to the card (data, limits, credit, source …)")
    common.add_argument("--licence", default="unknown: see where the checkpoint is from")
    common.add_argument("--half", action="store_true", help="store weights in float16 (half the size; computed in float32)")
    common.add_argument("--vjp", action="store_true", help="of a denoiser: also its vector-Jacobian product, NAME.vjp.onnx, which gradients are asked of")
    common.add_argument("--external", action="store_true", help="weights in a file of their own; always so over 2 GB")
    common.add_argument("--record", metavar="FOLDER", help="also write a call of the PyTorch network, for tools/export/compare.ts")
    common.add_argument("--record-size", type=int, nargs=2, metavar=("HEIGHT", "WIDTH"), default=(64, 64),
                        help="of the recorded call, where the network takes any size")
    own = kinds.add_parser("training", parents=[common], help="a checkpoint of tools/train")
    own.add_argument("--unlabelled", action="store_true", help="of a labelled network: what it answers without a label, as a network without one")
    own.add_argument("--free-size", action="store_true", help="take pictures of any height and width that the levels can halve")
    kinds.add_parser("inpainter", parents=[common], help="a checkpoint of tools/train/inpainter.py")
    looks = kinds.add_parser("lpips", parents=[common], help="torchvision's AlexNet or VGG-16, with the linear weights of LPIPS v0.1")
    looks.add_argument("--linear", required=True, metavar="FILE", help="the authors' lpips/weights/v0.1/alex.pth or vgg.pth")
    looks.add_argument("--net", choices=["alex", "vgg"], default="alex")
    kinds.add_parser("inception", parents=[common], help="the Inception v3 that FID and KID are measured with")
    kinds.add_parser("diffusers", parents=[common], help="a folder of diffusers' UNet2DModel, or of a pipeline with one")
    for kind, presets in (("guided-diffusion", PRESETS), ("classifier", CLASSIFIER_PRESETS)):
        sub = kinds.add_parser(kind, parents=[common], help="OpenAI's .pt files, RePaint's included")
        sub.add_argument("--preset", choices=sorted(presets))
        sub.add_argument("--flags", metavar="FILE", help="JSON of flags, {name: value} or {flags: {name: value}}")
        sub.add_argument("--noise_schedule", choices=["linear", "cosine"])
        sub.add_argument("--diffusion_steps", type=int)
        sub.add_argument("--rescale_timesteps", type=truth)
        sub.add_argument("--predict_xstart", type=truth)
        if kind == "classifier":
            sub.add_argument("--classifier_pool", default="attention", choices=["attention", "adaptive", "spatial", "spatial_v2"])
            sub.add_argument("--logits", action="store_true", help="give the logits instead of the gradient that guides a sampler")
        for name in WITHOUT_EFFECT:
            sub.add_argument(f"--{name}", help=argparse.SUPPRESS)
        for name in Flags.names():
            kind_of = type(getattr(Flags(), name))
            sub.add_argument(f"--{name}", type=truth if kind_of is bool else kind_of)
    return parser.parse_args()


def truth(word: str) -> bool:
    if word.lower() in ("true", "1", "yes"):
        return True
    if word.lower() in ("false", "0", "no"):
        return False
    raise argparse.ArgumentTypeError(f"{word!r}, expected True or False")


def naming(args: argparse.Namespace) -> Dict:
    name = args.name or os.path.splitext(os.path.basename(args.out))[0]
    extra = json.load(open(args.card, encoding="utf-8")) if args.card else {}
    return {"name": name, "title": {"en": args.title or name, "zh": args.title_zh or args.title or name}, "licence": args.licence, **extra}


def described(height: int, width: int, channels: int, N: int, label: bool = False) -> Dict:
    io = {"x": "x", "timesteps": "timesteps", **({"label": "label"} if label else {}), "out": "out"}
    return {
        "image": {"height": height, "width": width, "channels": channels, "range": [-1, 1]}, "io": io,
        "num_train_timesteps": N,
    }


def training(args: argparse.Namespace) -> Tuple[nn.Module, List[Port], Dict]:
    import checkpoint
    from network import Network, Shape, unlabelled

    saved = checkpoint.load(args.checkpoint)
    shape = Shape.from_json(saved["shape"])
    network = Network(shape)
    network.load_state_dict(saved["ema"])
    if args.unlabelled:
        if not shape.classes:
            raise SystemExit(f"{args.checkpoint}: --unlabelled is for labelled networks, and this one knows no labels: leave it out")
        network = unlabelled(network)
        shape = network.shape
    size, run = shape.image_size, saved["args"]
    sizes = ("height", "width") if args.free_size else (size, size)
    inputs = [Port("x", "float32", (shape.in_channels, *sizes)), TIMESTEPS, *([LABEL] if shape.classes else [])]
    values = {
        **described(size, size, shape.in_channels, shape.num_train_timesteps, bool(shape.classes)),
        "beta_schedule": betas("cosine", shape.num_train_timesteps), "prediction_type": "epsilon", "variance": "learned_range",
        "clip_denoised": True,
        "classes": classes(shape.classes, saved["classes"]) if shape.classes else None,
        "training": f"{saved['step']} steps, {saved['shown']} pictures shown, AdamW, {weighing(run)} eps loss + {run['vlb']:g} L_vlb, "
                    f"running mean {run['ema']:g}" + (f"; begun with the weights of {saved['origin']}" if saved["origin"] else "") + ".",
    }
    return network, inputs, values


def weighing(run: Dict) -> str:
    kinds = [f"{name} {run[key]:g}" for key, name in (("min_snr", "min-SNR"), ("v_weight", "v up to")) if run.get(key)]
    return f"{' and '.join(kinds)} weighted" if kinds else "evenly weighted"


def classes(count: int, names: List[str]) -> Dict:
    """The null label, after all others, is counted too."""
    named = [{"en": n, "zh": n} for n in names]
    return {"count": count + 1, "null_label": count, "names": [*named, {"en": "no label", "zh": "无标签"}]}


def flags_of(args: argparse.Namespace, presets: Dict[str, Dict], base: Dict) -> Tuple[Flags, Dict]:
    """The preset, overridden by what is on the command line; and the settings that are not the network's."""
    given = {k: v for k, v in vars(args).items() if v is not None}
    merged = {**base, **presets.get(args.preset, {}), **flags_file(args.flags), **given}
    settings = {
        "N": merged.get("diffusion_steps", 1000), "schedule": merged.get("noise_schedule", "linear"),
        "rescale": merged.get("rescale_timesteps", False), "x_start": merged.get("predict_xstart", False),
    }
    return Flags(**{name: merged[name] for name in Flags.names() if name in merged}), settings


def flags_file(path: Optional[str]) -> Dict:
    if path is None:
        return {}
    values = read_json(path)
    values = values.get("flags", values)
    usual = vars(Flags())
    for name, value in values.items():
        if name in usual and type(value) is not type(usual[name]):
            raise SystemExit(f"{path}: {name} is {value!r}, expected a {type(usual[name]).__name__}, e.g. {usual[name]!r}")
    return values


def guided_diffusion(args: argparse.Namespace) -> Tuple[nn.Module, List[Port], Dict]:
    flags, s = flags_of(args, PRESETS, {})
    state = load_weights(args.checkpoint)
    network = built(UNet, flags, state, args.checkpoint)
    size = flags.image_size
    inputs = [Port("x", "float32", (flags.in_channels, size, size)), TIMESTEPS, *([LABEL] if flags.class_cond else [])]
    values = {
        **described(size, size, flags.in_channels, s["N"], flags.class_cond),
        "beta_schedule": betas(s["schedule"], s["N"]), "rescale_timesteps": s["rescale"],
        "prediction_type": "x_start" if s["x_start"] else "epsilon",
        "variance": "learned_range" if flags.learn_sigma else "fixed_small", "clip_denoised": True,
        "classes": {"count": flags.num_classes} if flags.class_cond else None,
    }
    return network, inputs, values


def built(kind, flags: Flags, state: Dict, path: str, *more) -> nn.Module:
    try:
        network = kind(flags, *more)
    except (ValueError, ZeroDivisionError) as error:
        raise SystemExit(f"no network can be built with these flags: {error}{advice(state, vars(flags))}")
    fill(network, state, path, advice(state, vars(flags)))
    return network


def classifier(args: argparse.Namespace) -> Tuple[nn.Module, List[Port], Dict]:
    flags, s = flags_of(args, CLASSIFIER_PRESETS, {"num_head_channels": 64, "resblock_updown": True})
    state = load_weights(args.checkpoint)
    network = built(Classifier, flags, state, args.checkpoint, args.classifier_pool)
    size = flags.image_size
    inputs = [Port("x", "float32", (flags.in_channels, size, size)), TIMESTEPS, *([] if args.logits else [LABEL])]
    values = {
        "kind": "logits" if args.logits else "classifier", **described(size, size, flags.in_channels, s["N"], not args.logits),
        "beta_schedule": betas(s["schedule"], s["N"]), "rescale_timesteps": s["rescale"], "classes": {"count": flags.num_classes},
    }
    values["io"]["out"] = "logits" if args.logits else "gradient"
    return network, inputs, values


def diffusers(args: argparse.Namespace) -> Tuple[nn.Module, List[Port], Dict]:
    folder = os.path.join(args.checkpoint, "unet") if os.path.isdir(os.path.join(args.checkpoint, "unet")) else args.checkpoint
    config = Config.read(read_json(os.path.join(folder, "config.json")))
    files = [f for f in sorted(os.listdir(folder)) if f.endswith((".safetensors", ".bin"))]
    if not files:
        raise SystemExit(f"{folder} holds no .safetensors and no .bin file")
    path = os.path.join(folder, max(files, key=lambda f: f.endswith(".safetensors")))
    network = UNet2D(config)
    fill(network, renamed(load_weights(path)), path, "\nconfig.json and the weights are not of the same network.")
    (height, width), label = config.size, bool(config.num_class_embeds)
    inputs = [Port("x", "float32", (config.in_channels, height, width)), TIMESTEPS, *([LABEL] if label else [])]
    scheduler = scheduler_of(args.checkpoint, folder)
    N = scheduler.get("num_train_timesteps", 1000)
    values = {
        **described(height, width, config.in_channels, N, label), "beta_schedule": scheduler_betas(scheduler, N),
        "prediction_type": prediction_type(scheduler), "variance": variance(scheduler, config),
        "clip_denoised": scheduler.get("clip_sample", True), "classes": {"count": config.num_class_embeds} if label else None,
    }
    return network, inputs, values


def read_json(path: str) -> Dict:
    if not os.path.exists(path):
        raise SystemExit(f"{path}: no such file")
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def scheduler_of(*folders: str) -> Dict:
    for folder in folders:
        for place in ("scheduler/scheduler_config.json", "../scheduler/scheduler_config.json", "scheduler_config.json"):
            if os.path.exists(os.path.join(folder, place)):
                return read_json(os.path.join(folder, place))
    print("no scheduler_config.json: the card says linear betas, 1000 steps, epsilon; correct it if that is wrong", file=sys.stderr)
    return {}


def scheduler_betas(scheduler: Dict, N: int) -> Dict:
    if scheduler.get("trained_betas"):
        return {"kind": "explicit", "betas": scheduler["trained_betas"]}
    return betas(scheduler.get("beta_schedule", "linear"), N, scheduler.get("beta_start", 1e-4), scheduler.get("beta_end", 0.02))


def prediction_type(scheduler: Dict) -> str:
    names = {"epsilon": "epsilon", "sample": "x_start", "v_prediction": "v"}
    given = scheduler.get("prediction_type", "epsilon")
    if given not in names:
        raise SystemExit(f"scheduler_config.json: prediction_type {given}, expected one of {', '.join(names)}")
    return names[given]


def variance(scheduler: Dict, config: Config) -> str:
    if config.out_channels == 2 * config.in_channels:
        return "learned_range"
    return "fixed_large" if scheduler.get("variance_type", "fixed_small").startswith("fixed_large") else "fixed_small"


def inpainter(args: argparse.Namespace) -> Tuple[nn.Module, List[Port], Dict]:
    import checkpoint
    from inpainting_network import Inpainter, InpainterShape

    saved = checkpoint.load(args.checkpoint)
    if "inpainter" not in saved:
        raise SystemExit(f"{args.checkpoint} is no checkpoint of tools/train/inpainter.py: export a denoiser with `training`")
    shape, run = InpainterShape.from_json(saved["inpainter"]), saved["args"]
    network = Inpainter(shape)
    network.load_state_dict(saved["ema"])
    size, channels = shape.image_size, shape.in_channels
    inputs = [Port("x", "float32", (channels, size, size)), Port("keep_mask", "float32", (1, size, size))]
    values = {
        "kind": "inpainter", "image": {"height": size, "width": size, "channels": channels, "range": [-1, 1]},
        "io": {"x": "x", "mask": "keep_mask", "out": "out"}, "inpainting": {"mask_marks": "known"},
        "training": f"{saved['step']} steps of {run['batch']} drawings under masks of {os.path.basename(run['masks'])}, AdamW, "
                    f"L1 and gradient loss, running mean {run['ema']:g}.",
    }
    return network, inputs, values


def lpips(args: argparse.Namespace) -> Tuple[nn.Module, List[Port], Dict]:
    from lpips import Lpips, renamed_lpips

    network = Lpips(args.net)
    name = {"alex": "AlexNet", "vgg": "VGG-16"}[args.net]
    advice_ = f"\n--net {args.net} takes torchvision's {name} and the linear weights of the same name."
    fill(network, renamed_lpips(load_weights(args.checkpoint), load_weights(args.linear)), args.checkpoint, advice_)
    inputs = [Port("x", "float32", (3, "height", "width")), Port("y", "float32", (3, "height", "width"))]
    return network, inputs, {
        "kind": "distance", "image": {"height": 64, "width": 64, "channels": 3, "range": [-1, 1], "multiple_of": 1},
        "io": {"x": "x", "y": "y", "out": "out"}, "training": f"LPIPS v0.1 on {name} (Zhang et al. 2018).",
    }


def inception(args: argparse.Namespace) -> Tuple[nn.Module, List[Port], Dict]:
    from inception import SIZE, Inception, renamed_inception

    network = Inception()
    fill(network, renamed_inception(load_weights(args.checkpoint)), args.checkpoint,
         "\nExpected are the weights of Inception v3 under torchvision's names, as in pt_inception-2015-12-05-6726825d.pth.")
    return network, [Port("x", "float32", (3, SIZE, SIZE))], {
        "kind": "features", "image": {"height": SIZE, "width": SIZE, "channels": 3, "range": [-1, 1]},
        "io": {"x": "x", "out": "out"}, "training": "Inception v3 of 2015, the features before its classifier (Heusel et al. 2017).",
    }


def record(args: argparse.Namespace, network: nn.Module, inputs: List[Port]) -> None:
    """x.f32, out.f32 and case.json: two pictures, one late and one early timestep."""
    os.makedirs(args.record, exist_ok=True)
    sizes = [n if isinstance(n, int) else side for n, side in zip(inputs[0].sizes, (0, *args.record_size))]
    x = np.random.default_rng(7).standard_normal((2, *sizes)).astype(np.float32)
    timesteps, label = [3, 977], [0, 1] if len(inputs) > 2 else None
    given = [torch.from_numpy(x), torch.tensor(timesteps).float(), *([torch.tensor(label)] if label else [])]
    out = (guidance if args.kind == "classifier" and label else nn.Module.__call__)(network, *given).numpy()
    if getattr(args, "vjp", False):
        cotangent = np.random.default_rng(8).standard_normal(x.shape).astype(np.float32)
        cotangent.tofile(os.path.join(args.record, "cotangent.f32"))
        product(network, torch.from_numpy(cotangent), *given).numpy().tofile(os.path.join(args.record, "vjp.f32"))
    x.tofile(os.path.join(args.record, "x.f32"))
    out.tofile(os.path.join(args.record, "out.f32"))
    with open(os.path.join(args.record, "case.json"), "w", encoding="utf-8") as file:
        json.dump({"timesteps": timesteps, "y": label, "x_shape": list(x.shape), "out_shape": list(out.shape)}, file)


@torch.enable_grad()
def guidance(network: nn.Module, x: Tensor, timesteps: Tensor, label: Tensor) -> Tensor:
    """The gradient of log softmax(logits)[label], by PyTorch's own differentiation."""
    x = x.clone().requires_grad_()
    chosen = torch.log_softmax(network(x, timesteps), dim=1).gather(1, label[:, None])
    return torch.autograd.grad(chosen.sum(), x)[0]


@torch.enable_grad()
def product(network: nn.Module, cotangent: Tensor, x: Tensor, *given: Tensor) -> Tensor:
    """The vector-Jacobian product, by PyTorch's own differentiation."""
    x = x.clone().requires_grad_()
    return torch.autograd.grad(network(x, *given)[:, : x.shape[1]], x, cotangent)[0]


if __name__ == "__main__":
    main()
