// What runs cost besides their network calls, on the CPU: bundled networks under the native ONNX Runtime.
// `npx tsx bench/cpu.ts [ROUNDS] [TEMPLATE…]`; rounds of the default graph, a third of them for each other template.
import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-node";
import { registry } from "../src/nodes/index.ts";
import type { Shape, Tensor } from "../src/runtime/backend.ts";
import { createCpuBackend, type CpuBackend } from "../src/runtime/cpu/backend.ts";
import { execute } from "../src/runtime/execute.ts";
import { parseGraph } from "../src/runtime/graph/parse.ts";
import type { Env } from "../src/runtime/graph/analyse.ts";
import { plan } from "../src/runtime/graph/plan.ts";
import type { Plan } from "../src/runtime/graph/program.ts";
import { resourcesOf } from "../src/runtime/graph/resources.ts";
import type { ModelCard } from "../src/runtime/model/card.ts";
import type { Network } from "../src/runtime/model/network.ts";
import { openNetwork } from "../src/runtime/model/open.ts";
import type { ModelFiles } from "../src/runtime/model/ort.ts";
import { parseCard } from "../src/runtime/model/parse-card.ts";
import type { Picture } from "../src/runtime/node.ts";
import { trace } from "../src/runtime/trace.ts";
import { compare, median } from "./statistics.ts";

/** Those whose nodes RePaint does not have: filters, repeats, particles, windows, gradients, curves, pairs of steps. */
const OTHERS = [
  "ilvr",
  "predictor-corrector",
  "lanpaint",
  "ddrm",
  "particles",
  "outpainting",
  "guidance-curve",
  "ding",
  "dps",
  "copaint",
  "own-nodes",
];

const read = (path: string): Buffer => readFileSync(new URL(`../${path}`, import.meta.url));

interface Measured {
  readonly name: string;
  readonly planned: Plan;
  readonly env: Env;
  readonly reference: string;
  readonly card: ModelCard;
  readonly images: ReadonlyMap<string, Picture>;
}

/** A template as it is shipped, on a grey picture. */
function measured(name: string): Measured {
  const { graph } = parseGraph(read(`graphs/${name}.json`).toString(), registry);
  const { models, images } = resourcesOf(graph, registry);
  const [reference = ""] = models;
  const card = parseCard(read(`models/${reference.replace("bundled:", "")}.json`).toString());
  const { height, width } = card.image;
  const grey: Picture = { shape: [1, 3, height, width], data: new Float32Array(3 * height * width).fill(0.5) };
  const env = {
    cards: new Map([[reference, card]]),
    images: new Map(images.map((image) => [image, [height, width] as const])),
  };
  const planned = plan(graph, registry, env);
  return { name, planned, env, reference, card, images: new Map(images.map((image) => [image, grey])) };
}

/** One network call of a run, without what it was shown. */
type Call = (network: Network, tensor: (shape: Shape) => Tensor) => Promise<Tensor>;

/** Takes down in `calls` what is asked of a network. */
const listening = (network: Network, calls: Call[]): Network => ({
  ...network,
  call: (x, timestep, label) => {
    calls.push((one, tensor) => one.call(tensor(x.shape), timestep, label));
    return network.call(x, timestep, label);
  },
  ...(network.vjp && {
    vjp: (x: Tensor, timestep: number, cotangent: Tensor, label?: number) => {
      calls.push((one, tensor) => asked(one).vjp(tensor(x.shape), timestep, tensor(cotangent.shape), label));
      return asked(network).vjp(x, timestep, cotangent, label);
    },
  }),
});

function asked(network: Network) {
  const { vjp } = network;
  if (!vjp) throw new Error("the network has no vector–Jacobian product");
  return { vjp: vjp.bind(network) };
}

async function openedFor({ card }: Measured, backend: CpuBackend, threads: number): Promise<Network> {
  const { vjp } = card;
  return await openNetwork({
    ort,
    backend,
    card,
    bytes: read(`models/${card.file}`),
    ...(vjp && { vjp: () => Promise.resolve(gradientOf(card.file, vjp.file)) }),
    provider: "cpu",
    threads,
  });
}

/** The file of a network's product with a Jacobian, whose weights lie in the network's own. */
const gradientOf = (network: string, product: string): ModelFiles => ({
  bytes: read(`models/${product}`),
  external: new Map([[network, read(`models/${network}`)]]),
});

/** The run against the same calls of the same session, one after another, shown noise of the same sizes, and nothing else. */
async function runAgainstCalls(what: Measured, threads: number, rounds: number): Promise<void> {
  const { name, planned, reference, images } = what;
  const backend = createCpuBackend();
  const network = await openedFor(what, backend, threads);
  const run = async (shown: Network): Promise<void> => {
    const platform = { backend, networks: new Map([[reference, shown]]), images };
    for await (const visit of execute(planned, platform)) void visit;
  };
  const calls: Call[] = [];
  await run(listening(network, calls));
  const noise = new Map<string, Tensor>();
  const tensor = (shape: Shape): Tensor => {
    const made = noise.get(String(shape)) ?? backend.noise({ seed: 1, node: 1, visit: 0, draw: noise.size }, shape);
    noise.set(String(shape), made);
    return made;
  };
  const bare = async (): Promise<void> => {
    for (const call of calls) backend.free(await call(network, tensor));
  };
  const result = await compare(() => run(network), bare, rounds);
  const [low, high] = result.spread;
  console.log(
    `${name} ÷ ${calls.length} bare calls, native, ${threads} thread${threads > 1 ? "s" : ""}: ${result.ratio.toFixed(3)}` +
      ` (middle half ${low.toFixed(3)}–${high.toFixed(3)}, ${rounds} rounds; ${result.a.toFixed(0)} ms against ${result.b.toFixed(0)} ms,` +
      ` ${(result.b / calls.length).toFixed(2)} ms a call)`,
  );
  await network.close();
  backend.dispose();
}

function planning({ planned, env }: Measured): void {
  const { evaluations, transitions } = trace(planned);
  console.log(
    `default run: ${transitions} transitions, ${evaluations} network calls, ${planned.groups.length} kernels`,
  );
  const times: number[] = [];
  for (let i = 0; i < 30; i++) {
    const start = performance.now();
    plan(planned.graph, registry, env);
    times.push(performance.now() - start);
  }
  console.log(`validate and plan the default graph: ${median(times).toFixed(2)} ms`);
}

const [given = "11", ...templates] = process.argv.slice(2);
const rounds = Number(given);
if (templates.length === 0) {
  const usual = measured("repaint");
  planning(usual);
  for (const threads of [1, 2]) await runAgainstCalls(usual, threads, rounds);
}
for (const name of templates.length > 0 ? templates : OTHERS)
  await runAgainstCalls(measured(name), 1, Math.max(3, Math.ceil(rounds / 3)));
