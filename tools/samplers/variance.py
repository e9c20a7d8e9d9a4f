"""What keeps a particle filter from the exact conditional at few levels: the variance of the reverse step.

Particle filters (SMCDiff, TDS) in the world of two pixels, with three variances of p(x_{t-1} | x_t): the two bounds of Ho et al. 2020, §3.2,
and the one that fits best (Bao et al. 2022, Theorem 1, of each pixel), which a network with a learned variance aims at:

    small  β̃_t      large  β_t      best  β̃_t + (√ᾱ_{t-1} β_t / (1 - ᾱ_t))² Var(x_0 | x_t)

Prints, over 12 seeds of 4096 particles, the total variation of each and of all answers together, which tells an error of the method from chance.
NumPy and float64, no code of the engine: `python3 tools/samplers/variance.py`.
"""

from math import erf, sqrt

import numpy as np

POINTS = np.array([[-0.7, 0.6], [-0.6, -0.5], [0, 0.1], [0.6, 0.7], [0.65, -0.6]])
WEIGHTS = np.array([0.35, 0.1, 0.1, 0.15, 0.3])
SPREAD, N, SEEDS, T = 0.12, 4096, 12, 250


def levels(T: int) -> np.ndarray:
    """ᾱ by level, 1 at t = 0."""
    kept = [round(i * 999 / (T - 1)) for i in range(T)]
    return np.concatenate([[1.0], np.cumprod(1 - np.linspace(0.0001, 0.02, 1000))[kept]])


def denoise(x, ab):
    """E[x_0 | x_t] and Cov[x_0 | x_t] of the mixture."""
    a, v = np.sqrt(ab), ab * SPREAD**2 + 1 - ab
    scores = a / v * x @ POINTS.T + np.log(WEIGHTS) - ab * (POINTS**2).sum(1) / (2 * v)
    rho = np.exp(scores - scores.max(1, keepdims=True))
    rho /= rho.sum(1, keepdims=True)
    gain, mean = SPREAD**2 * a / v, rho @ POINTS
    second = rho @ (POINTS[:, :, None] * POINTS[:, None, :]).reshape(-1, 4)
    between = second.reshape(-1, 2, 2) - mean[:, :, None] * mean[:, None, :]
    covariance = (1 - gain * a) ** 2 * between + SPREAD**2 * (1 - ab) / v * np.eye(2)
    return (1 - gain * a) * mean + gain * x, covariance


def step(ab, t, kind, covariance):
    """Coefficients of the posterior's mean, its variance, and the variance of p(x_{t-1} | x_t) of each pixel."""
    alpha = ab[t] / ab[t - 1]
    c1 = np.sqrt(ab[t - 1]) * (1 - alpha) / (1 - ab[t])
    c2 = np.sqrt(alpha) * (1 - ab[t - 1]) / (1 - ab[t])
    small = (1 - alpha) * (1 - ab[t - 1]) / (1 - ab[t])
    if kind == "best":
        return c1, c2, small, small + c1**2 * np.einsum("nii->ni", covariance)
    clipped = small if t > 1 else step(ab, 2, "small", covariance)[2]
    return c1, c2, small, np.full((N, 2), clipped if kind == "small" else 1 - alpha)


def resampled(logs, u):
    w = np.exp(logs - logs.max())
    return np.minimum(np.searchsorted(np.cumsum(w / w.sum()), (np.arange(N) + u) / N, side="right"), N - 1)


def smcdiff(y, kind, draw):
    """Trippe et al. 2022, Alg. 1."""
    ab, x = levels(T), draw.standard_normal((N, 2))
    for t in range(T, 0, -1):
        x0, covariance = denoise(x, ab[t])
        c1, c2, small, variance = step(ab, t, kind, covariance)
        mean = c1 * x0 + c2 * x
        path = c1 * y + c2 * x[0, 0] + np.sqrt(small) * draw.standard_normal()
        logs = -((path - mean[:, 0]) ** 2) / (2 * variance[:, 0]) - np.log(variance[:, 0]) / 2
        x = mean + np.sqrt(variance) * draw.standard_normal((N, 2)) if t > 1 else mean
        x[:, 0] = path
        x = x[resampled(logs, draw.random())]
    return x[:, 1]


def tds(y, kind, draw):
    """Wu et al. 2023, Alg. 1; the last step's density of y is the twist at t = 1."""
    ab, x = levels(T), draw.standard_normal((N, 2))
    tau = lambda t: (1 - ab[t]) / ab[t]
    log_twist = lambda x0, t: -((y - x0[:, 0]) ** 2) / (2 * tau(t))
    x0, covariance = denoise(x, ab[T])
    carried = log_twist(x0, T)
    for t in range(T, 1, -1):
        c1, c2, _, variance = step(ab, t, kind, covariance)
        mean = c1 * x0 + c2 * x
        # x̂_0 + (1 - ᾱ) / √ᾱ ∇ log twist, the Jacobian of x̂_0 being √ᾱ / (1 - ᾱ) Cov.
        shift = c1 * covariance[:, 0] * ((y - x0[:, 0]) / tau(t))[:, None]
        moved = mean + shift + np.sqrt(variance) * draw.standard_normal((N, 2))
        logs = (((moved - mean - shift) ** 2 - (moved - mean) ** 2) / (2 * variance)).sum(1)
        after, covariance = denoise(moved, ab[t - 1])
        logs += log_twist(after, t - 1) - log_twist(x0, t) + carried
        carried = 0
        chosen = resampled(logs, draw.random())
        x, x0, covariance = moved[chosen], after[chosen], covariance[chosen]
    return x0[:, 1]


def exact(y):
    """The weight of each point when the left pixel is known."""
    logs = np.log(WEIGHTS) - (y - POINTS[:, 0]) ** 2 / (2 * SPREAD**2)
    return np.exp(logs) / np.exp(logs).sum()


def total_variation(samples, y):
    """Over 60 bins of [-1.5, 1.5], both tails in the outermost."""
    edges = np.linspace(-1.5, 1.5, 61)
    below = np.array([sum(w * (1 + erf((e - p) / SPREAD / sqrt(2))) / 2 for w, p in zip(exact(y), POINTS[:, 1])) for e in edges])
    below[0], below[-1] = 0, 1
    share = np.histogram(np.clip(samples, -1.499, 1.499), edges)[0] / len(samples)
    return np.abs(share - np.diff(below)).sum() / 2


def chance(y, n, draw):
    """What n exact draws show, in the mean of 20."""
    which = draw.choice(5, (20, n), p=exact(y))
    return np.mean([total_variation(POINTS[k, 1] + SPREAD * draw.standard_normal(n), y) for k in which])


if __name__ == "__main__":
    print("| known | filter | variance | total variation | of all together | by chance |\n| --- | --- | --- | --- | --- | --- |")
    for y in (0.0, 0.3):
        by_chance = " and ".join(f"{chance(y, n, np.random.default_rng(0)):.3f}" for n in (N, SEEDS * N))
        for name, sampler in (("SMCDiff", smcdiff), ("TDS", tds)):
            for kind in ("small", "large", "best"):
                runs = [sampler(y, kind, np.random.default_rng(seed)) for seed in range(SEEDS)]
                each = np.array([total_variation(run, y) for run in runs])
                # Student's t at 97.5 % with 11 degrees of freedom.
                half = 2.201 * each.std(ddof=1) / sqrt(SEEDS)
                together = total_variation(np.concatenate(runs), y)
                row = (f"{y:g}", name, kind, f"{each.mean():.3f} ± {half:.3f}", f"{together:.3f}", by_chance)
                print(f"| {' | '.join(row)} |", flush=True)
