import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { registry } from "../../../src/nodes/index.ts";
import type { GraphFile } from "../../../src/runtime/graph/format.ts";
import { plan, validate } from "../../../src/runtime/graph/plan.ts";
import { zonesOf } from "../../../src/runtime/graph/zones.ts";
import { UserError, type Problem } from "../../../src/runtime/problem.ts";
import { graphOf, repaintGraph, withParam, without } from "../../helpers/graphs.ts";

const repaint = repaintGraph();
const relinked = (graph: GraphFile, from: string, to: string): GraphFile => {
  const [fromId = "", output = ""] = from.split(".");
  const [toId = "", input = ""] = to.split(".");
  return {
    ...without(graph, toId, input),
    links: [...without(graph, toId, input).links, [fromId, output, toId, input]],
  };
};

const overlapping = graphOf(
  [
    ["s", "model/noise-schedule"],
    ["m", "model/load"],
    ["n", "noise/gaussian"],
    ["a", "flow/loop"],
    ["b", "flow/loop"],
    ["p", "denoise/predict"],
    ["r", "denoise/reverse-step"],
    ["q", "math/equation", { equation: "y = a + 0 * b" }],
  ],
  [
    "m.model → s.model",
    "s.schedule → n.schedule",
    "n.sample → a.init",
    "n.sample → b.init",
    "a.body → p.sample",
    "m.model → p.model",
    "p.prediction → r.prediction",
    "r.sample → q.a",
    "b.body → q.b",
    "q.y → a.back",
    "q.y → b.back",
  ],
);

const bad: readonly {
  name: string;
  graph: GraphFile;
  code: string;
  node?: string;
  socket?: string;
  param?: string;
  severity?: "warning";
}[] = [
  {
    name: "an unknown type",
    graph: { ...repaint, nodes: [...repaint.nodes, { id: "z", type: "no/such", v: 1, pos: [0, 0], params: {} }] },
    code: "unknown-type",
    node: "z",
  },
  {
    name: "a newer node",
    graph: { ...repaint, nodes: repaint.nodes.map((n) => (n.id === "jump0" ? { ...n, v: 99 } : n)) },
    code: "unknown-version",
    node: "jump0",
  },
  { name: "a cycle without a loop", graph: relinked(repaint, "composite.sample", "known.at"), code: "cycle" },
  { name: "two loops that overlap", graph: overlapping, code: "loops-overlap" },
  {
    name: "an unconnected required socket",
    graph: without(repaint, "composite", "keep_mask"),
    code: "unconnected",
    node: "composite",
    socket: "keep_mask",
  },
  {
    name: "a loop without its way back",
    graph: without(repaint, "loop", "back"),
    code: "unconnected",
    node: "loop",
    socket: "back",
  },
  {
    name: "a wrong type",
    graph: relinked(repaint, "mask.mask", "predict.sample"),
    code: "type-mismatch",
    node: "predict",
    socket: "sample",
  },
  {
    name: "a wrong type into back",
    graph: relinked(repaint, "mask.mask", "loop.back"),
    code: "type-mismatch",
    node: "loop",
    socket: "back",
  },
  {
    name: "two wires into one input",
    graph: { ...repaint, links: [...repaint.links, ["noise", "sample", "predict", "sample"]] },
    code: "double-link",
    node: "predict",
    socket: "sample",
  },
  {
    name: "a wire to nowhere",
    graph: { ...repaint, links: [...repaint.links, ["noise", "sample", "gone", "sample"]] },
    code: "dangling-link",
  },
  {
    name: "a socket that does not exist",
    graph: { ...repaint, links: [...repaint.links, ["noise", "picture", "predict", "label"]] },
    code: "unknown-socket",
    node: "noise",
    socket: "picture",
  },
  {
    name: "j ≥ T",
    graph: withParam(repaint, "jump0", "jump_length", 50),
    code: "jump-too-long",
    node: "jump0",
    param: "jump_length",
    severity: "warning",
  },
  {
    name: "r < 1",
    graph: withParam(repaint, "jump0", "jump_n_sample", 0),
    code: "wrong-param",
    node: "jump0",
    param: "jump_n_sample",
  },
  {
    name: "NaN for a number",
    graph: withParam(repaint, "schedule", "T", NaN),
    code: "wrong-param",
    node: "schedule",
    param: "T",
  },
  {
    name: "a string for a number",
    graph: withParam(repaint, "schedule", "T", "fifty"),
    code: "wrong-param",
    node: "schedule",
    param: "T",
  },
  {
    name: "a number with a fraction for a whole one",
    graph: withParam(repaint, "jump0", "jump_length", 2.5),
    code: "wrong-param",
    node: "jump0",
    param: "jump_length",
  },
  {
    name: "a param nobody knows",
    graph: withParam(repaint, "jump0", "jumplength", 2),
    code: "unknown-param",
    node: "jump0",
    param: "jumplength",
    severity: "warning",
  },
  {
    name: "a loop that never ends",
    graph: relinked(without(without(repaint, "jump0", "sample"), "known", "at"), "loop.body", "loop.back"),
    code: "unconnected",
  },
  {
    name: "an equation with a syntax error",
    graph: graphOf(
      [
        ["i", "image/load"],
        ["e", "math/equation", { equation: "y = a +" }],
      ],
      ["i.image → e.a"],
    ),
    code: "equation-",
    node: "e",
    param: "equation",
  },
  {
    name: "an equation that gives a number",
    graph: graphOf(
      [
        ["i", "image/load"],
        ["e", "math/equation", { equation: "y = 2" }],
      ],
      ["i.image → e.a"],
    ),
    code: "equation-",
    node: "e",
    param: "equation",
  },
];

const found = (problems: readonly Problem[], code: string): Problem => {
  const match = problems.find((p) => p.code === code || (code.endsWith("-") && p.code.startsWith(code)));
  assert.ok(match, `${code} among ${problems.map((p) => p.code).join(", ")}`);
  return match;
};

describe("validate", () => {
  it("finds nothing wrong with the sampler of the paper, in either order", () => {
    assert.deepEqual(validate(repaint, registry), []);
    assert.deepEqual(validate(repaintGraph({ order: "official" }), registry), []);
  });

  for (const { name, graph, code, node, socket, param, severity = "error" } of bad) {
    it(`names the place of ${name} and a remedy, in both languages`, () => {
      const problem = found(validate(graph, registry), code);
      assert.equal(problem.severity, severity);
      if (node !== undefined) assert.equal(problem.node, node);
      if (socket !== undefined) assert.equal(problem.socket, socket);
      if (param !== undefined) assert.equal(problem.param, param);
      for (const text of [problem.message, problem.remedy]) {
        assert.match(text.en, /\.$/);
        assert.match(text.zh, /[。）]$/);
      }
      if (severity === "error") assert.throws(() => plan(graph, registry), UserError);
    });
  }

  it("finds a loop that never ends", () => {
    const graph = graphOf(
      [
        ["m", "model/load"],
        ["s", "model/noise-schedule"],
        ["n", "noise/gaussian"],
        ["loop", "flow/loop"],
        ["e", "math/equation"],
        ["save", "image/save"],
      ],
      [
        "m.model → s.model",
        "s.schedule → n.schedule",
        "n.sample → loop.init",
        "loop.body → e.a",
        "e.y → loop.back",
        "loop.done → save.image",
      ],
    );
    const problem = found(validate(graph, registry), "never-ends");
    assert.equal(problem.node, "loop");
    assert.equal(problem.socket, "back");
  });

  it("finds levels that do not meet", () => {
    const graph = relinked(repaint, "loop.body", "known.at");
    assert.equal(found(validate(graph, registry), "levels-differ").node, "composite");
  });

  it("names the nodes of a cycle and where a Loop belongs", () => {
    const { message, remedy } = found(validate(relinked(repaint, "composite.sample", "known.at"), registry), "cycle");
    assert.match(message.en, /known → composite → known|composite → known → composite/);
    assert.match(remedy.en, /Put a Loop between/);
  });

  it("reports every problem at once", () => {
    const graph = withParam(
      without(without(repaint, "composite", "keep_mask"), "predict", "model"),
      "schedule",
      "T",
      "x",
    );
    const codes = validate(graph, registry).map((p) => p.code);
    assert.equal(codes.filter((code) => code === "unconnected").length, 2);
    assert.ok(codes.includes("wrong-param"));
  });
});

describe("zones", () => {
  it("hold what lies between body and back, and those that look on", () => {
    const watched: GraphFile = {
      ...repaint,
      nodes: [...repaint.nodes, { id: "look", type: "view/preview", v: 1, pos: [0, 0], params: {} }],
      links: [...repaint.links, ["composite", "sample", "look", "picture"]],
    };
    const [zone] = zonesOf(watched, registry);
    assert.deepEqual([...(zone?.members ?? [])].sort(), [
      "composite",
      "jump0",
      "known",
      "look",
      "loop",
      "predict",
      "reverse",
    ]);
  });

  it("nest when one loop lies in another", () => {
    const graph = graphOf(
      [
        ["m", "model/load"],
        ["s", "model/noise-schedule", { T: 6 }],
        ["n", "noise/gaussian"],
        ["outer", "flow/loop"],
        ["inner", "flow/loop", { stop: 3 }],
        ["p", "denoise/predict"],
        ["r", "denoise/reverse-step"],
        ["p2", "denoise/predict"],
        ["r2", "denoise/reverse-step"],
      ],
      [
        "m.model → s.model",
        "m.model → p.model",
        "m.model → p2.model",
        "s.schedule → n.schedule",
        "n.sample → outer.init",
        "outer.body → inner.init",
        "inner.body → p.sample",
        "p.prediction → r.prediction",
        "r.sample → inner.back",
        "inner.done → p2.sample",
        "p2.prediction → r2.prediction",
        "r2.sample → outer.back",
      ],
    );
    const zones = zonesOf(graph, registry);
    assert.deepEqual(
      zones.map((zone) => [zone.loop, zone.parent]),
      [
        ["outer", undefined],
        ["inner", "outer"],
      ],
    );
    assert.deepEqual(validate(graph, registry), []);
  });
});
