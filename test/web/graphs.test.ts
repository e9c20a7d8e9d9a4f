import { registry } from "../../src/nodes/index.ts";
import type { Backend } from "../../src/runtime/backend.ts";
import { execute } from "../../src/runtime/execute.ts";
import type { GraphFile, GraphNode } from "../../src/runtime/graph/format.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { openGpuNetwork } from "../../src/runtime/gpu/network.ts";
import type { Network } from "../../src/runtime/model/network.ts";
import { hosted } from "../../src/runtime/model/hosted.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import type { Params } from "../../src/runtime/node.ts";
import { modelOfPoints } from "../../src/runtime/laboratory/point-model.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { tanhCard, tanhOnnx } from "../helpers/tanh-onnx.ts";
import { onDevices, type Devices } from "./support/gpu.ts";
import { wasm, webgpu } from "./support/ort.ts";
import { equal, largestDifference, ok, rejection, suite, test } from "./support/suite.ts";

const SIZE = 8;
const [IMAGE, POINTS] = ["file:picture.png", "points:blobs"];

/** What every template is given, by type, so that it has few levels and small pictures and still takes all its ways. */
const SMALL: Readonly<Record<string, Params>> = {
  "model/noise-schedule": { T: 6 },
  "image/load": { image: IMAGE },
  "image/pad": { left: SIZE, right: SIZE },
  "repaint/jump-back": { jump_length: 2, jump_n_sample: 2 },
  "noise/start-at": { t: 4 },
  "flow/repeat": { times: 2 },
};

/** And some of their nodes, by id. */
const NODES: Readonly<Record<string, Params>> = {
  "jump-long": { jump_length: 4 },
  crop2: { size: 2 * SIZE },
};

/** A template made small; its model stays where it is made of points. */
async function templateOf(name: string): Promise<GraphFile> {
  const { graph, notes } = parseGraph(await (await fetch(`/graphs/${name}.json`)).text(), registry);
  equal(notes.length, 0, `notes on ${name}`);
  const change = ({ id, type, params }: GraphNode): Params => ({
    ...params,
    ...SMALL[type],
    ...NODES[id],
    ...(type === "noise/gaussian" && Number(params["batch"]) > 4 && { batch: 4 }),
    ...(params["preset"] === "painted" && { preset: "half" }),
  });
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, params: change(node) })) };
}

/** A network on either side. */
interface Both {
  readonly there: Network;
  readonly here: Network;
}

/** Opens the network that takes the place of a template's: by points, with labels, or plain. */
async function networkFor(reference: string, labels: boolean, { gpu, cpu, opened }: Devices): Promise<Both> {
  const isPoints = reference === POINTS;
  const { card, bytes, vjp } = isPoints ? modelOfPoints(POINTS) : { card: tanhCard(SIZE, labels), ...tanhOnnx(labels) };
  const files = { card, bytes, vjp: () => Promise.resolve({ bytes: vjp }) };
  const onCpu = (): Promise<Network> =>
    openNetwork({ ...files, ort: wasm, backend: cpu, provider: "wasm", threads: 1 });
  const onGpu = (): Promise<Network> => openGpuNetwork({ ...files, ort: webgpu, backend: gpu, adapter: opened.name });
  if (!isPoints) return { there: await onGpu(), here: await onCpu() };
  // WebGPU has no float64, in which an ideal denoiser reckons: as in the editor, it is asked on the processor.
  ok((await problemOf(onGpu())) === "model-corrupt", "WebGPU took a network of float64");
  return { there: hosted(await onCpu(), cpu, gpu), here: await onCpu() };
}

async function problemOf(opening: Promise<Network>): Promise<string | undefined> {
  const error = await rejection(opening);
  return error instanceof UserError ? error.problems[0]?.code : String(error);
}

/** All that any output held, visit by visit, and the pictures that were saved. */
async function statesOf(
  graph: GraphFile,
  backend: Backend,
  network: Network,
): Promise<ReadonlyMap<string, Float32Array>> {
  const references = graph.nodes.flatMap(({ params }) =>
    params["model"] === undefined ? [] : [String(params["model"])],
  );
  const env = {
    cards: new Map(references.map((reference) => [reference, network.card])),
    images: new Map([[IMAGE, [SIZE, SIZE] as const]]),
  };
  const data = Float32Array.from({ length: 3 * SIZE * SIZE }, (_, i) => ((i * 37) % 97) / 96);
  const planned = plan(graph, registry, env, { watch: "all" });
  const outputs = new Map(planned.nodes.map(({ id, definition }) => [id, definition.outputs.map((one) => one.name)]));
  const run = execute(planned, {
    backend,
    networks: new Map(references.map((reference) => [reference, network])),
    images: new Map([[IMAGE, { shape: [1, 3, SIZE, SIZE], data }]]),
  });
  const states = new Map<string, Float32Array>();
  let step = 0;
  for await (const visit of run) {
    step++;
    for (const artifact of visit.artifacts)
      if (artifact.kind === "save") states.set(`saved ${artifact.name}`, Float32Array.from(artifact.picture.data));
    for (const output of outputs.get(visit.node) ?? []) {
      const state = await visit.read(output);
      const at = `visit ${step}, ${visit.node}.${output}`;
      if (typeof state === "number") states.set(at, Float32Array.of(state));
      else if (state) states.set(at, Float32Array.from(state.data));
    }
  }
  return states;
}

const names = (await (await fetch("/graphs/names")).json()) as readonly string[];

suite("every template, on the GPU as on the CPU", () => {
  for (const name of names) {
    test(`${name}: the same within 1e-4 at every visit`, () =>
      onDevices(async (devices) => {
        const graph = await templateOf(name);
        const model = graph.nodes.find(({ type }) => type === "model/load")?.params["model"];
        const labels = graph.nodes.some(({ type }) => type === "model/label");
        const { there, here } = await networkFor(String(model), labels, devices);
        const [onGpu, onCpu] = [await statesOf(graph, devices.gpu, there), await statesOf(graph, devices.cpu, here)];
        equal([...onGpu.keys()].join(), [...onCpu.keys()].join(), "what was visited");
        ok(onGpu.size > 12, `only ${onGpu.size} states`);
        ok(
          [...onGpu.keys()].some((at) => at.startsWith("saved")),
          "nothing was saved",
        );
        let worst = 0;
        for (const [at, state] of onGpu) {
          // Of sums over a picture, which reach thousands, relative to their size.
          const size = state.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
          const difference = largestDifference(state, onCpu.get(at) ?? []) / size;
          ok(difference <= 1e-4, `${at} differs by ${difference}`);
          worst = Math.max(worst, difference);
        }
        console.log(`${name}: ${onGpu.size} states, largest difference ${worst.toExponential(1)}`);
        await there.close();
        await here.close();
      }));
  }

  test("there are templates", () => ok(names.length > 20, `${names.length} templates`));
});
