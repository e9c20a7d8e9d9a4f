"""The Gaussian process: tables in float64, the training loss, and a sampler for the sheets. Names as in src/runtime/diffusion."""

import math
from typing import Callable, Dict, Optional, Tuple

import numpy as np
import torch
from torch import Tensor

Predict = Callable[[Tensor, Tensor], Tensor]


def cosine_betas(N: int, s: float = 0.008, max_beta: float = 0.999) -> np.ndarray:
    """betas[i] = min(1 - f((i+1)/N) / f(i/N), max_beta), f(u) = cos^2((u+s)/(1+s) pi/2) (Nichol & Dhariwal 2021, Eq. 17)."""
    f = lambda u: math.cos((u + s) / (1 + s) * math.pi / 2) ** 2
    return np.array([min(1 - f((i + 1) / N) / f(i / N), max_beta) for i in range(N)], dtype=np.float64)


def timestep_map(N: int, T: int) -> np.ndarray:
    """T of N training indices, evenly spread, halves to even (as guided-diffusion respaces)."""
    stride = (N - 1) / (T - 1) if T > 1 else 1.0
    kept, at = [], 0.0
    for _ in range(T):
        kept.append(round(at))
        at += stride
    return np.array(kept)


class Process:
    """All constants of q and of its posterior, `[T]` each, float64, for the whole process or T of its steps."""

    def __init__(self, betas: np.ndarray, T: Optional[int] = None) -> None:
        A = np.cumprod(1 - betas)
        self.timesteps = np.arange(len(betas)) if T is None else timestep_map(len(betas), T)
        self.alphas_cumprod = A[self.timesteps]
        prev = np.append(1.0, self.alphas_cumprod[:-1])
        self.betas = 1 - self.alphas_cumprod / prev
        self.T = len(self.timesteps)
        variance = self.betas * (1 - prev) / (1 - self.alphas_cumprod)
        self.posterior_log_variance_clipped = np.log(np.append(variance[1] if self.T > 1 else self.betas[0], variance[1:]))
        self.log_betas = np.log(self.betas)
        self.posterior_mean_coef1 = self.betas * np.sqrt(prev) / (1 - self.alphas_cumprod)
        self.posterior_mean_coef2 = (1 - prev) * np.sqrt(1 - self.betas) / (1 - self.alphas_cumprod)

    def at(self, table: np.ndarray, t: Tensor) -> Tensor:
        """`[N]` rows of a table as `N 1 1 1`, float32."""
        rows = torch.from_numpy(table)[t.cpu()].float()
        return rows.to(t.device)[:, None, None, None]

    def q_sample(self, x_start: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        A = self.alphas_cumprod
        return self.at(np.sqrt(A), t) * x_start + self.at(np.sqrt(1 - A), t) * noise

    def pred_xstart(self, x_t: Tensor, t: Tensor, eps: Tensor) -> Tensor:
        A = self.alphas_cumprod
        return self.at(np.sqrt(1 / A), t) * x_t - self.at(np.sqrt(1 / A - 1), t) * eps

    def posterior_mean(self, x_start: Tensor, x_t: Tensor, t: Tensor) -> Tensor:
        return self.at(self.posterior_mean_coef1, t) * x_start + self.at(self.posterior_mean_coef2, t) * x_t

    def log_variance(self, v: Tensor, t: Tensor) -> Tensor:
        """f log beta + (1 - f) log beta~ with f = (v + 1) / 2 (Nichol & Dhariwal 2021, Eq. 15)."""
        f = (v + 1) / 2
        return f * self.at(self.log_betas, t) + (1 - f) * self.at(self.posterior_log_variance_clipped, t)


def training_losses(process: Process, out: Tensor, x_start: Tensor, x_t: Tensor, t: Tensor, noise: Tensor) -> Dict[str, Tensor]:
    """Per picture: `mse` of eps (L_simple) and `vb`, one term of L_vlb in bits a dimension (its mean held fixed)."""
    eps, v = out.chunk(2, dim=1)
    mse = (eps - noise).square().flatten(1).mean(1)
    true_mean = process.posterior_mean(x_start, x_t, t)
    mean = process.posterior_mean(process.pred_xstart(x_t, t, eps.detach()).clamp(-1, 1), x_t, t)
    log_variance = process.log_variance(v, t)
    true_log_variance = process.at(process.posterior_log_variance_clipped, t)
    kl = 0.5 * (
        log_variance - true_log_variance - 1
        + torch.exp(true_log_variance - log_variance)
        + (true_mean - mean).square() * torch.exp(-log_variance)
    )
    decoder = -discretized_log_likelihood(x_start, mean, 0.5 * log_variance)
    vb = torch.where((t == 0)[:, None, None, None], decoder, kl).flatten(1).mean(1) / math.log(2)
    return {"mse": mse, "vb": vb}


def discretized_log_likelihood(x: Tensor, mean: Tensor, log_scale: Tensor) -> Tensor:
    """log of the probability of one of 256 grey levels under a normal, the outermost bins open (Ho et al. 2020, Eq. 13)."""
    inverse = torch.exp(-log_scale)
    cdf = lambda u: 0.5 * (1 + torch.erf(u / math.sqrt(2)))
    above, below = cdf(inverse * (x - mean + 1 / 255)), cdf(inverse * (x - mean - 1 / 255))
    mass = torch.where(x < -0.999, above, torch.where(x > 0.999, 1 - below, above - below))
    return torch.log(mass.clamp(min=1e-12))


@torch.no_grad()
def p_sample(process: Process, predict: Predict, x: Tensor, k: int, noise: Tensor) -> Tuple[Tensor, Tensor]:
    """One step of the reverse process from index k. Returns x one level cleaner, and the estimate of x_start."""
    t = torch.full((len(x),), k, dtype=torch.long, device=x.device)
    eps, v = predict(x, t.new_full((len(x),), int(process.timesteps[k])).float()).chunk(2, dim=1)
    pred = process.pred_xstart(x, t, eps).clamp(-1, 1)
    mean = process.posterior_mean(pred, x, t)
    return (mean + torch.exp(0.5 * process.log_variance(v, t)) * noise if k else mean), pred


@torch.no_grad()
def sample(process: Process, predict: Predict, shape: Tuple[int, ...], seed: int, device: str = "cpu") -> Tensor:
    """Pictures from nothing, `N C H W` in [-1, 1]."""
    generator = torch.Generator().manual_seed(seed)
    draw = lambda: torch.randn(shape, generator=generator).to(device)
    x = draw()
    for k in reversed(range(process.T)):
        x, _ = p_sample(process, predict, x, k, draw())
    return x


@torch.no_grad()
def repaint(process: Process, predict: Predict, gt: Tensor, keep_mask: Tensor, j: int, r: int, seed: int) -> Tensor:
    """Fills keep_mask = 0 of gt (RePaint, Algorithm 1, with jumps of j made r - 1 times at every multiple of j)."""
    generator = torch.Generator().manual_seed(seed)
    draw = lambda: torch.randn(gt.shape, generator=generator).to(gt.device)
    left = {p: r - 1 for p in range(0, process.T - j, j)}
    x, q = draw(), process.T - 1
    while q >= 0:
        x, _ = p_sample(process, predict, x, q, draw())
        q -= 1
        if q >= 0:
            level = torch.full((len(gt),), q, dtype=torch.long, device=gt.device)
            x = keep_mask * process.q_sample(gt, level, draw()) + (1 - keep_mask) * x
        if left.get(q, 0) > 0:
            left[q] -= 1
            for _ in range(j):
                q += 1
                beta = float(process.betas[q])
                x = math.sqrt(1 - beta) * x + math.sqrt(beta) * draw()
    return keep_mask * gt + (1 - keep_mask) * x
