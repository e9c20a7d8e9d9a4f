import { interval, meanOf, measured, type Entry } from "./measure.ts";

/**
 * Whether a particle filter is exact in the world of two pixels, on the engine: with 0 on the left, 4096 particles and 1000 levels the
 * interval of SMCDiff's total variation over 8 seeds holds what exact draws show by chance; that of RePaint without resampling does not.
 * `node --import tsx tools/samplers/particles.ts`, also a step of `npm run nightly`. Exit code 1 where that is not so.
 */
const SCALE = { seeds: 8, particles: 4096 };
const cases: readonly (Entry & { readonly isExact: boolean })[] = [
  { graph: "particles", T: 1000, isExact: true },
  { graph: "repaint-250", T: 1000, r: 1, isExact: false },
];

let isWell = true;
for (const { isExact, ...entry } of cases) {
  const rows = await measured(entry, 0, SCALE);
  const variations = rows.map((row) => row.total_variation.value);
  const { mean, half } = meanOf(variations);
  const chance = rows[0]?.floor ?? 0;
  const holds = mean - half <= chance;
  console.log(`${entry.graph}, T = ${entry.T}: ${interval(variations, 4)}, by chance ${chance.toFixed(4)}`);
  if (holds !== isExact) isWell = false;
}
process.exit(isWell ? 0 : 1);
