import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { createCpuBackend } from "../../src/runtime/cpu/backend.ts";
import { execute } from "../../src/runtime/execute.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { modelOfPoints } from "../../src/runtime/laboratory/point-model.ts";
import type { Params, Picture } from "../../src/runtime/node.ts";
import { cli, freshFolder, put, shippedGraph } from "../helpers/cli.ts";
import { openPoints } from "../helpers/points.ts";
import { runPython, skipReason } from "./python.ts";

const MODEL = "points:0.12;-0.7,0.6,0.35;-0.6,-0.5,0.1;0,0.1,0.1;0.6,0.7,0.15;0.65,-0.6,0.3";
const names = readdirSync(new URL("../../graphs/", import.meta.url))
  .filter((name) => name.endsWith(".json"))
  .map((name) => name.slice(0, -5))
  // Labels need a network that knows them; windows of a photograph are no pictures of two pixels.
  .filter((name) => name !== "class-label" && name !== "guidance-curve" && !name.startsWith("fill"));

/** A template on pictures of two pixels, with few levels where it has many. */
function templateOf(name: string): GraphFile {
  const graph = shippedGraph(name);
  const known: Readonly<Record<string, Params>> = {
    "model/load": { model: MODEL },
    "model/noise-schedule": { T: 25 },
    "noise/gaussian": { batch: 5 },
    "noise/start-at": { t: 12 },
    "image/mask": { preset: "half" },
    "image/load": { image: "data:image/png;base64,two" },
  };
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, params: { ...node.params, ...known[node.type] } })) };
}

/** The reverse step's η follows a curve. */
function withCurve(graph: GraphFile): GraphFile {
  const params = { handles: "0,0.2;0.4,1;1,0", between: "cosine" };
  return {
    ...graph,
    nodes: [...graph.nodes, { id: "eta", type: "math/curve", v: 1, pos: [0, 0], params }],
    links: [...graph.links, ["loop", "body", "eta", "at"], ["eta", "number", "reverse", "eta"]],
  };
}

const picture: Picture = { shape: [1, 1, 1, 2], data: Float32Array.of(0.55, 0.2) };
const points = modelOfPoints(MODEL);
const { card, mixture } = points;

interface Passes {
  readonly states: readonly (readonly [number, readonly number[]])[];
  readonly results: readonly (readonly number[])[];
}

/** What our own engine gives: the sample after each pass of the outermost loops, and the results. */
async function ours(graph: GraphFile): Promise<Passes> {
  const backend = createCpuBackend();
  const network = await openPoints(points, backend);
  const image = "data:image/png;base64,two";
  const planned = plan(
    graph,
    registry,
    { cards: new Map([[MODEL, card]]), images: new Map([[image, [1, 2] as const]]) },
    { watch: "all" },
  );
  const homes = new Map<string, string>();
  for (const { node, back } of planned.loops) {
    const loop = planned.nodes[node];
    const slot = planned.slots[back];
    if (loop?.loop === undefined && slot) homes.set(planned.nodes[slot.node]?.id ?? "", slot.output);
  }
  const states: [number, number[]][] = [];
  const results: number[][] = [];
  const run = execute(planned, { backend, networks: new Map([[MODEL, network]]), images: new Map([[image, picture]]) });
  const climbing = new Map<string, number>();
  for await (const visit of run) {
    for (const artifact of visit.artifacts) if (artifact.kind === "save") results.push([...artifact.picture.data]);
    const output = homes.get(visit.node);
    if (output === undefined) continue;
    const state = await visit.read(output);
    if (typeof state !== "object") continue;
    // Of a climb of several levels only the last one ends the pass.
    const jump = graph.nodes.find(({ id }) => id === visit.node);
    const length = visit.move && visit.move.to > visit.move.from ? Number(jump?.params["jump_length"] ?? 1) : 1;
    const made = (climbing.get(visit.node) ?? 0) + 1;
    climbing.set(visit.node, made % length);
    if (made % length === 0) states.push([visit.t, [...state.data]]);
  }
  await network.close();
  backend.dispose();
  return { states, results };
}

function largest(a: readonly number[], b: readonly number[], where: string): number {
  assert.equal(a.length, b.length, where);
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - (b[i] ?? NaN))), 0);
}

describe("export to PyTorch", () => {
  for (const name of names) {
    test(`${name} gives the same at every pass as here`, { skip: skipReason() }, async () => {
      const folder = freshFolder();
      const graph = name === "ddim" ? withCurve(templateOf(name)) : templateOf(name);
      const portable = {
        ...graph,
        nodes: graph.nodes.map((node) =>
          node.type === "image/load" ? { ...node, params: { ...node.params, image: "sample:face-1000000" } } : node,
        ),
      };
      const { code, err } = await cli([
        "export",
        put(folder, "graph.json", portable),
        "--to",
        "pytorch",
        "--out",
        join(folder, "sampler.py"),
      ]);
      assert.equal(code, 0, err);
      const { points, weights, spread } = mixture;
      const image = [...picture.data].map((v) => 2 * v - 1);
      writeFileSync(join(folder, "case.json"), JSON.stringify({ points, weights, spread, image }));
      const theirs = JSON.parse(
        runPython(["test/tools/exported.py", join(folder, "sampler.py"), join(folder, "case.json")]),
      ) as Passes;
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
      assert.equal(results.length, theirs.results.length);
      results.forEach((result, i) => assert.ok(largest(result, theirs.results[i] ?? [], `result ${i}`) <= 1e-4));
      console.log(`${name}: largest difference ${worst.toExponential(1)} over ${states.length} passes`);
    });
  }

  test("a node that cannot be written is named", async () => {
    const { code, err } = await cli(["export", "fill", "--to", "pytorch"]);
    assert.equal(code, 1);
    assert.match(err, /Crop to the hole \(crop\) cannot be written as Python/);
  });

  test("every file is formatted as black would", { skip: hasBlack() }, async () => {
    const folder = freshFolder();
    for (const name of [...names, "class-label", "guidance-curve"]) {
      const { code, out, err } = await cli(["export", name, "--to", "pytorch"]);
      assert.equal(code, 0, err);
      put(folder, `${name.replaceAll("-", "_")}.py`, out);
    }
    const { status, stderr } = spawnSync("black", ["--check", "--quiet", "--diff", folder], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
  });

  test("the default graph is at most 240 lines, its sampler at most 80, and says nothing that it does not do", async () => {
    const { out } = await cli(["export", "repaint", "--to", "pytorch"]);
    const lines = out.split("\n");
    const start = lines.findIndex((line) => line.startsWith("def sample("));
    const end = lines.findIndex((line) => line.startsWith("if __name__"));
    assert.ok(lines.length <= 240, `${lines.length} lines`);
    assert.ok(end - start <= 80, `${end - start} lines`);
    assert.doesNotMatch(out, /classifier|low_pass|systematic|repaint_graph/);
  });

  for (const { argv, says } of [
    { argv: ["export", "repaint", "--to", "fortran"], says: /--to fortran: expected pytorch/ },
    { argv: ["export", "repaint"], says: /--to is missing/ },
  ]) {
    test(`repaint ${argv.join(" ")} is answered with a sentence`, async () => {
      const { code, err } = await cli(argv);
      assert.equal(code, 1);
      assert.match(err, says);
    });
  }
});

function hasBlack(): string | false {
  const { status } = spawnSync("black", ["--version"]);
  return status === 0 ? false : "black is not here (Debian: apt-get install black)";
}
