import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { effectiveSampleSize, systematic } from "../../src/runtime/diffusion/particles.ts";
import type { GraphFile, GraphLink } from "../../src/runtime/graph/format.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import type { Picture } from "../../src/runtime/node.ts";
import { trace } from "../../src/runtime/trace.ts";
import { Walker } from "../../src/runtime/walk.ts";
import { graphOf } from "../helpers/graphs.ts";
import { runBench, saved } from "./stand-in.ts";

async function outcome(graph: GraphFile): Promise<Picture> {
  const [picture] = saved(await runBench(graph)).values();
  assert.ok(picture);
  return picture;
}

const START = [
  ["model", "model/load"],
  ["schedule", "model/noise-schedule", { T: 10 }],
  ["noise", "noise/gaussian", { batch: 3, seed: 5 }],
  ["save", "image/save"],
] as const;
const WIRES = ["model.model → schedule.model", "schedule.schedule → noise.schedule"];

/** RePaint's loop with n corrections at every level, jumps around them. */
function corrected(n: number): GraphFile {
  return graphOf(
    [
      ...START,
      ["loop", "flow/loop"],
      ["again", "flow/repeat", { times: n }],
      ["correct", "denoise/predict"],
      ["corrected", "math/equation", { equation: "y = a - 0.01 * eps" }],
      ["predict", "denoise/predict"],
      ["reverse", "denoise/reverse-step"],
      ["jump", "repaint/jump-back", { jump_length: 2, jump_n_sample: 3 }],
    ],
    [
      ...WIRES,
      "noise.sample → loop.init",
      "loop.body → again.init",
      "again.body → correct.sample",
      "model.model → correct.model",
      "correct.prediction → corrected.prediction",
      "again.body → corrected.a",
      "corrected.y → again.back",
      "again.done → predict.sample",
      "model.model → predict.model",
      "predict.prediction → reverse.prediction",
      "reverse.sample → jump.sample",
      "jump.sample → loop.back",
      "loop.done → save.image",
    ],
  );
}

describe("repeat", () => {
  const doubled = (times: number): GraphFile =>
    graphOf(
      [...START, ["again", "flow/repeat", { times }], ["twice", "math/equation", { equation: "y = 2 * a" }]],
      [
        ...WIRES,
        "noise.sample → again.init",
        "again.body → twice.a",
        "twice.y → again.back",
        "again.done → save.image",
      ],
    );

  test("its body runs n times: three doublings are one by eight, none leave the sample as it came", async () => {
    const [none, three] = [await outcome(doubled(0)), await outcome(doubled(3))];
    assert.deepEqual(
      three.data,
      none.data.map((v) => 8 * v),
    );
  });

  test("the dry run counts the calls of a repeat in a loop with jumps", () => {
    const calls = (n: number): number => trace(plan(corrected(n), registry)).evaluations;
    assert.equal(calls(1), 2 * calls(0));
    assert.equal(calls(7), 8 * calls(0));
  });

  test("a call of the network at t = 0 is told before anything runs", () => {
    const late = corrected(1).links.map(([from, output, to, input]): GraphLink => {
      if (from === "loop" && output === "body") return [from, output, "predict", input === "init" ? "sample" : input];
      if (to === "loop" && input === "back") return ["again", "done", to, input];
      if (from === "again" && output === "done") return ["jump", "sample", "again", "init"];
      return [from, output, to, input];
    });
    assert.throws(() => plan({ ...corrected(1), links: late }, registry), /would call the network at t = 0/);
  });

  test("a walk taken up in the middle of a repeat goes on as one that was never left", () => {
    const planned = plan(corrected(3), registry);
    const events = (walker: Walker): string[] => {
      const list: string[] = [];
      while (walker.next()) list.push(`${walker.node?.id} ${walker.to} ${walker.evaluations}`);
      return list;
    };
    const whole = events(new Walker(planned));
    for (const cut of [7, 20, 41, 100]) {
      const walker = new Walker(planned);
      for (let i = 0; i < cut; i++) walker.next();
      assert.deepEqual(events(new Walker(planned, walker.state())), whole.slice(cut));
    }
  });

  test("a loop that only repeats at its level is told that it never ends", () => {
    const graph = corrected(2);
    const others = graph.links.filter(([, , to]) => !["predict", "reverse", "jump", "loop"].includes(to));
    const links: GraphLink[] = [...others, ["noise", "sample", "loop", "init"], ["again", "done", "loop", "back"]];
    const nodes = graph.nodes.filter(({ id }) => !["predict", "reverse", "jump"].includes(id));
    assert.throws(() => plan({ ...graph, nodes, links }, registry), /never ends/);
  });
});

describe("a number of each picture", () => {
  test("an equation divides each picture by its own norm, so that each has norm one", async () => {
    const graph = graphOf(
      [...START, ["norm", "math/measure", { measure: "norm" }], ["unit", "math/equation", { equation: "y = a / b" }]],
      [...WIRES, "noise.sample → norm.a", "noise.sample → unit.a", "norm.number → unit.b", "unit.y → save.image"],
    );
    const { shape, data } = await outcome(graph);
    const size = shape[1] * shape[2] * shape[3];
    for (let n = 0; n < shape[0]; n++) {
      const sum = data.subarray(n * size, (n + 1) * size).reduce((total, v) => total + v * v, 0);
      assert.ok(Math.abs(sum - 1) < 1e-5, `${n}: ${sum}`);
    }
  });

  test("known and filled parts add up to the whole", async () => {
    const sums = await Promise.all(
      ["known", "unknown", undefined].map(async (region) => {
        const graph = graphOf(
          [
            ...START,
            ["mask", "image/mask", { preset: "expand" }],
            ["sum", "math/measure", { measure: "sum", ...(region && { region }) }],
            ["set", "math/equation", { equation: "y = 0 * a + b" }],
          ],
          [
            ...WIRES,
            "noise.sample → sum.a",
            ...(region ? ["mask.mask → sum.keep_mask"] : []),
            "noise.sample → set.a",
            "sum.number → set.b",
            "set.y → save.image",
          ],
        );
        return (await outcome(graph)).data;
      }),
    );
    const [known, unknown, all] = sums;
    all?.forEach((v, i) => assert.ok(Math.abs((known?.[i] ?? 0) + (unknown?.[i] ?? 0) - v) < 1e-4));
  });
});

describe("particles", () => {
  test("systematic resampling copies a particle ⌊N w⌋ or ⌈N w⌉ times, in order", () => {
    const weights = [0.05, 0.4, 0.001, 0.299, 0.25];
    for (const u of [0, 0.3, 0.999]) {
      const chosen = systematic(
        weights.map((w) => Math.log(w) + 700),
        u,
      );
      assert.deepEqual([...chosen], [...chosen].sort());
      weights.forEach((w, k) => {
        const copies = chosen.filter((c) => c === k).length;
        assert.ok(copies >= Math.floor(5 * w) && copies <= Math.ceil(5 * w), `${k}: ${copies} of ${5 * w}`);
      });
    }
  });

  test("equal weights keep every particle, impossible ones die, and where all are impossible all are kept", () => {
    assert.deepEqual([...systematic([1, 1, 1, 1], 0.7)], [0, 1, 2, 3]);
    assert.deepEqual([...systematic([-Infinity, 0, NaN, -Infinity], 0.5)], [1, 1, 1, 1]);
    assert.deepEqual([...systematic([-Infinity, -Infinity], 0.2)], [0, 1]);
    assert.ok(Math.abs(effectiveSampleSize([0, 0, -Infinity, -Infinity]) - 2) < 1e-12);
    assert.ok(Math.abs(effectiveSampleSize([3, 3, 3]) - 3) < 1e-12);
  });

  test("the picture with the largest score is picked, and joins a batch", async () => {
    const graph = graphOf(
      [
        ...START,
        ["norm", "math/measure", { measure: "sum" }],
        ["pick", "batch/pick", { by: "largest" }],
        ["join", "batch/join"],
      ],
      [
        ...WIRES,
        "noise.sample → norm.a",
        "noise.sample → pick.a",
        "norm.number → pick.score",
        "noise.sample → join.a",
        "pick.one → join.b",
        "join.both → save.image",
      ],
    );
    const { shape, data } = await outcome(graph);
    assert.equal(shape[0], 4);
    const size = data.length / 4;
    const sums = [0, 1, 2, 3].map((n) => data.subarray(n * size, (n + 1) * size).reduce((a, b) => a + b, 0));
    assert.equal(sums[3], Math.max(...sums.slice(0, 3)));
  });
});

describe("windows over a canvas larger than the network", () => {
  const canvas = (overlap: number, frame: "windows" | "other"): GraphFile =>
    graphOf(
      [
        ...START,
        ["wide", "image/solid"],
        ["room", "image/pad", { right: 5, bottom: 3 }],
        ["windows", "batch/windows", { overlap }],
        ["other", "batch/windows", { overlap: 0 }],
        ["predict", "denoise/predict"],
        ["blend", "batch/blend", { weights: "tapered" }],
        ["reverse", "denoise/reverse-step"],
      ],
      [
        ...WIRES,
        "wide.image → room.a",
        "room.y → noise.image",
        "noise.sample → windows.a",
        "noise.sample → other.a",
        "model.model → predict.model",
        "windows.windows → predict.sample",
        "predict.prediction → blend.a",
        `${frame}.frame → blend.frame`,
        "noise.sample → blend.canvas",
        "blend.y → reverse.prediction",
        "reverse.sample → save.image",
      ],
    );

  test("each picture of a batch comes back at the canvas's size, all windows in one call", async () => {
    const { shape } = await outcome(canvas(0.5, "windows"));
    assert.equal(shape[0], 3);
    assert.equal(trace(plan(canvas(0.5, "windows"), registry)).evaluations, 1);
    const [, , H, W] = shape;
    assert.equal(W - H, 2);
  });

  test("windows of another cut are told before anything runs, a canvas smaller than a window too", async () => {
    await assert.rejects(outcome(canvas(0.9, "other")), /windows each are expected/);
    const small = canvas(0.5, "windows");
    const nodes = small.nodes.map((node) =>
      node.type === "batch/windows" ? { ...node, params: { size: 512 } } : node,
    );
    await assert.rejects(outcome({ ...small, nodes }), /smaller than a window/);
  });
});
