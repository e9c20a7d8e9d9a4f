import { exactnessOf, type ExactnessRow } from "../../src/cli/commands/exactness.ts";
import { consoleOf } from "../../src/cli/io.ts";
import { registry } from "../../src/nodes/index.ts";

/** Five blobs, the middle one rare. */
export const DATA = "0.12;-0.7,0.6,0.35;-0.6,-0.5,0.1;0,0.1,0.1;0.6,0.7,0.15;0.65,-0.6,0.3";

/** A sampler with its settings, as it is measured. */
export interface Entry {
  readonly graph: string;
  /** Levels. */
  readonly T: number;
  readonly r?: number;
  readonly set?: readonly string[];
}

const io = consoleOf(
  {
    out: () => {},
    err: () => {},
    cwd: process.cwd(),
    env: {},
    signal: new AbortController().signal,
  },
  { quiet: true },
);

/** Runs a sampler with the seeds 1, 2, … against the exact conditional on the left pixel. @returns a row for each seed. */
export async function measured(
  { graph, T, r, set = [] }: Entry,
  known: number,
  { seeds, particles }: { readonly seeds: number; readonly particles: number },
): Promise<readonly ExactnessRow[]> {
  const rows: ExactnessRow[] = [];
  for (let seed = 1; seed <= seeds; seed++) {
    const options = {
      graph,
      set: [`schedule.T=${T}`, ...set],
      seed,
      data: DATA,
      known,
      particles,
      ...(r && { r: [r] }),
    };
    rows.push(...(await exactnessOf(options, registry, io)));
  }
  return rows;
}

/** Student's t at 97.5 %, by degrees of freedom from 1; from 30 on the normal's. */
const T975 = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.2, 2.18, 2.16, 2.14, 2.13, 2.12, 2.11, 2.1];

/** The mean of numbers from independent runs, and half the width of its 95 % interval. */
export function meanOf(samples: readonly number[]): { readonly mean: number; readonly half: number } {
  const n = samples.length;
  const mean = samples.reduce((a, b) => a + b, 0) / n;
  const variance = samples.reduce((sum, v) => sum + (v - mean) ** 2, 0) / Math.max(1, n - 1);
  return { mean, half: (T975[n - 2] ?? 1.96) * Math.sqrt(variance / n) };
}

export function interval(samples: readonly number[], digits: number): string {
  const { mean, half } = meanOf(samples);
  return `${mean.toFixed(digits)} ± ${samples.length > 1 ? half.toFixed(digits) : "?"}`;
}
