import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { registry } from "../../../src/nodes/index.ts";
import { isBody, type GraphFile, type GraphNode } from "../../../src/runtime/graph/format.ts";
import { plan } from "../../../src/runtime/graph/plan.ts";
import { sweepsOf } from "../../../src/runtime/graph/sweeps.ts";
import { validate } from "../../../src/runtime/graph/validate.ts";
import { parseGraph } from "../../../src/runtime/graph/parse.ts";
import { typeOf } from "../../../src/runtime/own/identity.ts";

const templateGraph = (name: string): GraphFile =>
  parseGraph(readFileSync(new URL(`../../../graphs/${name}.json`, import.meta.url), "utf8"), registry).graph;

const sweep = (id: string, over: string, values: string): GraphNode => ({
  id,
  type: "view/sweep",
  v: 1,
  pos: [0, 0],
  params: { over, values },
});

const withSweeps = (...nodes: readonly GraphNode[]): GraphFile => {
  const graph = templateGraph("repaint");
  return { ...graph, nodes: [...graph.nodes, ...nodes] };
};

test("Sweep nodes give values by node and param, in their order; a run of the graph itself is as without them", () => {
  const graph = withSweeps(sweep("r", "jump.jump_n_sample", "1, 2"), sweep("how", "reverse.sampler", "ddim"));
  const { axes, problems } = sweepsOf(graph, registry);
  assert.deepEqual(axes, { "jump.jump_n_sample": [1, 2], "reverse.sampler": ["ddim"] });
  assert.deepEqual(Object.keys(axes), ["jump.jump_n_sample", "reverse.sampler"]);
  assert.deepEqual(problems, []);
  assert.deepEqual(validate(graph, registry), []);
  const calls = (one: GraphFile): number => plan(one, registry).ops.length;
  assert.equal(calls(graph), calls(templateGraph("repaint")) + 2);
});

for (const { title, nodes, says } of [
  { title: "nothing chosen", nodes: [sweep("s", "", "1")], says: /^s changes nothing yet/ },
  {
    title: "a node that is gone",
    nodes: [sweep("s", "leap.r", "1")],
    says: /^s changes leap\.r, which is not in this graph/,
  },
  {
    title: "a param that is none",
    nodes: [sweep("s", "jump.teeth", "1")],
    says: /^s changes jump\.teeth, which is not/,
  },
  { title: "itself", nodes: [sweep("s", "s.values", "1")], says: /^s changes s\.values, which is not/ },
  { title: "words for a number", nodes: [sweep("s", "jump.jump_n_sample", "1, two")], says: /the values "1, two"/ },
  { title: "no value", nodes: [sweep("s", "jump.jump_n_sample", " ")], says: /of which one is none that it takes/ },
  {
    title: "one param twice",
    nodes: [sweep("s", "jump.jump_n_sample", "1"), sweep("again", "jump.jump_n_sample", "2")],
    says: /^again changes jump\.jump_n_sample, which another Sweep changes already/,
  },
]) {
  test(`${title}: a warning at the node, and the graph runs all the same`, () => {
    const graph = withSweeps(...nodes);
    const problems = validate(graph, registry);
    assert.equal(problems.length, 1);
    const [found] = problems;
    assert.equal(found?.severity, "warning");
    assert.equal(found?.node, nodes.at(-1)?.id);
    assert.match(found?.message.en ?? "", says);
    assert.doesNotThrow(() => plan(graph, registry));
  });
}

test("a sweep inside a node of nodes is not run, which is said", () => {
  const graph = templateGraph("own-nodes");
  const body = (graph.definitions ?? []).find(isBody);
  assert.ok(body);
  const inside = { ...body, nodes: [...body.nodes, sweep("s", "jump.jump_n_sample", "1")] };
  const [before, after] = [typeOf(body), typeOf(inside)];
  const found = validate(
    {
      ...graph,
      definitions: (graph.definitions ?? []).map((definition) => (definition === body ? inside : definition)),
      nodes: graph.nodes.map((node) => (node.type === before ? { ...node, type: after } : node)),
    },
    registry,
  );
  assert.equal(found.length, 1);
  assert.match(found[0]?.message.en ?? "", /lies inside a node of nodes, where no sweep is run/);
});
