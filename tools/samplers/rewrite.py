"""The neighbours of RePaint, written anew from their papers in NumPy and float64, to check the graphs against.

Reads one JSON case from a file (see `test/tools/samplers.test.ts`): a sampler's name, its settings, a mixture of
two-pixel pictures, and the normals that the graph drew, by node and visit. Writes the sample after each level, as JSON. Shares
no code with the engine: schedule, denoiser and samplers are all here.
"""

import json
import sys
from math import erf

import numpy as np


class Case:
    """Settings, noise and the closed-form denoiser of one case; levels t = T … 0 as in the papers."""

    def __init__(self, case: dict):
        self.T = case["T"]
        self.settings = case["settings"]
        self.points = np.array(case["points"], dtype=np.float64)
        self.weights = np.array(case["weights"], dtype=np.float64)
        self.spread = case["spread"]
        self.y = np.array(case["image"], dtype=np.float64)  # [2], the given picture
        self.m = np.array(case["mask"], dtype=np.float64)  # [2], 1 = known
        self.noise = {key: np.array(values, dtype=np.float64) for key, values in case["noise"].items()}
        betas = np.linspace(0.0001, 0.02, 1000)
        kept = [round(i * 999 / (self.T - 1)) for i in range(self.T)]
        cumulative = np.cumprod(1 - betas)
        # ᾱ by level: 1 at t = 0.
        self.ab = np.concatenate([[1.0], cumulative[kept]])

    def z(self, node: str, visit: int) -> np.ndarray:
        values = self.noise[f"{node}.{visit}"]
        return values.reshape(-1, 2) if values.size > 1 else values

    def alpha(self, t: int) -> float:
        return self.ab[t] / self.ab[t - 1]

    def denoise(self, x: np.ndarray, t: int):
        """E[x_0 | x_t] of the mixture, and the noise that goes with it."""
        a = np.sqrt(self.ab[t])
        v = self.ab[t] * self.spread**2 + 1 - self.ab[t]
        apart = x[:, None, :] - a * self.points[None]
        logs = np.log(self.weights) - (apart**2).sum(-1) / (2 * v)
        rho = np.exp(logs - logs.max(1, keepdims=True))
        rho /= rho.sum(1, keepdims=True)
        means = self.points[None] + self.spread**2 * a / v * apart
        x0 = (rho[:, :, None] * means).sum(1)
        return x0, (x - a * x0) / np.sqrt(1 - self.ab[t])

    def posterior(self, x0, x, t):
        """Mean and variance of q(x_{t-1} | x_t, x_0), Ho et al. 2020, Eq. 7."""
        beta, before = 1 - self.alpha(t), self.ab[t - 1]
        mean = (np.sqrt(before) * beta * x0 + np.sqrt(self.alpha(t)) * (1 - before) * x) / (1 - self.ab[t])
        return mean, beta * (1 - before) / (1 - self.ab[t])

    def ancestral(self, x, t, z):
        """x_{t-1} ~ p(x_{t-1} | x_t) with the posterior's variance."""
        x0, _ = self.denoise(x, t)
        mean, variance = self.posterior(x0, x, t)
        return mean + np.sqrt(variance) * z

    def forward(self, t, z):
        """y_t ~ q(y_t | y), Ho et al. 2020, Eq. 4."""
        return np.sqrt(self.ab[t]) * self.y + np.sqrt(1 - self.ab[t]) * z


def ilvr(c: Case, x):
    """Choi et al. 2021, Alg. 1. φ_N on a picture of one line and two pixels, N = 2: down to one pixel and up is the mean."""
    for i, t in enumerate(range(c.T, 0, -1)):
        proposal = c.ancestral(x, t, c.z("reverse", i))
        reference = c.forward(t - 1, c.z("known", i))
        phi = lambda picture: np.broadcast_to(picture.mean(-1, keepdims=True), picture.shape)
        x = proposal + phi(reference) - phi(proposal) if t - 1 >= c.settings["stop"] else proposal
        yield x


def predictor_corrector(c: Case, x):
    """Song et al. 2021, Alg. 3 and 5 (VP), App. I.2; correctors at a level before the predictor leaves it."""
    n = 0
    for i, t in enumerate(range(c.T, 0, -1)):
        for _ in range(c.settings["corrections"]):
            _, eps = c.denoise(x, t)
            g = -eps / np.sqrt(1 - c.ab[t])
            z = c.z("z", n)
            ratio = c.settings["snr"] * np.linalg.norm(z, axis=1).mean() / np.linalg.norm(g, axis=1).mean()
            h = 2 * c.alpha(t) * ratio**2
            x = x + h * g + np.sqrt(2 * h) * z
            x = c.m * c.forward(t, c.z("known-here", n)) + (1 - c.m) * x
            n += 1
        x = c.ancestral(x, t, c.z("reverse", i))
        x = c.m * c.forward(t - 1, c.z("known", i)) + (1 - c.m) * x
        yield x


def lanpaint(c: Case, x):
    """Zheng et al. 2025, the bidirectional guided score (its Eq. for the known part), in the overdamped limit."""
    n = 0
    lam = c.settings["lambda"]
    for i, t in enumerate(range(c.T, 0, -1)):
        for _ in range(c.settings["corrections"]):
            _, eps = c.denoise(x, t)
            v = 1 - c.ab[t]
            score = -eps / np.sqrt(v)
            guided = (1 + lam) * (np.sqrt(c.ab[t]) * c.y - x) / v - lam * score
            h = c.settings["step"] * v * np.where(c.m == 1, 1 / (1 + lam), 1)
            x = x + h * np.where(c.m == 1, guided, score) + np.sqrt(2 * h) * c.z("move", n)
            n += 1
        x = c.ancestral(x, t, c.z("reverse", i))
        x = c.m * c.forward(t - 1, c.z("known", i)) + (1 - c.m) * x
        yield x


def ddrm(c: Case, x):
    """Kawar et al. 2022, Eq. 7 and 8 with σ_y = 0, in their variance-exploding coordinates x̄ = x / √ᾱ, σ = √(1 − ᾱ) / √ᾱ."""
    eta, eta_b = c.settings["eta"], c.settings["eta_b"]
    sigma = lambda t: np.sqrt((1 - c.ab[t]) / c.ab[t])
    for i, t in enumerate(range(c.T, 0, -1)):
        x0, _ = c.denoise(x, t)
        bar, z, s = x / np.sqrt(c.ab[t]), c.z("step", i), sigma(t - 1)
        unknown = x0 + np.sqrt(1 - eta**2) * s * (bar - x0) / sigma(t) + eta * s * z
        known = (1 - eta_b) * x0 + eta_b * c.y + s * z
        x = np.sqrt(c.ab[t - 1]) * np.where(c.m == 1, known, unknown)
        yield x


def resampled(logs, z: float):
    """Which particle takes each place: systematic resampling by log weights, from one standard normal."""
    N = len(logs)
    w = np.exp(logs - logs.max())
    u = (1 + erf(z / np.sqrt(2))) / 2
    return np.minimum(np.searchsorted(np.cumsum(w / w.sum()), (np.arange(N) + u) / N, side="right"), N - 1)


def particles(c: Case, x):
    """Trippe et al. 2022, Alg. 1 (SMCDiff): the known part's path backwards from the same level, systematic resampling."""
    for i, t in enumerate(range(c.T, 0, -1)):
        x0, _ = c.denoise(x, t)
        mean, variance = c.posterior(x0, x, t)
        path_mean, path_variance = c.posterior(c.y[None], x[:1], t)
        path = path_mean + np.sqrt(path_variance) * c.z("path", i)
        # The last step's variance is 0; published code takes that of the step before it.
        weight_variance = variance if t > 1 else c.posterior(x0, x, 2)[1]
        logs = -(c.m * (path - mean) ** 2 / weight_variance).sum(1) / 2
        moved = mean + np.sqrt(variance) * c.z("reverse", i)
        moved = c.m * path + (1 - c.m) * moved
        x = moved[resampled(logs, float(c.z("resample", i)[0]))]
        yield x


def outpainting(c: Case, x):
    """Bar-Tal et al. 2023, Eq. 5 over RePaint: the windows' estimates averaged, weights falling from a window's middle, then Alg. 1."""
    left, right = c.settings["left"], c.settings["right"]
    width = 2 + left + right
    x = x.reshape(-1, width)
    known = np.concatenate([np.zeros(left), c.y, np.zeros(right)])
    mask = np.concatenate([np.zeros(left), c.m, np.zeros(right)])
    draw = lambda node, i: c.z(node, i).reshape(-1, width)
    length, r = c.settings["jump_length"], c.settings["jump_n_sample"]
    t, up, down, climbed = c.T, 0, 0, {}
    while t > 0:
        total, count = np.zeros_like(x), np.zeros(width)
        # Two pixels are equally far from the middle: all weights of a window of two are alike.
        for start in range(width - 1):
            x0, _ = c.denoise(x[:, start : start + 2], t)
            total[:, start : start + 2] += x0
            count[start : start + 2] += 1
        mean, variance = c.posterior(total / count, x, t)
        x = mean + np.sqrt(variance) * draw("reverse", down)
        t -= 1
        given = np.sqrt(c.ab[t]) * known + np.sqrt(1 - c.ab[t]) * draw("known", down)
        x = mask * given + (1 - mask) * x
        down += 1
        p = t - 1
        if p >= 0 and p % length == 0 and p < c.T - length and climbed.get(p, 0) < r - 1:
            climbed[p] = climbed.get(p, 0) + 1
            for _ in range(length):
                t += 1
                x = np.sqrt(c.alpha(t)) * x + np.sqrt(1 - c.alpha(t)) * draw("jump", up)
                up += 1
                yield x
        else:
            yield x


class Torch:
    """The denoiser of a case in PyTorch, so that gradients through it are PyTorch's and nobody's formula."""

    def __init__(self, c: Case):
        import torch

        self.torch, self.c = torch, c
        self.points, self.weights = torch.tensor(c.points), torch.tensor(c.weights)

    def error_gradient(self, x: np.ndarray, t: int):
        """∇_{x_t} ‖m (y - x̂_0(x_t))‖² and the error itself, of each picture."""
        torch, c = self.torch, self.c
        x = torch.tensor(x, requires_grad=True)
        a, v = c.ab[t] ** 0.5, c.ab[t] * c.spread**2 + 1 - c.ab[t]
        apart = x[:, None, :] - a * self.points
        rho = torch.softmax(self.weights.log() - apart.square().sum(-1) / (2 * v), dim=1)
        x0 = (rho[:, :, None] * (self.points + c.spread**2 * a / v * apart)).sum(1)
        error = (torch.tensor(c.m) * (torch.tensor(c.y) - x0)).square().sum(1)
        (gradient,) = torch.autograd.grad(error.sum(), x)
        return gradient.numpy(), error.detach().numpy()


def normal_log_density(x, mean, variance):
    """log N(x; mean, variance I) of each row."""
    return (-((x - mean) ** 2) / (2 * variance) - np.log(2 * np.pi * variance) / 2).sum(1)


def twisted(c: Case, x):
    """
    Wu et al. 2023, Alg. 1 (TDS) for a known part (Sec. 3.3): the twist p̃_t(y | x_t) is N(y; x̂_0(x_t), (1 - ᾱ_t) / ᾱ_t) of the known pixels;
    x_{t-1} is proposed with the twist's gradient in the score, and weighed by what that changes. At T nothing is resampled: its
    weights go into those of the next level. The last step's density of y is the twist at t = 1, so that it weighs nothing.
    """
    network, known = Torch(c), c.m == 1

    def log_twist(x0, t):
        variance = (1 - c.ab[t]) / c.ab[t]
        return normal_log_density(c.y[None, known], x0[:, known], variance)

    carried = log_twist(c.denoise(x, c.T)[0], c.T)
    for i, t in enumerate(range(c.T, 1, -1)):
        x0, eps = c.denoise(x, t)
        mean, variance = c.posterior(x0, x, t)
        error_gradient, _ = network.error_gradient(x, t)
        gradient = -error_gradient / (2 * (1 - c.ab[t]) / c.ab[t])
        # The score of x_t given y, and the clean estimate that belongs to it (Tweedie).
        score = -eps / np.sqrt(1 - c.ab[t]) + gradient
        proposal_mean, _ = c.posterior((x + (1 - c.ab[t]) * score) / np.sqrt(c.ab[t]), x, t)
        moved = proposal_mean + np.sqrt(variance) * c.z("reverse", i)
        before, after = log_twist(x0, t), log_twist(c.denoise(moved, t - 1)[0], t - 1)
        logs = normal_log_density(moved, mean, variance) - normal_log_density(moved, proposal_mean, variance)
        logs += after - before + carried
        carried = 0
        x = moved[resampled(logs, float(c.z("resample", i)[0]))]
        yield x
    yield np.where(known, c.y, c.denoise(x, 1)[0])


def norm_step(c: Case, network: Torch, x, moved, t):
    """x' - ζ ∇_{x_t} ‖m (y - x̂_0)‖."""
    gradient, error = network.error_gradient(x, t)
    return moved - c.settings["zeta"] * gradient / (2 * np.sqrt(error)[:, None])


def dps(c: Case, x):
    """Chung et al. 2023, Alg. 1, with ζ_i = ζ' / ‖y - A x̂_0‖ as they set it: the step goes down the norm's gradient, times 2 ζ'."""
    network = Torch(c)
    for i, t in enumerate(range(c.T, 0, -1)):
        x = norm_step(c, network, x, c.ancestral(x, t, c.z("reverse", i)), t)
        yield x


def mcg(c: Case, x):
    """Chung et al. 2022, Eq. 14 and 15: the gradient step, then the projection onto the noised measurement."""
    network = Torch(c)
    for i, t in enumerate(range(c.T, 0, -1)):
        moved = norm_step(c, network, x, c.ancestral(x, t, c.z("reverse", i)), t)
        x = c.m * c.forward(t - 1, c.z("known", i)) + (1 - c.m) * moved
        yield x


def copaint(c: Case, x):
    """Zhang et al. 2023, Alg. 1 with the one-step estimate: G gradient steps on x_t, then DDIM with σ = 0; jumps as in RePaint."""
    network, length, r = Torch(c), c.settings["jump_length"], c.settings["jump_n_sample"]
    t, up, climbed = c.T, 0, {}
    while t > 0:
        start = x
        for _ in range(c.settings["steps"]):
            gradient, _ = network.error_gradient(x, t)
            x = x - c.settings["eta"] * np.sqrt(c.ab[t]) * (gradient + 2 * c.settings["lambda"] * (x - start))
        x0, eps = c.denoise(x, t)
        t -= 1
        x = np.sqrt(c.ab[t]) * x0 + np.sqrt(1 - c.ab[t]) * eps
        p = t - 1
        if p >= 0 and p % length == 0 and p < c.T - length and climbed.get(p, 0) < r - 1:
            climbed[p] = climbed.get(p, 0) + 1
            for _ in range(length):
                t += 1
                x = np.sqrt(c.alpha(t)) * x + np.sqrt(1 - c.alpha(t)) * c.z("jump", up)
                up += 1
                yield x
        else:
            yield x


def ding(c: Case, x):
    """Moufad et al. 2026, by the form of their code: y at level s has the noise that the network finds in a draw without y."""
    for i, t in enumerate(range(c.T, 1, -1)):
        a, b = np.sqrt(c.ab[t - 1]), np.sqrt(1 - c.ab[t - 1])
        x0, eps = c.denoise(x, t)
        v2 = b**2 * (1 - a)
        mean = a * x0 + np.sqrt(b**2 - v2) * eps
        _, ahead = c.denoise(mean + np.sqrt(v2) * c.z("draw", i), t - 1)
        seen = a * c.y + b * ahead
        s2 = (a * c.settings["sigma_y"]) ** 2
        # The product of N(μ, v²) and N(ŷ, (a σ_y)²) where the pixel is known.
        gain = c.m * v2 / (v2 + s2)
        x = mean + gain * (seen - mean) + np.sqrt(v2 * (1 - gain)) * c.z("step", i)
        yield x
    yield c.denoise(x, 1)[0]


SAMPLERS = {
    "ilvr": ilvr,
    "predictor-corrector": predictor_corrector,
    "lanpaint": lanpaint,
    "ddrm": ddrm,
    "particles": particles,
    "outpainting": outpainting,
    "twisted": twisted,
    "ding": ding,
    "dps": dps,
    "mcg": mcg,
    "copaint": copaint,
}

if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        given = json.load(file)
    case = Case(given)
    start = np.array(given["start"], dtype=np.float64).reshape(-1, 2)
    states = [state.ravel().tolist() for state in SAMPLERS[given["sampler"]](case, start)]
    json.dump(states, sys.stdout)
