import { registry } from "../../src/nodes/index.ts";
import type { Backend } from "../../src/runtime/backend.ts";
import { execute } from "../../src/runtime/execute.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { openGpuNetwork } from "../../src/runtime/gpu/network.ts";
import type { Network } from "../../src/runtime/model/network.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import type { Params } from "../../src/runtime/node.ts";
import { tanhCard, tanhOnnx } from "../helpers/tanh-onnx.ts";
import { onDevices } from "./support/gpu.ts";
import { wasm, webgpu } from "./support/ort.ts";
import { equal, largestDifference, ok, suite, test } from "./support/suite.ts";

const SIZE = 8;
const [MODEL, IMAGE] = ["file:model.onnx", "file:picture.png"];

/** A template with few levels, on the little network. */
async function templateOf(name: string, params: Readonly<Record<string, Params>> = {}): Promise<GraphFile> {
  const { graph, notes } = parseGraph(await (await fetch(`/graphs/${name}.json`)).text(), registry);
  equal(notes.length, 0, `notes on ${name}`);
  const all: Readonly<Record<string, Params>> = {
    "model/load": { model: MODEL },
    "model/noise-schedule": { T: 8 },
    "image/load": { image: IMAGE },
    ...params,
  };
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, params: { ...node.params, ...all[node.type] } })) };
}

/** Everything that the watched outputs held, visit by visit, and the pictures that were saved. */
async function statesOf(
  graph: GraphFile,
  backend: Backend,
  network: Network,
  watched: Readonly<Record<string, string>>,
): Promise<ReadonlyMap<string, Float32Array>> {
  const env = { cards: new Map([[MODEL, network.card]]), images: new Map([[IMAGE, [SIZE, SIZE] as const]]) };
  const data = Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => ((i * 37) % 97) / 96);
  const run = execute(plan(graph, registry, env, { watch: new Set(Object.keys(watched)) }), {
    backend,
    networks: new Map([[MODEL, network]]),
    images: new Map([[IMAGE, { shape: [1, 3, SIZE, SIZE], data }]]),
  });
  const states = new Map<string, Float32Array>();
  for await (const visit of run) {
    for (const artifact of visit.artifacts)
      if (artifact.kind === "save") states.set(`saved ${artifact.name}`, Float32Array.from(artifact.picture.data));
    const output = watched[visit.node];
    const state = output === undefined ? undefined : await visit.read(output);
    if (typeof state === "object") states.set(`${visit.node} ${states.size}`, Float32Array.from(state.data));
  }
  return states;
}

suite("whole graphs, on the GPU as on the CPU", () => {
  const cases = [
    {
      title: "a gradient through the network (DPS)",
      graph: () => templateOf("dps"),
      watched: { gradient: "gradient", step: "y" },
    },
    {
      title: "a node type of the graph's own, in a node of nodes",
      graph: () => templateOf("own-nodes"),
      watched: { "pass/composite": "sample", "pass/jump": "sample" },
    },
    {
      title: "windows over a canvas three times as wide as the network (outpainting)",
      graph: () => templateOf("outpainting", { "image/pad": { left: SIZE, right: SIZE } }),
      watched: { windows: "windows", reverse: "sample", composite: "sample" },
    },
  ];
  for (const { title, graph, watched } of cases) {
    test(`${title}: the same within 1e-5 at every visit`, () =>
      onDevices(async ({ gpu, cpu, opened }) => {
        const { bytes, vjp } = tanhOnnx(SIZE);
        const files = { card: tanhCard(SIZE), bytes, vjp: () => Promise.resolve({ bytes: vjp }) };
        const there = await openGpuNetwork({ ...files, ort: webgpu, backend: gpu, adapter: opened.name });
        const here = await openNetwork({ ...files, ort: wasm, backend: cpu, provider: "wasm", threads: 1 });
        const drawn = await graph();
        const [onGpu, onCpu] = [await statesOf(drawn, gpu, there, watched), await statesOf(drawn, cpu, here, watched)];
        equal([...onGpu.keys()].join(), [...onCpu.keys()].join(), "what was visited");
        ok(onGpu.size > 16, `only ${onGpu.size} states`);
        let worst = 0;
        for (const [at, state] of onGpu) {
          const difference = largestDifference(state, onCpu.get(at) ?? []);
          ok(
            state.some((value) => value !== state[0]),
            `${at} is flat`,
          );
          ok(difference <= 1e-5, `${at} differs by ${difference}`);
          worst = Math.max(worst, difference);
        }
        console.log(`${title}: ${onGpu.size} states, largest difference ${worst.toExponential(1)}`);
        await there.close();
        await here.close();
      }));
  }
});
