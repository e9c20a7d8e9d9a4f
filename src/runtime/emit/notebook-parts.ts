import type { ModelCard } from "../model/card.ts";
import { learnsVariance, type PythonGiven } from "./python-program.ts";

/** Shows pictures where there is something to show them with. */
export const showLines: readonly string[] = `try:
    from IPython.display import display
    from PIL import Image
except ImportError:
    display = Image = None


def show(pictures: Tensor) -> None:
    """Shows pictures beside each other, where IPython and Pillow are there."""
    if display is None:
        return
    pixels = ((pictures + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1)
    row = np.concatenate(list(pixels.cpu().numpy()), axis=1)
    strip = Image.fromarray(row if row.shape[-1] == 3 else row[..., 0])
    times = max(1, 128 // strip.height)
    display(strip.resize((times * strip.width, times * strip.height), Image.NEAREST))`.split("\n");

/** Keeps what a run went through. */
export const KEPT_LINES: readonly string[] = `levels: list[int] = []
kept: dict[int, Tensor] = {}


def watch(t: int, x: Tensor) -> None:
    """Is called after each pass: keeps the walk, and the last sample at each level."""
    levels.append(t)
    kept[t] = x`.split("\n");

export const shownLines: readonly string[] = `reached = sorted(kept, reverse=True)
places = np.linspace(0, len(reached) - 1, min(8, len(reached))).round().astype(int)
show(torch.cat([kept[reached[place]][:1] for place in places]))
print(f"{len(levels)} passes")`.split("\n");

/** A network until there is one: the ideal denoiser of pictures whose distribution is known in closed form. */
export function standInLines({ name, card }: PythonGiven): readonly string[] {
  const head = `def ${name}(x: Tensor, timestep: int, *label: int) -> Tensor:`;
  if (card?.kind === "classifier")
    return [head, '    """A stand-in: a classifier that finds all labels alike."""', "    return torch.zeros_like(x)"];
  return [
    head,
    '    """A stand-in: the ideal denoiser of Gaussian clouds, power 1 / frequency^3."""',
    "    ab = float(np.cumprod(1 - train_betas())[timestep])",
    "    down, across = (torch.fft.fftfreq(size, device=x.device) for size in x.shape[-2:])",
    "    power = (down[:, None] ** 2 + across**2 + 1e-4) ** -1.5",
    "    power = 0.25 * power / power.mean()",
    "    share = math.sqrt(ab) * power / (ab * power + 1 - ab)",
    "    x_start = torch.fft.ifft2(share * torch.fft.fft2(x)).real",
    "    eps = (x - math.sqrt(ab) * x_start) / math.sqrt(1 - ab)",
    ...said(card),
  ];
}

/** What the network says, of the estimates x_start and eps. */
function said(card: ModelCard | undefined): readonly string[] {
  const predictions = {
    epsilon: [],
    x_start: ["    out = x_start"],
    v: ["    out = math.sqrt(ab) * eps - math.sqrt(1 - ab) * x_start"],
  };
  const type = card?.prediction_type ?? "epsilon";
  const out = type === "epsilon" ? "eps" : "out";
  const value = learnsVariance(card) ? `torch.cat([${out}, torch.zeros_like(${out})], dim=1)` : out;
  return [...predictions[type], `    return ${value}`];
}

/** Pictures and masks until there are some. */
export function inputLines(given: readonly PythonGiven[]): readonly string[] {
  const lines = given.flatMap(({ name, kind, shape }) => {
    const [, C = 3, H = 64, W = 64] = shape ?? [];
    const down = `torch.linspace(-1, 1, ${H})[:, None]`;
    const across = `torch.linspace(-1, 1, ${W})`;
    if (kind === "image")
      return [
        `down, across = ${down}, ${across}`,
        `waves = [torch.cos(2 * down + (c + 1) * across) for c in range(${C})]`,
        `${name} = 0.8 * torch.stack(waves)[None].to(device)`,
        `show(${name})`,
      ];
    if (kind === "mask")
      return [
        `${name} = torch.zeros(1, 1, ${H}, ${W}, device=device)`,
        `${name}[..., :${Math.ceil(W / 2)}] = 1`,
        `show(2 * ${name} - 1)`,
      ];
    return [];
  });
  return lines.length > 0 ? lines : ["# This sampler takes no picture and no mask."];
}
