import type { PythonOperation, PythonTable } from "../runtime/emit/python-table.ts";

const JUMP_BACK = `class JumpBack:
    """Decides when to go back up, and how far (Lugmayr et al. 2022, section 4.2)."""

    def __init__(self, T: int, length: int, n_sample: int, start: float, phase: int):
        self.limit = min(T - length, start - length + 1)
        self.length, self.n_sample, self.phase = length, n_sample, phase
        self.counts: dict[int, int] = {}

    def climb(self, t: int) -> range:
        p = t - 1
        if p < 0 or p >= self.limit or (p - self.phase) % self.length:
            return range(0)
        if self.counts.get(p, 0) >= self.n_sample - 1:
            return range(0)
        self.counts[p] = self.counts.get(p, 0) + 1
        return range(t + 1, t + 1 + self.length)`;

const RESAMPLE = `def systematic(log_weights: Tensor, normal: float) -> Tensor:
    """Systematic resampling (Douc & Cappe 2005): which particle takes each place."""
    u = 0.5 + math.erf(normal / math.sqrt(2)) / 2
    weights = torch.softmax(log_weights.double(), dim=0)
    N = len(weights)
    marks = (torch.arange(N, device=weights.device) + u) / N
    return torch.searchsorted(weights.cumsum(0), marks, right=True).clamp(max=N - 1)`;

const LOW_PASS = `def taps(size: int, to: int, name: str) -> Tensor:
    """Resizing along one axis as a matrix, pixel centres at half-integers."""
    scale = size / to
    wide = max(scale, 1.0)
    places = (torch.arange(to, dtype=torch.float64) + 0.5) * scale
    x = (torch.arange(size, dtype=torch.float64) + 0.5 - places[:, None]) / wide
    near = x.abs()
    if name == "box":
        weights = ((x > -0.5) & (x <= 0.5)).double()
    else:
        inner = (1.5 * near - 2.5) * near**2 + 1
        outer = ((-0.5 * near + 2.5) * near - 4) * near + 2
        weights = torch.where(near < 1, inner, torch.where(near < 2, outer, 0 * near))
    return weights / weights.sum(1, keepdim=True)


def low_pass(picture: Tensor, factor: int, name: str) -> Tensor:
    """Down by a factor and up again (Choi et al. 2021)."""
    result = picture.double()
    for axis in (-1, -2):
        size = picture.shape[axis]
        small = -(-size // factor)
        both = taps(small, size, name) @ taps(size, small, name)
        result = torch.moveaxis(torch.moveaxis(result, axis, -1) @ both.T, -1, axis)
    return result.to(picture)`;

const WINDOWS = `def windows_of(canvas: Tensor, side: tuple[int, int], overlap: float) -> list[tuple]:
    """Windows of one size laid evenly over a canvas, at least so much overlapping."""
    places = []
    for length, size in zip(canvas.shape[-2:], side):
        steps = -(-(length - size) // max(1, math.floor(size * (1 - overlap))))
        starts = [
            math.floor(i * (length - size) / max(1, steps) + 0.5)
            for i in range(steps + 1)
        ]
        places.append([slice(start, start + size) for start in starts])
    return [(..., rows, columns) for rows in places[0] for columns in places[1]]


def cut(canvas: Tensor, windows: list[tuple]) -> Tensor:
    """The windows of each picture one after another, as one batch."""
    return torch.stack([canvas[window] for window in windows], dim=1).flatten(0, 1)`;

const BLEND = `def blend(parts: Tensor, windows: list[tuple], canvas: Tensor, taper: bool) -> Tensor:
    """Windows back on their canvas; where they overlap, their weighted mean."""
    across, down = (
        torch.arange(size, dtype=torch.float64) + 0.5
        for size in (parts.shape[-1], parts.shape[-2])
    )
    weight = torch.ones(parts.shape[-2:], dtype=torch.float64)
    if taper:
        weight = torch.minimum(down, down.flip(0))[:, None] * torch.minimum(
            across, across.flip(0)
        )
    shape = (len(canvas), parts.shape[1], *canvas.shape[-2:])
    total = torch.zeros(shape, dtype=torch.float64)
    counts = torch.zeros(shape[-2:], dtype=torch.float64)
    for i, window in enumerate(windows):
        total[window] += weight * parts[i :: len(windows)].double().cpu()
        counts[window] += weight
    return (total / counts).to(parts)`;

const CURVE = `def curve(handles: Sequence[tuple[float, float]], between: str, u: float) -> float:
    """A number over u = t / T: handles, and what lies between two of them."""
    places, values = zip(*handles)
    i = int(np.searchsorted(places, u, side="right")) - 1
    if i < 0 or i == len(places) - 1 or between == "step":
        return values[max(i, 0)]
    way = (u - places[i]) / (places[i + 1] - places[i])
    share = (1 - math.cos(math.pi * way)) / 2 if between == "cosine" else way
    return values[i] + (values[i + 1] - values[i]) * share`;

/** How operations, which are no equations, are written in Python; by type. What is absent cannot be written. */
const operations: Readonly<Record<string, PythonOperation>> = {
  "model/load": { given: "network" },
  "image/load": { given: "image" },
  "image/mask": { given: "mask" },
  "model/label": { value: ({ param }) => param("label") },
  "math/number": { value: ({ param }) => param("value") },
  "math/curve": {
    helper: CURVE,
    value: ({ param, level, T }) =>
      `curve([${handlesIn(param("handles"))}], ${param("between")}, ${level.includes(" ") ? `(${level})` : level} / ${T})`,
  },
  "model/noise-schedule": { schedule: true },
  "noise/gaussian": {
    starts: true,
    value: ({ key, noise, shape, param, input, has }) =>
      has("image")
        ? `${noise}.normal("${key}", (${param("batch")} * len(${input("image")}), *${input("image")}.shape[1:]))`
        : `${noise}.normal("${key}", (${param("batch")}, *${shape}))`,
  },
  "repaint/jump-back": {
    helper: JUMP_BACK,
    climbs: ({ param, T }) =>
      `JumpBack(${T}, ${["jump_length", "jump_n_sample", "start_resampling", "phase"].map(param).join(", ")})`,
  },
  "sample/split": { value: ({ input }) => input("sample"), second: ({ level }) => level },
  "sample/join": { value: ({ input }) => input("image") },
  "image/low-pass": {
    helper: LOW_PASS,
    value: ({ input, param }) => `low_pass(${input("a")}, ${param("factor")}, ${param("filter")})`,
  },
  "math/measure": { value: measure },
  "batch/pick": {
    value: ({ input, param, has }) => {
      if (param("by") === '"place"' || !has("score")) return `${input("a")}[[${param("place")}]]`;
      const best = param("by") === '"largest"' ? "argmax" : "argmin";
      return `${input("a")}[[int(${input("score")}.flatten().${best}())]]`;
    },
  },
  "batch/join": { value: ({ input }) => `torch.cat([${input("a")}, ${input("b")}])` },
  "batch/resample": {
    helper: RESAMPLE,
    before: ({ key, input, param, noise }) => [
      ["log_weights", `${param("scale")} * ${input("log_weight")}.flatten()`],
      ["normal", `float(${noise}.normal("${key}", (1,)))`],
    ],
    value: ({ input }) => `${input("sample")}[systematic(log_weights, normal)]`,
  },
  "image/pad": {
    value: ({ input, param }) =>
      `torch.nn.functional.pad(${input("a")}, (${["left", "right", "top", "bottom"].map(param).join(", ")}), value=${param("value")})`,
  },
  "batch/windows": {
    helper: WINDOWS,
    before: ({ id, input, param, made }) => {
      const [, , h = 64, w = 64] = made("windows") ?? [];
      return [[framesName(id), `windows_of(${input("a")}, (${h}, ${w}), ${param("overlap")})`]];
    },
    value: ({ id, input }) => `cut(${input("a")}, ${framesName(id)})`,
    second: ({ id }) => framesName(id),
  },
  "batch/blend": {
    helper: BLEND,
    each: ({ input, param }, part) =>
      `blend(${part}, ${input("frame")}, ${input("canvas")}, ${param("weights") === '"tapered"' ? "True" : "False"})`,
    through: { x_t: "canvas" },
  },
  "image/solid": {
    value: ({ shape, param }) => `torch.full((1, *${shape}), float(${param("value")}), device=device)`,
  },
};

/** The variable that holds where the windows of a node lie. */
const framesName = (id: string): string => `frame_${id.replaceAll(/\W+/g, "_")}`;

/** Lines that make the scalars which are no tables, by name: what DDIM's coefficients are of the level's own. */
const scalars: Readonly<Record<string, readonly string[]>> = {
  ddim_sigma: ["ddim_sigma = {eta} * math.sqrt(s.posterior_variance[t])"],
  ddim_coef_xstart: ["ddim_coef_xstart = s.sqrt_alphas_cumprod[t - 1]"],
  ddim_coef_eps: [
    "ddim_rest = 1 - s.alphas_cumprod[t - 1] - {eta}**2 * s.posterior_variance[t]",
    "ddim_coef_eps = math.sqrt(max(0.0, ddim_rest))",
  ],
};

export const pythonTable: PythonTable = { operations, scalars };

/** `"0,1;1,2"` as Python pairs. */
const handlesIn = (text: string): string =>
  text
    .slice(1, -1)
    .split(";")
    .map((handle) => `(${handle.split(",").join(", ")})`)
    .join(", ");

function measure({ input, part, param, has }: Parameters<NonNullable<PythonOperation["value"]>>[0]): string {
  const picture = part("a", param("part") === '"eps"' ? "eps" : "pred_xstart");
  const kind = param("measure").slice(1, -1);
  const known = param("region") === '"known"' ? input("keep_mask") : `(1 - ${input("keep_mask")})`;
  const masked = has("keep_mask") ? `(${known} * ${picture})` : picture;
  const over = "dim=(1, 2, 3), keepdim=True";
  const texts: Readonly<Record<string, string>> = {
    sum: `${masked}.sum(${over})`,
    mean: has("keep_mask")
      ? `${masked}.sum(${over}) / (${known} + 0 * ${picture}).sum(${over})`
      : `${masked}.mean(${over})`,
    norm: `${masked}.square().sum(${over}).sqrt()`,
    sum_of_squares: `${masked}.square().sum(${over})`,
    max: `${masked}.amax(${over})`,
  };
  const each = texts[kind] ?? picture;
  return param("of") === '"batch"' ? `float(${each}.mean())` : each;
}
