/** A respacing that keeps no legal steps, and the legal ones next to it, as they would be written. */
export class RespacingError extends RangeError {
  override readonly name = "RespacingError";
  /** `unreadable`: it is no respacing; `too-many`: a section has fewer steps; `no-stride`: no whole stride gives K. */
  readonly fault: "unreadable" | "too-many" | "no-stride";
  readonly legal: readonly string[];

  constructor(fault: RespacingError["fault"], message: string, legal: readonly string[]) {
    super(message);
    this.fault = fault;
    this.legal = legal;
  }
}

/**
 * Chooses which of the `num_train_timesteps` training steps to keep (Nichol & Dhariwal 2021, §4).
 *
 * `respacing` is a count (`"250"`), counts of equal sections (`"10,15,20"`, the first for the least noisy), or
 * `"ddimK"`: the smallest whole stride that gives exactly K steps (Song et al. 2021). An empty string keeps all.
 * In a section of `size` steps the kept ones lie at
 *
 *     start + round(k (size − 1) / (count − 1))
 *
 * where the product is accumulated by addition and ties round to the even neighbour: other roundings give other steps.
 *
 * @returns training timesteps, strictly increasing, whole numbers in [0, num_train_timesteps).
 * @throws RespacingError when `respacing` cannot be read, asks for more steps than there are, or for a stride that is none.
 */
export function space_timesteps(num_train_timesteps: number, respacing: string | number): number[] {
  const N = num_train_timesteps;
  if (!Number.isSafeInteger(N) || N < 1)
    throw new RangeError(`num_train_timesteps = ${N}, expected a whole number ≥ 1`);
  const text = String(respacing).trim();
  if (text === "") return strided(N, 1);
  if (text.startsWith("ddim")) return strided(N, ddimStride(N, wholeNumber(text.slice(4))));
  return sections(
    N,
    text.split(",").map((part) => wholeNumber(part)),
  );
}

/** Rounds to the nearest whole number, ties to the even one: 2.5 → 2, 3.5 → 4. */
export function roundHalfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

function sections(N: number, counts: readonly number[]): number[] {
  const base = Math.floor(N / counts.length);
  const longer = N % counts.length;
  const kept: number[] = [];
  let start = 0;
  counts.forEach((count, i) => {
    const size = base + (i < longer ? 1 : 0);
    if (count > size) {
      const legal = counts.map((wanted, k) => Math.min(wanted, base + (k < longer ? 1 : 0))).filter((n) => n > 0);
      throw new RespacingError("too-many", `section ${i + 1} has ${size} steps, and ${count} are to be kept`, [
        legal.join(","),
      ]);
    }
    const stride = count > 1 ? (size - 1) / (count - 1) : 1;
    let offset = 0;
    for (let k = 0; k < count; k++) {
      kept.push(start + roundHalfEven(offset));
      offset += stride;
    }
    start += size;
  });
  return kept;
}

function ddimStride(N: number, count: number): number {
  let [above, below] = [N, 1];
  for (let stride = 1; stride <= N; stride++) {
    const kept = Math.ceil(N / stride);
    if (kept === count) return stride;
    if (kept > count) above = kept;
    else {
      below = kept;
      break;
    }
  }
  const legal = [...new Set([below, above])].map((kept) => `ddim${kept}`);
  throw new RespacingError("no-stride", `no whole stride over ${N} steps keeps exactly ${count}`, legal);
}

function strided(N: number, stride: number): number[] {
  return Array.from({ length: Math.ceil(N / stride) }, (_, k) => k * stride);
}

function wholeNumber(part: string): number {
  const text = part.trim();
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1) {
    throw new RespacingError("unreadable", `"${text}" is not a whole number ≥ 1`, ["250", "10,15,20", "ddim50"]);
  }
  return value;
}
