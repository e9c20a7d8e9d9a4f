import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { analyse, EMPTY_ENV, type Env } from "../../src/runtime/graph/analyse.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import type { Problem } from "../../src/runtime/problem.ts";
import { fixesOf } from "../../src/ui/fixes/index.ts";
import { graphOf, repaintGraph, withParam, without } from "../helpers/graphs.ts";
import { cardOf } from "../helpers/cards.ts";

const repaint = repaintGraph();
const known: Env = {
  cards: new Map([["bundled:faces64", cardOf("little", 16)]]),
  images: new Map([["sample:face-1000000", [20, 30] as const]]),
};

/** The graph with one input wired otherwise. */
function rewired(graph: GraphFile, from: string, to: string): GraphFile {
  const link = graphOf([], [`${from} → ${to}`]).links[0] ?? ["", "", "", ""];
  const rest = without(graph, link[2], link[3]);
  return { ...rest, links: [...rest.links, link] };
}

const withLink = (...link: readonly [string, string, string, string]): GraphFile => ({
  ...repaint,
  links: [...repaint.links, link],
});
const equation = (wires: readonly string[], params = {}): GraphFile =>
  graphOf(
    [
      ["i", "image/load"],
      ["k", "image/mask"],
      ["e", "math/equation", params],
      ["s", "image/save"],
    ],
    ["i.image → k.image", ...wires, "e.y → s.image"],
  );

/** What is wrong, what must be offered for it in both languages, and what is known besides the graph. */
const broken: readonly { code: string; graph: GraphFile; offers: RegExp; env?: Env }[] = [
  { code: "unconnected", graph: without(repaint, "composite", "keep_mask"), offers: /Wire Mask/ },
  { code: "unconnected", graph: graphOf([["p", "denoise/predict"]], []), offers: /Add Load model/ },
  { code: "type-mismatch", graph: rewired(repaint, "model.model", "noise.schedule"), offers: /Insert Noise schedule/ },
  { code: "type-mismatch", graph: rewired(repaint, "mask.mask", "predict.sample"), offers: /Delete the wire/ },
  { code: "cycle", graph: rewired(repaint, "composite.sample", "known.at"), offers: /Insert a Loop/ },
  { code: "dangling-link", graph: withLink("noise", "sample", "gone", "sample"), offers: /Delete the wire/ },
  { code: "unknown-socket", graph: withLink("noise", "picture", "predict", "label"), offers: /Delete the wire/ },
  { code: "double-link", graph: withLink("noise", "sample", "predict", "sample"), offers: /Delete the wire/ },
  {
    code: "unknown-type",
    graph: { ...repaint, nodes: [...repaint.nodes, { id: "z", type: "no/such", v: 1, pos: [0, 0], params: {} }] },
    offers: /Delete the node/,
  },
  { code: "wrong-param", graph: withParam(repaint, "schedule", "T", 99999), offers: /Set Steps T to 4.000/ },
  { code: "wrong-param", graph: withParam(repaint, "schedule", "T", "fifty"), offers: /Set Steps T to/ },
  { code: "wrong-param", graph: withParam(repaint, "jump0", "jump_length", 2.5), offers: /to 3/ },
  { code: "wrong-param", graph: withParam(repaint, "mask", "preset", "none"), offers: /Set / },
  { code: "unknown-param", graph: withParam(repaint, "jump0", "jumplength", 2), offers: /Delete jumplength/ },
  { code: "jump-too-long", graph: withParam(repaint, "jump0", "jump_length", 60), offers: /to 49/ },
  { code: "jump-limit", graph: withParam(repaint, "jump0", "start_resampling", 2), offers: /Set / },
  { code: "respacing", graph: withParam(repaint, "schedule", "respacing", "9999"), offers: /Set /, env: known },
  {
    code: "guidance-without-label",
    graph: withParam(repaint, "predict", "guidance_scale", 3),
    offers: /to 1/,
    env: known,
  },
  {
    code: "label-range",
    graph: rewired(
      { ...repaint, nodes: [...repaint.nodes, ...graphOf([["label", "model/label", { label: 7 }]], []).nodes] },
      "label.label",
      "predict.label",
    ),
    offers: /Set Class to 0/,
    env: {
      ...known,
      cards: new Map([["bundled:faces64", { ...cardOf("little", 16), classes: { count: 3, null_label: 2 } }]]),
    },
  },
  {
    code: "leaves-loop",
    graph: rewired(repaint, "composite.sample", "save.image"),
    offers: /Wire Loop · done/,
  },
  { code: "no-painting", graph: withParam(repaint, "mask", "preset", "painted"), offers: /Set / },
  { code: "no-level", graph: equation(["i.image → e.a"], { moves: "down" }), offers: /Set / },
  { code: "mask-first", graph: equation(["k.mask → e.a", "i.image → e.b"]), offers: /Exchange a and b/ },
  {
    code: "level-range",
    graph: graphOf(
      [
        ["m", "model/load"],
        ["c", "model/noise-schedule", { T: 20 }],
        ["i", "image/load"],
        ["s", "noise/start-at", { t: 90 }],
      ],
      ["m.model → c.model", "c.schedule → s.schedule", "i.image → s.image"],
    ),
    offers: /to 20/,
  },
  {
    code: "noise-into-image",
    graph: rewired(repaint, "image.image", "composite.unknown"),
    offers: /Wire Load image/,
  },
  { code: "other-size", graph: withParam(repaint, "image", "fit", "none"), offers: /Fit Load image/, env: known },
];

const same = (a: Problem, b: Problem): boolean =>
  a.code === b.code && a.node === b.node && a.socket === b.socket && a.param === b.param;

describe("fixes", () => {
  for (const { code, graph, offers, env = EMPTY_ENV } of broken) {
    it(`take ${code} away, whichever is chosen (${offers.source})`, () => {
      const { problems } = analyse(graph, registry, env);
      const problem = problems.find((p) => p.code === code);
      assert.ok(problem, problems.map((p) => p.code).join());
      const fixes = fixesOf(problem, graph, registry);
      assert.match(fixes.map(({ label }) => label.en).join("; "), offers);
      for (const { label, edit } of fixes) {
        assert.notEqual(label.zh, "");
        const mended = edit(graph);
        assert.notEqual(mended, graph);
        const left = analyse(mended, registry, env).problems;
        assert.ok(!left.some((p) => same(p, problem)), `${label.en} leaves ${code}`);
      }
    });
  }

  it("offer nothing where a person has to decide, and change nothing by looking", () => {
    const graph = equation(["i.image → e.a"], { equation: "y = a +" });
    const text = JSON.stringify(graph);
    const { problems } = analyse(graph, registry);
    assert.ok(problems.length > 0);
    for (const problem of problems) assert.deepEqual(fixesOf(problem, graph, registry), []);
    assert.equal(JSON.stringify(graph), text);
  });
});
