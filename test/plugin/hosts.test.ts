import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import type { Host } from "../../src/plugin/host.ts";
import { fromHost, registerNodes, toHost } from "../../src/plugin/index.ts";
import { execute } from "../../src/runtime/execute.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { validate } from "../../src/runtime/graph/validate.ts";
import type { Picture } from "../../src/runtime/node.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { trace } from "../../src/runtime/trace.ts";
import { littleEnv, littleRig } from "../helpers/little-network.ts";

interface WiredNode {
  readonly id: number | string;
  pos: ArrayLike<number>;
  readonly inputs: readonly { readonly name: string }[];
  readonly outputs: readonly { readonly name: string }[];
  readonly widgets?: readonly { value: unknown; readonly options: { readonly property?: string } }[];
  setProperty(name: string, value: unknown): void;
  connect(output: number, target: WiredNode, input: number): unknown;
}

interface HostGraph {
  add(node: WiredNode): void;
  serialize(): unknown;
  configure(saved: unknown): unknown;
  readonly _nodes: readonly WiredNode[];
}

interface HostPackage {
  readonly LiteGraph: Host & { createNode(type: string): WiredNode | null; readonly registered_node_types: object };
  readonly LGraph: new () => HostGraph;
}

const require = createRequire(import.meta.url);
/** Each is a browser's library; these are the globals that loading it touches. */
const pretended = { document: { createElement: () => ({}) }, window: { devicePixelRatio: 1 } };
for (const [name, value] of Object.entries(pretended)) if (!(name in globalThis)) Reflect.set(globalThis, name, value);
const hosts: readonly (readonly [string, HostPackage])[] = [
  ["litegraph.js", require("litegraph.js/build/litegraph.core.js") as HostPackage],
  ["@comfyorg/litegraph", (await import("@comfyorg/litegraph")) as object as HostPackage],
];

const shipped = async (name: string): Promise<GraphFile> =>
  parseGraph(await readFile(new URL(`../../graphs/${name}.json`, import.meta.url), "utf8"), registry).graph;

/** Builds a graph in a host by its own means, node by node and wire by wire. */
function wired({ LiteGraph, LGraph }: HostPackage, graph: GraphFile): HostGraph {
  const made = new LGraph();
  const nodes = new Map<string, WiredNode>();
  for (const { id, type, pos, params } of graph.nodes) {
    const node = LiteGraph.createNode(`repaint-graph/${type}`);
    assert.ok(node, type);
    node.pos = [...pos];
    made.add(node);
    for (const [name, value] of Object.entries(params)) node.setProperty(name, value);
    nodes.set(id, node);
  }
  for (const [from, output, to, input] of graph.links) {
    const [a, b] = [nodes.get(from), nodes.get(to)];
    assert.ok(a && b);
    const [start, end] = [a.outputs, b.inputs].map((slots, i) => slots.findIndex((s) => s.name === [output, input][i]));
    assert.ok(a.connect(start ?? -1, b, end ?? -1), `${from}.${output} → ${to}.${input}`);
  }
  return made;
}

async function result(graph: GraphFile): Promise<Picture> {
  const rig = await littleRig();
  let picture: Picture | undefined;
  for await (const { artifacts } of execute(plan(graph, registry, littleEnv), rig)) {
    for (const artifact of artifacts) if (artifact.kind === "save") picture = artifact.picture;
  }
  assert.ok(picture);
  return picture;
}

for (const [name, host] of hosts) {
  registerNodes(host.LiteGraph);

  test(`${name}: every node type is there`, () => {
    for (const type of registry.keys())
      assert.ok(`repaint-graph/${type}` in host.LiteGraph.registered_node_types, type);
  });

  test(`${name}: what is wired there, its loop included, runs here to its end`, async () => {
    const graph = await shipped("repaint");
    const short = { ...graph, nodes: graph.nodes.map((n) => (n.id === "schedule" ? { ...n, params: { T: 12 } } : n)) };
    const made = fromHost(JSON.parse(JSON.stringify(wired(host, short).serialize())));
    assert.deepEqual(made.notes, []);
    assert.deepEqual(validate(made.graph, registry, littleEnv), []);
    assert.equal(made.graph.links.length, graph.links.length);
    const { data } = await result(made.graph);
    assert.ok(data.every(Number.isFinite));
    assert.equal(trace(plan(made.graph, registry)).evaluations, trace(plan(short, registry)).evaluations);
  });

  test(`${name}: graphs go there and come back the same`, async () => {
    for (const graph of await Promise.all(["repaint-250", "ddnm", "jump-grid", "custom-equation"].map(shipped))) {
      const there = new host.LGraph();
      there.configure(JSON.parse(JSON.stringify(toHost(graph))));
      const back = fromHost(JSON.parse(JSON.stringify(there.serialize())));
      assert.deepEqual(back.notes, []);
      assert.deepEqual(new Set(back.graph.links.map(String)), new Set(graph.links.map(String)));
      for (const node of graph.nodes) {
        const same = back.graph.nodes.find(({ id }) => id === node.id);
        assert.equal(same?.type, node.type);
        assert.deepEqual([...(same?.pos ?? [])], [...node.pos]);
        for (const [param, value] of Object.entries(node.params)) assert.equal(same?.params[param], value, param);
      }
    }
  });

  test(`${name}: a value that comes with a graph is shown in its field`, async () => {
    const there = new host.LGraph();
    there.configure(JSON.parse(JSON.stringify(toHost(await shipped("repaint-250")))));
    const fields = there._nodes.flatMap((node) => node.widgets ?? []);
    assert.equal(fields.find((field) => field.options.property === "jump_length")?.value, 10);
    assert.equal(fields.find((field) => field.options.property === "T")?.value, 250);
  });
}

test("what was wired in one host opens in the other", async () => {
  const graph = await shipped("repaint");
  for (const [name, one] of hosts) {
    for (const [, other] of hosts.filter((entry) => entry[0] !== name)) {
      const there = new other.LGraph();
      there.configure(JSON.parse(JSON.stringify(wired(one, graph).serialize())));
      const back = fromHost(JSON.parse(JSON.stringify(there.serialize())));
      assert.equal(back.graph.links.length, graph.links.length, name);
    }
  }
});

test("nodes of other programs are left out and said; what is no graph is refused", () => {
  const saved = {
    nodes: [{ id: 1, type: "<img>", pos: [0, 0] }, null, { id: 2, type: "repaint-graph/flow/loop" }],
    links: [[1, 1, 0, 2, 0, "x"], 3],
  };
  const { graph, notes } = fromHost(saved);
  assert.deepEqual([graph.nodes.length, graph.links.length, notes.length], [1, 0, 1]);
  for (const value of [null, 1, "x", {}, { nodes: 1 }]) assert.throws(() => fromHost(value), UserError);
});
