import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { ExactnessRow } from "../../src/cli/commands/exactness.ts";
import { DATA, interval, measured, type Entry } from "./measure.ts";

/**
 * `npm run samplers`: every sampler template on pictures of two pixels, its calls and its distance to the exact conditional.
 * Each is run with several seeds, which gives means and 95 % intervals that particles, which are not independent, cannot spoil.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "8" },
    particles: { type: "string", default: "4096" },
    /** Templates, by comma; all by default. */
    only: { type: "string", default: "" },
    write: { type: "boolean", default: false },
  },
});
const seeds = Number(values.seeds);
const particles = Number(values.particles);

/** At 0 on the left only the middle blob is left, at 0.3 all are far and three are possible. */
const KNOWN = [0, 0.3] as const;

const ENTRIES: readonly (Omit<Entry, "T"> & { readonly says: string })[] = [
  { graph: "repaint-250", says: "RePaint, r = 1 (Blended Diffusion without text)", r: 1 },
  { graph: "repaint-250", says: "RePaint, r = 5", r: 5 },
  { graph: "repaint-250", says: "RePaint, r = 10", r: 10 },
  { graph: "repaint-250", says: "RePaint, r = 20", r: 20 },
  { graph: "repaint-official", says: "RePaint, official order, j = 10, r = 10", r: 10, set: ["jump.jump_length=10"] },
  { graph: "ddim", says: "DDIM with RePaint's composite" },
  { graph: "ddnm", says: "DDNM, j = 5, r = 3" },
  { graph: "ddrm", says: "DDRM, η = 0.85, η_b = 1" },
  { graph: "predictor-corrector", says: "predictor–corrector, 2 corrections, snr 0.16" },
  { graph: "lanpaint", says: "LanPaint (overdamped), 5 steps, λ = 4" },
  { graph: "ding", says: "DInG, σ_y = 0.01" },
  { graph: "dps", says: "DPS, ζ = 1" },
  { graph: "mcg", says: "MCG, ζ = 1" },
  { graph: "copaint", says: "CoPaint, 2 gradient steps, η = 0.02, j = 5, r = 2" },
  {
    graph: "outpainting",
    says: "outpainting, r = 3, one window of the two pixels (then RePaint)",
    r: 3,
    set: ["mask.preset=half", "room.left=0", "room.right=0", "unknown.left=0", "unknown.right=0"],
  },
  { graph: "particles", says: "SMCDiff, all particles in one filter" },
  { graph: "particles", says: "SMCDiff, large variance of a step", set: ["predict.variance=large"] },
  { graph: "twisted", says: "TDS, all particles in one filter" },
  { graph: "twisted", says: "TDS, large variance of a step", set: ["predict.variance=large"] },
];

const lines = [
  `| sampler | template | calls | known ${KNOWN[0]}: total variation | off data | known ${KNOWN[1]}: total variation | off data |`,
  "| --- | --- | --- | --- | --- | --- | --- |",
];
const floors = new Map<number, number>();
for (const entry of ENTRIES.filter(({ graph }) => values.only === "" || values.only.split(",").includes(graph))) {
  const cells: string[] = [];
  let calls = 0;
  for (const known of KNOWN) {
    const rows = await measured({ T: 250, ...entry }, known, { seeds, particles });
    calls = rows[0]?.calls ?? 0;
    floors.set(known, rows[0]?.floor ?? 0);
    const of = (pick: (row: ExactnessRow) => number): number[] => rows.map(pick);
    cells.push(
      interval(
        of((row) => row.total_variation.value),
        3,
      ),
      interval(
        of((row) => row.off_data.value),
        4,
      ),
    );
  }
  lines.push(`| ${entry.says} | \`${entry.graph}\` | ${calls} | ${cells.join(" | ")} |`);
  console.error(lines.at(-1));
}
lines.push(
  `| exact draws, by chance | | | ${(floors.get(0) ?? 0).toFixed(3)} | | ${(floors.get(0.3) ?? 0).toFixed(3)} | |`,
);
const table = `${lines.join("\n")}\n`;
console.log(table);

if (values.write && values.only === "") {
  const about = `# Samplers side by side

Printed by \`npm run samplers -- --write\`: ${particles} pictures of two pixels at once, the ideal denoiser, T = 250, means over ${seeds} seeds with
95 % intervals. The data are five blobs (\`${DATA}\`); the left pixel is known.
Total variation is over 60 bins: 0 is exact, 1 has nothing in common with the exact conditional; off data is the share of answers further than
four spreads from all that is possible. Each template agrees with a rewrite from its paper at every level (\`test/tools/samplers.test.ts\`),
and all of them give on WebGPU what they give on the processor, to 4e-6 at every visit (\`test/web/graphs.test.ts\`).

${table}
What it shows. With 0 on the left the possible right pixels belong to a blob that holds a tenth of the data, and without resampling a quarter of the
answers lie on no data at all: the known part was never asked. Resampling mends that. With 0.3 the known value lies between the modes and
three blobs remain possible: there resampling changes little, and no sampler comes near the exact shares of the three but the particle filters
with the larger variance.
A particle filter is exact, in the limit of many particles, for the chain that its steps define, and at T = 250 that chain is not the data's: with the small
variance of a step its blobs have a spread of 0.110 for 0.12, with the large one 0.125. At T = 1000 SMCDiff has 0.024 ± 0.005 with 0 known, where
exact draws of this number show 0.021 by chance and RePaint with r = 1 has 0.405 ± 0.003 (\`tools/samplers/particles.ts\`); with the variance of best fit, which a
learned variance aims at, a NumPy filter has 0.024 ± 0.003 at T = 250 (\`tools/samplers/variance.py\`, \`docs/decisions/0018-particle-filters.md\`).
TDS targets the same chain and scatters more with 0 known (0.033 ± 0.006 at T = 1000), but where the known value is rare it varies least from seed to
seed: with 0.3 known 0.065 ± 0.008 at T = 1000, SMCDiff 0.169 ± 0.100.
The gradient samplers have their papers' step sizes for photographs; two pixels are met too hard or too softly by them.
DInG, a sampler of 2026, was built in the editor alone, from the empty canvas with keys: 14 nodes, 20 wires, 1637 keys, 1.0 to 1.5 minutes without a person's thinking, its
run included (\`test/ui/build-ding.page.test.ts\`, \`docs/decisions/0019-a-sampler-of-2026.md\`). It never goes back up, and is as far from the exact conditional here as RePaint
with r = 1, further with 0.3 known.
`;
  writeFileSync(new URL("../../docs/samplers.md", import.meta.url), about);
}
