import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { createCpuBackend } from "../../src/runtime/cpu/backend.ts";
import { randomBelow } from "../../src/runtime/diffusion/random.ts";
import { execute } from "../../src/runtime/execute.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { modelOfPoints } from "../../src/runtime/laboratory/point-model.ts";
import type { ParamValue, Picture } from "../../src/runtime/node.ts";
import { freshFolder, shippedGraph } from "../helpers/cli.ts";
import { openPoints } from "../helpers/points.ts";
import { runPython, skipReason } from "./python.ts";

const T = 20;
const N = 16;
const MODEL = "points:0.12;-0.7,0.6,0.35;-0.6,-0.5,0.1;0,0.1,0.1;0.6,0.7,0.15;0.65,-0.6,0.3";

interface Sampler {
  /** Params of the template that the rewrite is told, by node and param; and what it calls them. */
  readonly settings: Readonly<Record<string, number>>;
  /** Visits of the node that ends a pass; T by default. */
  readonly passes?: number;
  /** A node behind the loop that makes one pass more. */
  readonly last?: string;
  /** Which of the two pixels are known; the left one by default. */
  readonly mask?: readonly [number, number];
  readonly params?: Readonly<Record<string, Readonly<Record<string, ParamValue>>>>;
}

const SAMPLERS: Readonly<Record<string, Sampler>> = {
  ilvr: {
    settings: { stop: 5 },
    params: { "coarse-x": { factor: 2, filter: "box" }, "coarse-y": { factor: 2, filter: "box" } },
  },
  "predictor-corrector": { settings: { corrections: 2, snr: 0.16 } },
  lanpaint: { settings: { corrections: 5, lambda: 4, step: 0.15 } },
  ddrm: { settings: { eta: 0.85, eta_b: 1 } },
  particles: { settings: {} },
  twisted: { settings: {}, last: "composite" },
  ding: { settings: { sigma_y: 0.01 }, last: "clean" },
  dps: { settings: { zeta: 1 } },
  mcg: { settings: { zeta: 1 } },
  copaint: {
    settings: { steps: 2, eta: 0.02, lambda: 0.01, jump_length: 5, jump_n_sample: 2 },
    passes: 47, // 35 steps down, of which three end in a way up of five levels instead.
  },
  outpainting: {
    settings: { left: 1, right: 2, jump_length: 5, jump_n_sample: 2 },
    params: {
      room: { left: 1, right: 2 },
      unknown: { left: 1, right: 2 },
      jump: { jump_n_sample: 2 },
    },
    mask: [1, 1],
    passes: 47,
  },
};

/** The template with the two-pixel model, T levels, N pictures at once. */
function templateOf(name: string, { params = {} }: Sampler) {
  const graph = shippedGraph(name);
  const known: Readonly<Record<string, Readonly<Record<string, ParamValue>>>> = {
    "model/load": { model: MODEL },
    "model/noise-schedule": { T },
    "noise/gaussian": { batch: N },
    "image/load": { image: "known" },
  };
  const nodes = graph.nodes.map((node) => ({
    ...node,
    params: { ...node.params, ...known[node.type], ...params[node.id] },
  }));
  return { ...graph, nodes };
}

/** Runs a template and records what it drew and the sample that each pass of its loop ends with. */
async function recorded(name: string, sampler: Sampler) {
  const graph = templateOf(name, sampler);
  const model = modelOfPoints(MODEL);
  const { card, mixture } = model;
  const backend = createCpuBackend();
  const network = await openPoints(model, backend);
  const picture: Picture = { shape: [1, 1, 1, 2], data: Float32Array.of(0.55, 0.2) };
  const env = { cards: new Map([[MODEL, card]]), images: new Map([["known", [1, 2] as const]]) };
  const planned = plan(graph, registry, env, { watch: "all" });
  const below = randomBelow(17);
  const uniform = (): number => (below(2 ** 32) + 0.5) / 2 ** 32;
  const drawn: Record<string, number[]> = {};
  const run = execute(planned, {
    backend,
    networks: new Map([[MODEL, network]]),
    images: new Map([["known", picture]]),
    noise: ({ nodeId, visit, shape: [n, c, h, w] }) => {
      const normals = Float32Array.from({ length: n * c * h * w }, () => {
        return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
      });
      drawn[`${nodeId}.${visit}`] = [...normals];
      return normals;
    },
  });
  const [home = "", output = ""] = graph.links.find(([, , to, input]) => to === "loop" && input === "back") ?? [];
  const states: number[][] = [];
  for await (const visit of run) {
    if (visit.node !== home && visit.node !== sampler.last) continue;
    const state = await visit.read(visit.node === home ? output : "sample");
    if (typeof state === "object") states.push([...state.data]);
  }
  await network.close();
  assert.equal(backend.live, 0);
  backend.dispose();
  const image = [...picture.data].map((v) => 2 * v - 1);
  const { points, weights, spread } = mixture;
  const start = drawn["noise.0"];
  return {
    states,
    told: {
      sampler: name,
      T,
      settings: sampler.settings,
      points,
      weights,
      spread,
      image,
      start,
      mask: sampler.mask ?? [1, 0],
      noise: drawn,
    },
  };
}

for (const [name, sampler] of Object.entries(SAMPLERS)) {
  test(
    `${name} is at every level what a rewrite from its paper gives with the same noise`,
    { skip: skipReason() },
    async () => {
      const { states, told } = await recorded(name, sampler);
      assert.equal(states.length, sampler.passes ?? T);
      const file = join(freshFolder(), "case.json");
      writeFileSync(file, JSON.stringify(told));
      const expected = JSON.parse(runPython(["tools/samplers/rewrite.py", file])) as number[][];
      let worst = 0;
      states.forEach((state, level) => {
        assert.equal(state.length, expected[level]?.length);
        state.forEach((v, i) => {
          const difference = Math.abs(v - (expected[level]?.[i] ?? NaN));
          worst = Math.max(worst, difference);
          assert.ok(difference <= 1e-4, `level ${T - 1 - level}, value ${i}: ${v}, expected ${expected[level]?.[i]}`);
        });
      });
      console.log(`${name}: largest difference ${worst.toExponential(1)}`);
    },
  );
}
