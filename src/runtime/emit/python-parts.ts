import type { BetaSchedule } from "../diffusion/betas.ts";
import type { TableName } from "../diffusion/tables.ts";
import type { ModelCard } from "../model/card.ts";
import { numberText } from "./python-expression.ts";

interface TableSource {
  readonly line: string;
  readonly needs: readonly TableName[];
}

/** How each of a schedule's tables follows from others, in an order in which they can be computed; level 0 is clean. */
const TABLES: Readonly<Record<TableName, TableSource>> = {
  alphas_cumprod: { line: "np.append(1.0, np.cumprod(1 - train_betas())[timesteps])", needs: [] },
  alphas_cumprod_prev: { line: "np.append(1.0, alphas_cumprod[:-1])", needs: ["alphas_cumprod"] },
  alphas: { line: "alphas_cumprod / alphas_cumprod_prev", needs: ["alphas_cumprod", "alphas_cumprod_prev"] },
  betas: { line: "1 - alphas", needs: ["alphas"] },
  sqrt_alphas_cumprod: { line: "np.sqrt(alphas_cumprod)", needs: ["alphas_cumprod"] },
  sqrt_one_minus_alphas_cumprod: { line: "np.sqrt(1 - alphas_cumprod)", needs: ["alphas_cumprod"] },
  sqrt_recip_alphas_cumprod: { line: "np.sqrt(1 / alphas_cumprod)", needs: ["alphas_cumprod"] },
  sqrt_recipm1_alphas_cumprod: { line: "np.sqrt(1 / alphas_cumprod - 1)", needs: ["alphas_cumprod"] },
  sqrt_one_minus_betas: { line: "np.sqrt(1 - betas)", needs: ["betas"] },
  sqrt_betas: { line: "np.sqrt(betas)", needs: ["betas"] },
  log_betas: { line: "log_from(betas, 1)", needs: ["betas"] },
  posterior_variance: {
    line: "betas * (1 - alphas_cumprod_prev) / noise_share",
    needs: ["alphas_cumprod", "betas", "alphas_cumprod_prev"],
  },
  posterior_log_variance_clipped: { line: "log_from(posterior_variance, 2)", needs: ["posterior_variance"] },
  fixed_large_log_variance: {
    line: "log_from(np.append(posterior_variance[:3], betas[3:]), 2)",
    needs: ["posterior_variance", "betas"],
  },
  posterior_mean_coef1: {
    line: "betas * np.sqrt(alphas_cumprod_prev) / noise_share",
    needs: ["alphas_cumprod", "betas", "alphas_cumprod_prev"],
  },
  posterior_mean_coef2: {
    line: "np.sqrt(alphas) * (1 - alphas_cumprod_prev) / noise_share",
    needs: ["alphas_cumprod", "alphas", "alphas_cumprod_prev"],
  },
  noise_scale: { line: "(np.arange(len(timesteps) + 1) > 1).astype(float)", needs: [] },
};

export const isTable = (name: string): name is TableName => Object.hasOwn(TABLES, name);

/** `train_betas`: the variance added at every training step, as the network's card says. */
function betasLines(schedule: BetaSchedule, N: number): readonly string[] {
  const spaced = (start: number, end: number): string => `np.linspace(${numberText(start)}, ${numberText(end)}, ${N})`;
  const body = (): readonly string[] => {
    switch (schedule.kind) {
      case "linear":
        return [`return ${spaced(schedule.beta_start, schedule.beta_end)}`];
      case "scaled_linear":
        return [`return ${spaced(Math.sqrt(schedule.beta_start), Math.sqrt(schedule.beta_end))} ** 2`];
      case "sigmoid": {
        const { beta_start, beta_end } = schedule;
        return [
          `u = ${spaced(-6, 6)}`,
          `return ${numberText(beta_start)} + ${numberText(beta_end - beta_start)} / (1 + np.exp(-u))`,
        ];
      }
      case "cosine": {
        const { s, max_beta } = schedule;
        return [
          `u = np.arange(${N + 1}) / ${N}`,
          `f = np.cos((u + ${numberText(s)}) / ${numberText(1 + s)} * math.pi / 2) ** 2`,
          `return np.minimum(1 - f[1:] / f[:-1], ${numberText(max_beta)})`,
        ];
      }
      case "explicit":
        return [`return np.array([${schedule.betas.map(numberText).join(", ")}])`];
    }
  };
  return [
    "def train_betas() -> np.ndarray:",
    '    """The variance that training added at each of its steps."""',
    ...body().map((line) => `    ${line}`),
  ];
}

/** The schedule, with those of its tables that the sampler reads. */
export function scheduleLines(used: ReadonlySet<TableName>, card: ModelCard | undefined): readonly string[] {
  const schedule = card?.beta_schedule ?? { kind: "linear", beta_start: 0.0001, beta_end: 0.02 };
  const N = card?.num_train_timesteps ?? 1000;
  const needed = new Set<TableName>(["alphas_cumprod"]);
  const need = (name: TableName): void => {
    needed.add(name);
    TABLES[name].needs.forEach(need);
  };
  used.forEach(need);
  const names = Object.keys(TABLES).filter(isTable);
  const logs = names.some((name) => needed.has(name) && TABLES[name].line.includes("log_from"));
  const share = names.some((name) => needed.has(name) && TABLES[name].line.includes("noise_share"));
  return [
    ...betasLines(schedule, N),
    "",
    "",
    "def space_timesteps(T: int) -> list[int]:",
    '    """Which training steps are kept (Nichol & Dhariwal 2021, section 4)."""',
    `    stride = ${N - 1} / (T - 1) if T > 1 else 1`,
    "    kept, place = [], 0.0",
    "    for _ in range(T):",
    "        kept.append(round(place))",
    "        place += stride",
    "    return kept",
    "",
    "",
    ...(logs
      ? [
          "def log_from(values: np.ndarray, first: int) -> np.ndarray:",
          '    """Logarithms; levels before the first take its own, so that all are finite."""',
          "    levels = np.arange(len(values))",
          "    return np.log(values[np.maximum(levels, min(first, len(values) - 1))])",
          "",
          "",
        ]
      : []),
    "class Schedule:",
    '    """A Gaussian diffusion process respaced to T steps: tables by level, 0 is clean."""',
    "",
    "    def __init__(self, timesteps: list[int]):",
    "        self.T = len(timesteps)",
    "        self.timestep = [-1, *timesteps]",
    ...names.flatMap((name) => {
      if (!needed.has(name)) return [];
      const line = `        ${name} = ${TABLES[name].line}`;
      const after =
        name === "alphas_cumprod" && share ? ["        noise_share = np.append(1.0, 1 - alphas_cumprod[1:])"] : [];
      return [line, ...after];
    }),
    ...names.flatMap((name) => (used.has(name) ? [`        self.${name} = ${name}.tolist()`] : [])),
  ];
}

/** The generator of normals: the engine's own, so that figures agree, or torch's. */
export const NOISE_LINES = `def philox(block: np.ndarray, visit: int, node: int, draw: int, seed: int):
    """Philox 4x32-10 (Salmon et al. 2011): four random words for each block."""
    words = [block, *(np.full_like(block, word) for word in (visit, node, draw))]
    low, high = np.uint64(seed & 0xFFFFFFFF), np.uint64(seed >> 32)
    mask, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    for _ in range(10):
        a, b, c, d = words
        first, second = np.uint64(0xD2511F53) * a, np.uint64(0xCD9E8D57) * c
        words = [
            (second >> half) ^ b ^ low,
            second & mask,
            (first >> half) ^ d ^ high,
            first & mask,
        ]
        low = (low + np.uint64(0x9E3779B9)) & mask
        high = (high + np.uint64(0xBB67AE85)) & mask
    return words


class Noise:
    """Standard normals that depend on seed, node and visit alone."""

    def __init__(self, seed: int, device: str, source: str = "graph"):
        self.seed, self.device, self.source = seed, device, source
        self.visits: dict[tuple[str, int], int] = {}
        self.generator = torch.Generator(device).manual_seed(seed)

    def normal(self, node: str, shape: Sequence[int], draw: int = 0) -> Tensor:
        visit = self.visits.get((node, draw), 0)
        self.visits[(node, draw)] = visit + 1
        if self.source == "torch":
            return torch.randn(*shape, generator=self.generator, device=self.device)
        count = int(np.prod(shape))
        key = 0x811C9DC5
        for byte in node.encode():
            key = ((key ^ byte) * 0x01000193) & 0xFFFFFFFF
        block = np.arange(4 * -(-count // 16), dtype=np.uint64)
        words = philox(block, visit, key, draw, self.seed)
        pairs = []
        for one, two in (words[:2], words[2:]):
            u = ((one >> np.uint64(8)) + np.uint64(1)) * 2.0**-24
            turn = (two >> np.uint64(8)) * (2.0**-24 * 2 * math.pi)
            radius = np.sqrt(-2 * np.log(u))
            pairs += [radius * np.cos(turn), radius * np.sin(turn)]
        # Four neighbouring blocks fill sixteen neighbouring values, four times four.
        values = np.stack(pairs).reshape(4, -1, 4).transpose(1, 0, 2).ravel()[:count]
        values = values.reshape(shape).astype(np.float32)
        return torch.tensor(values, device=self.device)`.split("\n");

/** Functions that read pictures and masks from files, as far as there are any. They need Pillow's `Image`. */
export function readerLines(kinds: ReadonlySet<string>): readonly (readonly string[])[] {
  const picture = [
    "def picture(path: str) -> Tensor:",
    '    values = np.asarray(Image.open(path).convert("RGB"), dtype=np.float32)',
    "    return torch.tensor(values / 127.5 - 1).permute(2, 0, 1)[None]",
  ];
  const known = [
    "def known(path: str) -> Tensor:",
    '    values = np.asarray(Image.open(path).convert("L"))',
    "    return torch.tensor(values >= 128, dtype=torch.float32)[None, None]",
  ];
  return [...(kinds.has("image") ? [picture] : []), ...(kinds.has("mask") ? [known] : [])];
}
