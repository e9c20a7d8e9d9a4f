import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { registry } from "../../src/nodes/index.ts";
import { createCpuBackend } from "../../src/runtime/cpu/backend.ts";
import { execute } from "../../src/runtime/execute.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { serializeGraph } from "../../src/runtime/graph/parse.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { modelOfPoints } from "../../src/runtime/laboratory/point-model.ts";
import type { Params, Picture } from "../../src/runtime/node.ts";
import { expand } from "../../src/runtime/own/expand.ts";
import { cli, put, shippedGraph } from "../helpers/cli.ts";
import { openPoints } from "../helpers/points.ts";
import { runPython } from "./python.ts";

const MODEL = "points:0.12;-0.7,0.6,0.35;-0.6,-0.5,0.1;0,0.1,0.1;0.6,0.7,0.15;0.65,-0.6,0.3";
const IMAGE = "data:image/png;base64,two";

/** Every template that can be written as Python. */
export const names = readdirSync(new URL("../../graphs/", import.meta.url))
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -5))
  .filter((name) => !name.startsWith("fill"));
/** Those that run on pictures of two pixels: labels need a network that knows them. */
export const onTwoPixels = names.filter((name) => name !== "class-label" && name !== "guidance-curve");

/** A graph on pictures of two pixels, with few levels where it has many. */
export function small(graph: GraphFile): GraphFile {
  const known: Readonly<Record<string, Params>> = {
    "model/load": { model: MODEL },
    "model/noise-schedule": { T: 25 },
    "noise/gaussian": { batch: 5 },
    "noise/start-at": { t: 12 },
    "image/mask": { preset: "half" },
    "image/load": { image: IMAGE },
  };
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, params: { ...node.params, ...known[node.type] } })) };
}

/** A template as `small` makes it; the reverse step's η of DDIM follows a curve. */
export function templateOf(name: string): GraphFile {
  const graph = small(shippedGraph(name));
  if (name !== "ddim") return graph;
  const params = { handles: "0,0.2;0.4,1;1,0", between: "cosine" };
  return {
    ...graph,
    nodes: [...graph.nodes, { id: "eta", type: "math/curve", v: 1, pos: [0, 0], params }],
    links: [...graph.links, ["loop", "body", "eta", "at"], ["eta", "number", "reverse", "eta"]],
  };
}

const picture: Picture = { shape: [1, 1, 1, 2], data: Float32Array.of(0.55, 0.2) };
const points = modelOfPoints(MODEL);

interface Passes {
  readonly states: readonly (readonly [number, readonly number[]])[];
  readonly results: readonly (readonly number[])[];
}

/** What our own engine gives: the sample after each pass of the outermost loops, and the results. */
async function ours(graph: GraphFile): Promise<Passes> {
  const backend = createCpuBackend();
  const network = await openPoints(points, backend);
  const planned = plan(
    graph,
    registry,
    { cards: new Map([[MODEL, points.card]]), images: new Map([[IMAGE, [1, 2] as const]]) },
    { watch: "all" },
  );
  const homes = new Map<string, string>();
  for (const { node, back } of planned.loops) {
    const loop = planned.nodes[node];
    const slot = planned.slots[back];
    if (loop?.loop === undefined && slot) homes.set(planned.nodes[slot.node]?.id ?? "", slot.output);
  }
  const { nodes } = expand(graph).graph;
  const states: [number, number[]][] = [];
  const results: number[][] = [];
  const run = execute(planned, { backend, networks: new Map([[MODEL, network]]), images: new Map([[IMAGE, picture]]) });
  const climbing = new Map<string, number>();
  for await (const visit of run) {
    for (const artifact of visit.artifacts) if (artifact.kind === "save") results.push([...artifact.picture.data]);
    const output = homes.get(visit.node);
    if (output === undefined) continue;
    const state = await visit.read(output);
    if (typeof state !== "object") continue;
    // Of a climb of several levels only the last one ends the pass.
    const jump = nodes.find(({ id }) => id === visit.node);
    const length = visit.move && visit.move.to > visit.move.from ? Number(jump?.params["jump_length"] ?? 1) : 1;
    const made = (climbing.get(visit.node) ?? 0) + 1;
    climbing.set(visit.node, made % length);
    if (made % length === 0) states.push([visit.t, [...state.data]]);
  }
  await network.close();
  backend.dispose();
  return { states, results };
}

/** Writes a graph with `repaint export` into a folder, as its name says: `NAME.py` or `NAME.ipynb`. */
export async function exported(graph: GraphFile, folder: string, file: string): Promise<void> {
  const portable = {
    ...graph,
    nodes: graph.nodes.map((node) =>
      node.type === "image/load" ? { ...node, params: { ...node.params, image: "sample:face-1000000" } } : node,
    ),
  };
  const path = put(folder, `${file}.json`, serializeGraph(portable));
  const to = file.endsWith(".ipynb") ? "notebook" : "pytorch";
  const { code, err } = await cli(["export", path, "--to", to, "--out", join(folder, file)]);
  assert.equal(code, 0, err);
}

/** Runs everything in a folder that was exported, in one Python: torch takes longer to load than any of them. */
export function runExported(folder: string): void {
  const { points: at, weights, spread } = points.mixture;
  const image = [...picture.data].map((v) => 2 * v - 1);
  writeFileSync(join(folder, "case.json"), JSON.stringify({ points: at, weights, spread, image }));
  runPython(["test/tools/exported.py", folder]);
}

/** Fails unless what Python made of a file is what the graph gives here, at every pass. @returns the largest difference. */
export async function agrees(graph: GraphFile, folder: string, file: string): Promise<number> {
  const theirs = JSON.parse(readFileSync(join(folder, `${file}.result`), "utf8")) as Passes & { error?: string };
  assert.equal(theirs.error, undefined);
  const { states, results } = await ours(graph);
  assert.ok(states.length > 10);
  assert.deepEqual(
    theirs.states.map(([t]) => t),
    states.map(([t]) => t),
  );
  let worst = 0;
  states.forEach(([t, state], i) => {
    worst = Math.max(worst, largest(state, theirs.states[i]?.[1] ?? [], `pass ${i}, t = ${t}`));
    assert.ok(worst <= 1e-4, `pass ${i}, t = ${t}: differs by ${worst}`);
  });
  assert.ok(results.length > 0);
  assert.equal(results.length, theirs.results.length);
  results.forEach((result, i) => assert.ok(largest(result, theirs.results[i] ?? [], `result ${i}`) <= 1e-4));
  return worst;
}

function largest(a: readonly number[], b: readonly number[], where: string): number {
  assert.equal(a.length, b.length, where);
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - (b[i] ?? NaN))), 0);
}
