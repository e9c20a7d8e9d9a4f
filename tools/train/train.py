"""Trains a denoiser, from nothing or from earlier weights, and goes on where it was stopped.

    python3 tools/train/train.py --data runs/data/faces64 --held-out runs/data/held-out --out runs/faces64
    python3 tools/train/train.py --folder my-pictures --out runs/mine

`--out` receives checkpoint.pt, loss.tsv, loss.png and samples-STEP.png. Start the same command again to go on.
"""

import argparse
import os
import signal
import sys
import time
from typing import Dict, List, Optional

import numpy as np
import torch
from torch import Tensor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import checkpoint
from data import Pictures, load_folder, load_shards
from diffusion import Process, cosine_betas, training_losses
from network import Network, Shape, parameter_count
from report import sample_sheet, save_curve
from warm_start import warm_start

HELD_OUT_TIMESTEPS = (5, 20, 60, 150, 300, 500, 750, 950)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", help="folder of shards made by tools/data")
    parser.add_argument("--folder", help="folder of your own pictures, instead of --data")
    parser.add_argument("--held-out", help="folder of shards never trained on, for the red curve and the sheets")
    parser.add_argument("--out", required=True)
    parser.add_argument("--classes", metavar="COLUMN", help="train a labelled network: a column of the shards, or `folder`")
    parser.add_argument("--warm-start", metavar="FILE", help="begin with the weights of a checkpoint.pt, or of an .onnx file of tools/export")
    parser.add_argument("--image-size", type=int, default=64)
    parser.add_argument("--channels", default="32,64,128")
    parser.add_argument("--blocks", type=int, default=1)
    parser.add_argument("--no-attention", action="store_true", help="convolutions alone")
    parser.add_argument("--flip", action="store_true", help="mirror every second picture, for data that know no left and right")
    parser.add_argument("--refine", type=int, default=16, help="channels at full resolution; 0: none")
    parser.add_argument("--steps", type=int, default=20000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--lr", type=float, default=5e-4)
    parser.add_argument("--new-lr", type=float, help="learning rate of what --warm-start did not fill; default 4 x lr")
    parser.add_argument("--warm-up", type=int, default=200, help="steps over which the learning rate rises")
    parser.add_argument("--decay", type=float, default=0.3, help="share of the steps, at the end, over which it falls to zero")
    parser.add_argument("--weight-decay", type=float, default=0.0)
    parser.add_argument("--min-snr", type=float, default=0.0, help="weigh L_simple by min(SNR, this) / SNR; 0: evenly")
    parser.add_argument("--v-weight", type=float, default=0.0, metavar="CAP",
                        help="weigh L_simple by min(1 / alphas_cumprod, CAP), as a v-prediction would: for what is decided at high noise")
    parser.add_argument("--vlb", type=float, default=1e-3, help="weight of L_vlb")
    parser.add_argument("--ema", type=float, default=0.999)
    parser.add_argument("--label-dropout", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--bfloat16", action="store_true", help="convolutions in bfloat16, weights in float32: on a processor that has it, 1.6 times as fast")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--pause-at", type=int, help="save and end at this step, as if stopped; the schedule is that of --steps")
    parser.add_argument("--minutes", type=float, help="save and end after so long: for slices of a lent machine's time")
    parser.add_argument("--save-every", type=float, default=300, help="seconds between checkpoints")
    parser.add_argument("--sheet-every", type=int, default=500, help="steps between sample sheets and held-out losses; 0: none")
    parser.add_argument("--sheet-steps", type=int, default=50, help="T of the sheets")
    return parser.parse_args()


class Training:
    """A network, its running mean and its optimizer, at one step of one run."""

    def __init__(self, args: argparse.Namespace, pictures: Pictures, held_out: Optional[Pictures]) -> None:
        self.args, self.pictures, self.held_out = args, pictures, held_out
        torch.manual_seed(args.seed)
        channels = tuple(int(c) for c in args.channels.split(","))
        self.shape = Shape(args.image_size, channels=channels, attention_levels=() if args.no_attention else (len(channels) - 1,),
                           blocks=args.blocks, refine=args.refine, classes=len(pictures.names))
        self.network = Network(self.shape)
        self.step, self.shown = 0, 0
        self.history: List[Dict[str, float]] = []
        self.path = os.path.join(args.out, "checkpoint.pt")
        resumed = checkpoint.load(self.path) if os.path.exists(self.path) else None
        self.origin = resumed["origin"] if resumed else "/".join(os.path.abspath(args.warm_start).split(os.sep)[-2:]) if args.warm_start else ""
        filled = set(resumed["filled"]) if resumed else set()
        if args.warm_start and not resumed:
            filled = warm_start(self.network, args.warm_start)
        self.filled = filled
        self.network.to(args.device)
        if args.bfloat16:
            for module in self.network.modules():
                if isinstance(module, torch.nn.GroupNorm):  # has no bfloat16 in PyTorch 1.13
                    module.register_forward_pre_hook(lambda _, inputs: (inputs[0].float(),))
        self.ema = {k: v.detach().clone() for k, v in self.network.state_dict().items()}
        named = list(self.network.named_parameters())
        groups = [{"params": [p for n, p in named if (n in filled) == old], "fast": not old} for old in (True, False)]
        self.optimizer = torch.optim.AdamW([g for g in groups if g["params"]], lr=args.lr, weight_decay=args.weight_decay)
        self.process = Process(cosine_betas(self.shape.num_train_timesteps))
        if resumed:
            self.resume(resumed)

    def resume(self, saved: Dict) -> None:
        if saved["shape"] != self.shape.as_json():
            raise SystemExit(f"{self.path} holds another network: {saved['shape']}, asked for {self.shape.as_json()}")
        self.network.load_state_dict(saved["network"])
        self.ema = {k: v.to(self.args.device) for k, v in saved["ema"].items()}
        self.optimizer.load_state_dict(saved["optimizer"])
        self.step, self.shown, self.history = saved["step"], saved["shown"], saved["history"]

    def save(self) -> None:
        checkpoint.save(self.path, {
            "shape": self.shape.as_json(), "network": self.network.state_dict(), "ema": self.ema, "step": self.step, "shown": self.shown,
            "optimizer": self.optimizer.state_dict(), "history": self.history, "args": vars(self.args),
            "origin": self.origin, "filled": sorted(self.filled), "classes": self.pictures.names,
        })
        columns = ["step", "mse", "vb", "lr", "held_out", *[f"held_out_t{t}" for t in HELD_OUT_TIMESTEPS]]
        with open(os.path.join(self.args.out, "loss.tsv"), "w", encoding="utf-8") as file:
            file.write("\t".join(columns) + "\n")
            for row in self.history:
                file.write("\t".join(f"{row[c]:.6g}" if c in row else "" for c in columns) + "\n")
        save_curve(os.path.join(self.args.out, "loss.png"), self.history)

    def learning_rate(self) -> float:
        """Rises over `warm_up` steps, stays, falls to zero over the last `decay` of all steps."""
        rise = min(1.0, (self.step + 1) / max(1, self.args.warm_up))
        fall = min(1.0, (self.args.steps - self.step) / max(1.0, self.args.decay * self.args.steps))
        return self.args.lr * rise * max(fall, 0.0)

    def batch(self) -> Dict[str, Tensor]:
        """The draws of this step depend on the seed and the step alone, so a resumed run makes the same ones."""
        generator = torch.Generator().manual_seed(self.args.seed * 1_000_003 + self.step)
        B, N = self.args.batch, self.shape.num_train_timesteps
        chosen = torch.randint(len(self.pictures.images), (B,), generator=generator).numpy()
        x_start = to_tensor(self.pictures.images[chosen])
        # One t from each B-th part of the range: the loss varies less from batch to batch.
        t = ((torch.arange(B) + torch.rand(B, generator=generator)) * N / B).long().clamp(max=N - 1)
        noise = torch.randn(x_start.shape, generator=generator)
        if self.args.flip:
            mirrored = torch.rand(B, generator=generator) < 0.5
            x_start = torch.where(mirrored[:, None, None, None], x_start.flip(3), x_start)
        batch = {"x_start": x_start, "t": t, "noise": noise}
        if self.pictures.labels is not None:
            label = torch.from_numpy(self.pictures.labels[chosen])
            dropped = torch.rand(B, generator=generator) < self.args.label_dropout
            batch["label"] = torch.where(dropped, torch.full_like(label, self.shape.classes), label)
        return {k: v.to(self.args.device, non_blocking=True) for k, v in batch.items()}

    def advance(self) -> Dict[str, float]:
        self.network.train()
        batch, lr = self.batch(), self.learning_rate()
        t, noise = batch["t"], batch["noise"]
        x_t = self.process.q_sample(batch["x_start"], t, noise)
        with torch.autocast(torch.device(self.args.device).type, torch.bfloat16, enabled=self.args.bfloat16):
            out = self.network(x_t, t.float(), batch.get("label")).float()
        losses = training_losses(self.process, out, batch["x_start"], x_t, t, noise)
        loss = (self.weights(t) * losses["mse"] + self.args.vlb * self.process.T * losses["vb"]).mean()
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        new_lr = (self.args.new_lr or 4 * self.args.lr) / self.args.lr if self.filled else 1.0
        for group in self.optimizer.param_groups:
            group["lr"] = lr * (new_lr if group["fast"] else 1.0)
        self.optimizer.step()
        self.step += 1
        self.shown += len(t)
        self.average()
        row = {"step": self.step, "mse": losses["mse"].mean().item(), "vb": losses["vb"].mean().item(), "lr": lr}
        if not np.isfinite(loss.item()):
            raise SystemExit(f"the loss is {loss.item()} at step {self.step}: start again from the last checkpoint with a smaller --lr")
        self.history.append(row)
        return row

    def weights(self, t: Tensor) -> Tensor:
        """`[N]`, of each picture's L_simple; see --min-snr (Hang et al. 2023) and --v-weight (Salimans & Ho 2022)."""
        A = torch.from_numpy(self.process.alphas_cumprod)[t.cpu()]
        snr, weight = A / (1 - A), torch.ones_like(A)
        if self.args.min_snr:
            weight = weight * snr.clamp(max=self.args.min_snr) / snr
        if self.args.v_weight:
            weight = weight * (1 / A).clamp(max=self.args.v_weight)
        return weight.float().to(t.device)

    @torch.no_grad()
    def average(self) -> None:
        decay = min(self.args.ema, (1 + self.step) / (10 + self.step))
        for name, value in self.network.state_dict().items():
            self.ema[name].lerp_(value, 1 - decay)

    @torch.no_grad()
    def report(self) -> None:
        """Held-out losses of the running mean at fixed levels with fixed noise, and a sheet."""
        if self.held_out is None:
            return
        shown = Network(self.shape)
        shown.load_state_dict(self.ema, strict=False)
        shown.to(self.args.device).eval()
        null = self.shape.null_label
        label = lambda x: None if null is None else torch.full((len(x),), null, device=x.device)
        x_start = to_tensor(self.held_out.images[:64]).to(self.args.device)
        row = self.history[-1]
        for i, level in enumerate(HELD_OUT_TIMESTEPS):
            noise = torch.randn(x_start.shape, generator=torch.Generator().manual_seed(i)).to(x_start.device)
            t = torch.full((len(x_start),), level, device=x_start.device)
            out = shown(self.process.q_sample(x_start, t, noise), t.float(), label(x_start))
            row[f"held_out_t{level}"] = (out[:, :3] - noise).square().mean().item()
        row["held_out"] = sum(row[f"held_out_t{t}"] for t in HELD_OUT_TIMESTEPS) / len(HELD_OUT_TIMESTEPS)
        process = Process(cosine_betas(self.shape.num_train_timesteps), self.args.sheet_steps)
        path = os.path.join(self.args.out, f"samples-{self.step:06d}.png")
        sample_sheet(path, process, lambda x, t: shown(x, t, label(x)), x_start[:8], self.args.seed)


def to_tensor(images: np.ndarray) -> Tensor:
    return torch.from_numpy(images).permute(0, 3, 1, 2).float().contiguous() / 127.5 - 1


def load_pictures(args: argparse.Namespace) -> Pictures:
    if bool(args.data) == bool(args.folder):
        raise SystemExit("give either --data (shards of tools/data) or --folder (your own pictures)")
    if args.data:
        return load_shards(args.data, args.classes)
    return load_folder(args.folder, args.image_size, bool(args.classes))


def main() -> None:
    args = options()
    if args.threads:
        torch.set_num_threads(args.threads)
    if args.device.startswith("cuda"):
        torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = True
    os.makedirs(args.out, exist_ok=True)
    training = Training(args, load_pictures(args), load_shards(args.held_out) if args.held_out else None)
    stop = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.append(True))
    print(f"{parameter_count(training.network)} parameters, {len(training.pictures.images)} pictures, from step {training.step}", flush=True)
    started = saved = time.monotonic()
    seconds, end = 0.0, min(args.steps, args.pause_at or args.steps)
    while training.step < end and not stop:
        if args.minutes and time.monotonic() - started > 60 * args.minutes:
            break
        began = time.monotonic()
        row = training.advance()
        seconds = time.monotonic() - began if not seconds else 0.95 * seconds + 0.05 * (time.monotonic() - began)
        if training.step % 10 == 0:
            left = (args.steps - training.step) * seconds
            print(f"step {training.step}/{args.steps}  mse {row['mse']:.4f}  {args.batch / seconds:.1f} images/s  "
                  f"{left / 3600:.2f} h left", flush=True)
        if args.sheet_every and (training.step % args.sheet_every == 0 or training.step == args.steps):
            training.report()
        if time.monotonic() - saved > args.save_every:
            training.save()
            saved = time.monotonic()
    training.save()
    print(f"saved at step {training.step}", flush=True)


if __name__ == "__main__":
    main()
