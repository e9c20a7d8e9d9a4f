import { exactnessOf } from "../src/cli/commands/exactness.ts";
import { consoleOf } from "../src/cli/io.ts";
import { registry } from "../src/nodes/index.ts";
import type { Measured } from "../src/runtime/laboratory/exactness.ts";

/**
 * The two findings of `docs/laboratory.md`: where resampling mends, and where it harms. `npx tsx tools/laboratory.ts [SEED]`;
 * half a minute of one core.
 */
const CASES = [
  {
    title: "The known value is typical",
    data: "0.12;-0.7,0.6,0.35;-0.6,-0.5,0.1;0,0.1,0.1;0.6,0.7,0.15;0.65,-0.6,0.3",
    known: 0,
  },
  {
    title: "The known value lies between two modes",
    data: "0.1;-0.7,0.4,0.2;0.7,0.4,0.2;-0.705,-0.4,0.4;0.95,-0.8,0.1;-0.95,0.8,0.1",
    known: 0,
  },
] as const;

const io = consoleOf(
  { out: () => {}, err: () => {}, cwd: process.cwd(), env: {}, signal: new AbortController().signal },
  { quiet: true },
);
const text = ({ value, low, high }: Measured, digits = 3): string =>
  `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;

for (const { title, data, known } of CASES) {
  const rows = await exactnessOf(
    {
      graph: "repaint-250",
      set: [],
      seed: Number(process.argv[2] ?? 1),
      threads: 1,
      data,
      known,
      r: [1, 2, 5, 10, 20],
      particles: 4096,
    },
    registry,
    io,
  );
  console.log(
    `\n${title}: \`${data}\`, known ${known}\n\n| r | calls | total variation (95 %) | by chance | off the data |\n| ---: | ---: | --- | ---: | --- |`,
  );
  for (const { r, calls, total_variation, floor, off_data } of rows)
    console.log(`| ${r} | ${calls} | ${text(total_variation)} | ${floor.toFixed(3)} | ${text(off_data, 4)} |`);
}
