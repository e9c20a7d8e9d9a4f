"""Trains a feed-forward inpainter on masks of one kind, and goes on where it was stopped.

    python3 tools/train/inpainter.py --data runs/data/faces64 --masks runs/data/wide.npz --out runs/inpainter-wide --minutes 20

    loss = |y - x| in the hole + 0.1 |y - x| outside + 0.5 |grad y - grad x| over all

each a mean of its own pixels. No adversary and no perceptual loss: it answers with the median of what could be there.
`--out` receives checkpoint.pt, loss.tsv and samples-STEP.png (given, filled, truth). Start the same command again to go on.
"""

import argparse
import os
import signal
import sys
import time
from typing import Dict, List

import numpy as np
import torch
from torch import Tensor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import checkpoint
from data import load_shards
from inpainting_network import Inpainter, InpainterShape
from report import save_sheet

COLUMNS = ("step", "loss", "hole", "lr", "held_out_hole")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder of shards made by tools/data")
    parser.add_argument("--masks", required=True, help="file made by tools/data/make-keep-masks.ts")
    parser.add_argument("--held-out", help="folder of shards never trained on, for the held-out loss and the sheets")
    parser.add_argument("--out", required=True)
    parser.add_argument("--minutes", type=float, default=20, help="processor time in all; the learning rate falls to zero by its end")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--ema", type=float, default=0.995)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--bfloat16", action="store_true", help="convolutions in bfloat16, weights in float32")
    parser.add_argument("--save-every", type=float, default=120, help="seconds between checkpoints")
    return parser.parse_args()


class Training:
    """A network, its running mean and its optimizer, at one moment of one run."""

    def __init__(self, args: argparse.Namespace) -> None:
        self.args = args
        torch.manual_seed(args.seed)
        self.images = load_shards(args.data).images
        self.masks = np.load(args.masks)["masks"]
        self.held_out = load_shards(args.held_out).images[:64] if args.held_out else None
        self.shape = InpainterShape(image_size=self.images.shape[1])
        self.network = Inpainter(self.shape)
        if args.bfloat16:
            for module in self.network.modules():
                if isinstance(module, torch.nn.GroupNorm):  # has no bfloat16 in PyTorch 1.13
                    module.register_forward_pre_hook(lambda _, inputs: (inputs[0].float(),))
        self.ema = {k: v.detach().clone() for k, v in self.network.state_dict().items()}
        self.optimizer = torch.optim.AdamW(self.network.parameters(), lr=args.lr, weight_decay=0.0)
        self.step, self.seconds = 0, 0.0
        self.history: List[Dict[str, float]] = []
        self.path = os.path.join(args.out, "checkpoint.pt")
        if os.path.exists(self.path):
            self.resume(checkpoint.load(self.path))

    def resume(self, saved: Dict) -> None:
        self.network.load_state_dict(saved["network"])
        self.ema, self.history = saved["ema"], saved["history"]
        self.optimizer.load_state_dict(saved["optimizer"])
        self.step, self.seconds = saved["step"], saved["seconds"]

    def save(self) -> None:
        checkpoint.save(self.path, {
            "inpainter": self.shape.as_json(), "network": self.network.state_dict(), "ema": self.ema, "step": self.step,
            "seconds": self.seconds, "optimizer": self.optimizer.state_dict(), "history": self.history, "args": vars(self.args),
        })
        with open(os.path.join(self.args.out, "loss.tsv"), "w", encoding="utf-8") as file:
            file.write("\t".join(COLUMNS) + "\n")
            for row in self.history:
                file.write("\t".join(f"{row[c]:.6g}" if c in row else "" for c in COLUMNS) + "\n")

    def batch(self) -> tuple:
        """Pictures and masks of this step, by the seed and the step alone; masks are mirrored, and moved around the edges."""
        draw = np.random.default_rng([self.args.seed, self.step])
        B = self.args.batch
        x = to_tensor(self.images[draw.integers(len(self.images), size=B)])
        keep_mask = torch.from_numpy(self.masks[draw.integers(len(self.masks), size=B)]).float()[:, None]
        mirrored = torch.from_numpy(draw.random(B) < 0.5)[:, None, None, None]
        return x, torch.where(mirrored, keep_mask.flip(3), keep_mask)

    def learning_rate(self) -> float:
        """Rises over 100 steps, stays, falls to zero over the last half of the time."""
        left = 1 - self.seconds / (60 * self.args.minutes)
        return self.args.lr * min(1.0, (self.step + 1) / 100) * min(1.0, max(0.0, 2 * left))

    def advance(self) -> None:
        began = time.process_time()
        x, keep_mask = self.batch()
        with torch.autocast("cpu", torch.bfloat16, enabled=self.args.bfloat16):
            y = self.network(x, keep_mask).float()
        loss, hole = losses(y, x, keep_mask)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        lr = self.learning_rate()
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        self.optimizer.step()
        self.step += 1
        decay = min(self.args.ema, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for name, value in self.network.state_dict().items():
                self.ema[name].lerp_(value, 1 - decay)
        self.seconds += time.process_time() - began
        self.history.append({"step": self.step, "loss": loss.item(), "hole": hole.item(), "lr": lr})
        if not np.isfinite(loss.item()):
            raise SystemExit(f"the loss is {loss.item()} at step {self.step}: start again from the last checkpoint with a smaller --lr")

    @torch.no_grad()
    def report(self) -> None:
        """The held-out error of the running mean, with the first masks, and a sheet: given, filled, truth."""
        if self.held_out is None:
            return
        shown = Inpainter(self.shape)
        shown.load_state_dict(self.ema)
        shown.eval()
        x = to_tensor(self.held_out)
        keep_mask = torch.from_numpy(self.masks[: len(x)]).float()[:, None]
        y = shown(x, keep_mask)
        self.history[-1]["held_out_hole"] = losses(y, x, keep_mask)[1].item()
        filled = keep_mask * x + (1 - keep_mask) * y
        rows = [keep_mask * x - (1 - keep_mask), filled, x]
        save_sheet(os.path.join(self.args.out, f"samples-{self.step:06d}.png"), [row[:12] for row in rows])


def losses(y: Tensor, x: Tensor, keep_mask: Tensor) -> tuple:
    """The loss of the file's head, and its first part alone."""
    hole, error = 1 - keep_mask, (y - x).abs()
    inside = (error * hole).sum() / (3 * hole.sum())
    outside = (error * keep_mask).sum() / (3 * keep_mask.sum().clamp(min=1))
    edges = sum(((y - x).diff(dim=d)).abs().mean() for d in (2, 3))
    return inside + 0.1 * outside + 0.5 * edges, inside


def to_tensor(images: np.ndarray) -> Tensor:
    return torch.from_numpy(images).permute(0, 3, 1, 2).float().contiguous() / 127.5 - 1


def main() -> None:
    args = options()
    torch.set_num_threads(args.threads)
    os.makedirs(args.out, exist_ok=True)
    training = Training(args)
    stop: List[bool] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.append(True))
    count = sum(p.numel() for p in training.network.parameters())
    print(f"{count} parameters, {len(training.images)} pictures, {len(training.masks)} masks, from step {training.step}", flush=True)
    saved = time.monotonic()
    while training.seconds < 60 * args.minutes and not stop:
        training.advance()
        if training.step % 20 == 0:
            row = training.history[-1]
            left = 60 * args.minutes - training.seconds
            print(f"step {training.step}  loss {row['loss']:.4f}  hole {row['hole']:.4f}  {args.batch * training.step / training.seconds:.1f} images/s  "
                  f"{left / 60:.1f} min left", flush=True)
        if training.step % 500 == 0:
            training.report()
        if time.monotonic() - saved > args.save_every:
            training.save()
            saved = time.monotonic()
    training.report()
    training.save()
    print(f"saved at step {training.step}", flush=True)


if __name__ == "__main__":
    main()
