/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = NaN, high = NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}

/** Two ways to spend time, measured in turns in one process so that both meet the same noise. */
export interface Comparison {
  /** Medians, milliseconds. */
  readonly a: number;
  readonly b: number;
  /** Median of the ratios a/b of neighbours, and its middle half. */
  readonly ratio: number;
  readonly spread: readonly [number, number];
  readonly rounds: number;
}

/** Runs `a` and `b` in turns, the first of each pair changing, after one warm-up of both. */
export async function compare(a: () => Promise<void>, b: () => Promise<void>, rounds: number): Promise<Comparison> {
  const timed = (work: () => Promise<void>) => async (): Promise<number> => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  return compareTimes(timed(a), timed(b), rounds);
}

/** The same for work that measures itself, in milliseconds. */
export async function compareTimes(
  a: () => Promise<number>,
  b: () => Promise<number>,
  rounds: number,
): Promise<Comparison> {
  await a();
  await b();
  const pairs: { a: number; b: number }[] = [];
  for (let i = 0; i < rounds; i++) {
    if (i % 2 === 0) {
      const first = await a();
      pairs.push({ a: first, b: await b() });
    } else {
      const first = await b();
      pairs.push({ b: first, a: await a() });
    }
  }
  const ratios = pairs.map((pair) => pair.a / pair.b).sort((x, y) => x - y);
  const quarter = (share: number): number => ratios[Math.round(share * (ratios.length - 1))] ?? NaN;
  return {
    a: median(pairs.map((pair) => pair.a)),
    b: median(pairs.map((pair) => pair.b)),
    ratio: median(ratios),
    spread: [quarter(0.25), quarter(0.75)],
    rounds,
  };
}
