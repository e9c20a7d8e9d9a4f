/**
 * Fills the cases of an evaluation of photographs with RePaint: the shipped graph, many windows in one run.
 *
 *     npx tsx tools/evaluate/photos/repaint.ts --cases FOLDER --name NAME [--model models/photo64.json]
 *         [--T 50] [--j 5] [--r 5] [--eta ETA] [--count N] [--batch 8]
 *
 * Reads `truth.u8` and `keep_mask.u8` of the folder, writes `NAME.u8` beside them (`N H W 3`) and `NAME.json` (calls, seconds a window).
 * A fill depends on its case alone, not on its company in a batch. With `--eta` DDIM walks back (0: without noise of its own), else DDPM.
 */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { GraphFile } from "../../../src/runtime/graph/format.ts";
import type { Picture } from "../../../src/runtime/node.ts";
import { runTogether, type Face } from "../fill.ts";
import { graphOf, MODEL } from "../graph.ts";
import { openModel } from "../model.ts";
import { callsOf } from "../settings.ts";

interface Cases {
  readonly size: number;
  readonly cases: readonly { readonly seed: number }[];
}

const { values } = parseArgs({
  options: {
    cases: { type: "string" },
    name: { type: "string" },
    model: { type: "string", default: "models/photo64.json" },
    T: { type: "string", default: "50" },
    j: { type: "string", default: "5" },
    r: { type: "string", default: "5" },
    eta: { type: "string" },
    count: { type: "string" },
    batch: { type: "string", default: "8" },
  },
});

async function main(folder: string, name: string): Promise<void> {
  const { size, cases } = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")) as Cases;
  const [truth, keep] = [readFileSync(join(folder, "truth.u8")), readFileSync(join(folder, "keep_mask.u8"))];
  const windows = cases.slice(0, values.count === undefined ? undefined : Number(values.count)).map(({ seed }, i) => ({
    face: i,
    seed,
    picture: planar(truth, i, size, 3),
    keep_mask: planar(keep, i, size, 1),
  }));
  const setting = {
    mask: "half",
    T: Number(values.T),
    jump_length: Number(values.j),
    jump_n_sample: Number(values.r),
    answer: 0,
  } as const;
  const opened = await openModel(values.model);
  const filled = Buffer.alloc(windows.length * size * size * 3);
  const [batch, began] = [Number(values.batch), performance.now()];
  for (let first = 0; first < windows.length; first += batch) {
    const together: readonly Face[] = windows.slice(first, first + batch);
    const graph = walkedBack(graphOf(setting, together.length), values.eta);
    const picture = await runTogether(graph, MODEL, together, opened);
    interleave(picture, filled, first);
    process.stderr.write(`\r${name}: ${first + together.length} of ${windows.length}`);
  }
  const seconds = (performance.now() - began) / 1000 / windows.length;
  process.stderr.write("\n");
  writeFileSync(join(folder, `${name}.u8.part`), filled);
  renameSync(join(folder, `${name}.u8.part`), join(folder, `${name}.u8`));
  writeFileSync(
    join(folder, `${name}.json`),
    JSON.stringify({ ...setting, eta: values.eta, calls: callsOf(setting), seconds }),
  );
}

/** The same graph with DDIM's step of this η. */
function walkedBack(graph: GraphFile, eta: string | undefined): GraphFile {
  if (eta === undefined) return graph;
  const params = { sampler: "ddim", eta: Number(eta) };
  const nodes = graph.nodes.map((node) =>
    node.type === "denoise/reverse-step" ? { ...node, params: { ...node.params, ...params } } : node,
  );
  return { ...graph, nodes };
}

/** One picture of `N H W C` bytes as `1 C H W` in [0, 1]. */
function planar(bytes: Uint8Array, n: number, size: number, C: number): Picture {
  const plane = size * size;
  const data = Float32Array.from({ length: C * plane }, (_, i) => {
    const [c, at] = [Math.floor(i / plane), i % plane];
    return (bytes[(n * plane + at) * C + c] ?? 0) / 255;
  });
  return { shape: [1, C, size, size], data };
}

/** `N 3 H W` in [−1, 1] into `N H W 3` bytes, from picture `first` on. */
function interleave({ data, shape: [N, C, H, W] }: Picture, bytes: Uint8Array, first: number): void {
  for (let i = 0; i < N * C * H * W; i++) {
    const [n, c, at] = [Math.floor(i / (C * H * W)), Math.floor(i / (H * W)) % C, i % (H * W)];
    const value = Math.min(1, Math.max(0, ((data[i] ?? 0) + 1) / 2));
    bytes[((first + n) * H * W + at) * C + c] = Math.round(255 * value);
  }
}

if (values.cases === undefined || values.name === undefined) throw new RangeError("give --cases and --name");
await main(values.cases, values.name);
