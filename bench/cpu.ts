// What a run costs besides its network calls, on the CPU: the bundled network under the native ONNX Runtime.
import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-node";
import { registry } from "../src/nodes/index.ts";
import { createCpuBackend } from "../src/runtime/cpu/backend.ts";
import { execute } from "../src/runtime/execute.ts";
import { parseGraph } from "../src/runtime/graph/parse.ts";
import { plan } from "../src/runtime/graph/plan.ts";
import { resourcesOf } from "../src/runtime/graph/resources.ts";
import { openNetwork } from "../src/runtime/model/open.ts";
import { parseCard } from "../src/runtime/model/parse-card.ts";
import type { Picture } from "../src/runtime/node.ts";
import { trace } from "../src/runtime/trace.ts";
import { compare, median } from "./statistics.ts";

const read = (path: string): Buffer => readFileSync(new URL(`../${path}`, import.meta.url));
const card = parseCard(read("models/faces64.json").toString());
const { height, width } = card.image;
const { graph } = parseGraph(read("graphs/repaint.json").toString(), registry);
const { models, images } = resourcesOf(graph, registry);
const env = {
  cards: new Map(models.map((reference) => [reference, card])),
  images: new Map(images.map((reference) => [reference, [height, width] as const])),
};
const grey: Picture = { shape: [1, 3, height, width], data: new Float32Array(3 * height * width).fill(0.5) };
const planned = plan(graph, registry, env);
const { evaluations, transitions } = trace(planned);

async function runAgainstCalls(threads: number, rounds: number): Promise<void> {
  const backend = createCpuBackend();
  const network = await openNetwork({
    ort,
    backend,
    card,
    bytes: read(`models/${card.file}`),
    provider: "cpu",
    threads,
  });
  const platform = {
    backend,
    networks: new Map(models.map((reference) => [reference, network])),
    images: new Map(images.map((reference) => [reference, grey])),
  };
  const run = async (): Promise<void> => {
    for await (const visit of execute(planned, platform)) void visit;
  };
  // The bare work: the same session, the same tensors, nothing else.
  const x = backend.noise({ seed: 1, node: 1, visit: 0, draw: 0 }, [1, 3, height, width]);
  const calls = async (): Promise<void> => {
    for (let i = 0; i < evaluations; i++) backend.free(await network.call(x, 999 - i));
  };
  const result = await compare(run, calls, rounds);
  const [low, high] = result.spread;
  console.log(
    `run ÷ ${evaluations} bare calls, native, ${threads} thread${threads > 1 ? "s" : ""}: ${result.ratio.toFixed(3)}` +
      ` (middle half ${low.toFixed(3)}–${high.toFixed(3)}, ${rounds} rounds; ${result.a.toFixed(0)} ms against ${result.b.toFixed(0)} ms,` +
      ` ${(result.b / evaluations).toFixed(2)} ms a call)`,
  );
  await network.close();
  backend.dispose();
}

function planning(): void {
  const times: number[] = [];
  for (let i = 0; i < 30; i++) {
    const start = performance.now();
    plan(graph, registry, env);
    times.push(performance.now() - start);
  }
  console.log(`validate and plan the default graph: ${median(times).toFixed(2)} ms`);
}

const rounds = Number(process.argv[2] ?? 11);
console.log(`default run: ${transitions} transitions, ${evaluations} network calls, ${planned.groups.length} kernels`);
planning();
for (const threads of [1, 2]) await runAgainstCalls(threads, rounds);
