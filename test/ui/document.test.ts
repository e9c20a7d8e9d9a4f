import assert from "node:assert/strict";
import { test } from "node:test";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import type { NodeDefinition } from "../../src/runtime/node.ts";
import { GraphDocument } from "../../src/ui/document.ts";
import {
  addNode,
  connect,
  disconnect,
  emptyGraph,
  freshId,
  moveNodes,
  removeNodes,
  setParam,
  setTitle,
  type Edit,
} from "../../src/ui/edits.ts";

const words = { en: "a", zh: "甲" };
const definition: NodeDefinition = {
  type: "test/thing",
  v: 1,
  category: "math",
  title: words,
  help: words,
  inputs: [{ name: "in", title: words, types: ["sample"] }],
  outputs: [{ name: "out", title: words, type: "sample" }],
  params: [{ name: "k", title: words, help: words, kind: "number", default: 1, min: 0, max: 9 }],
};

/** A small generator of whole numbers, so that a failure can be repeated. */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomEdit(graph: GraphFile, roll: (below: number) => number): Edit {
  const pick = (): string => graph.nodes[roll(graph.nodes.length)]?.id ?? "none";
  switch (roll(8)) {
    case 0:
    case 1:
      if (graph.nodes.length > 30) return removeNodes([pick(), pick()]);
      return addNode(definition, freshId(graph, definition.type), [roll(500), roll(500)]);
    case 2:
      return roll(3) === 0 ? removeNodes([pick()]) : setTitle(pick(), "t".repeat(roll(3)));
    case 3:
      return moveNodes(new Map([[pick(), [roll(500), roll(500)] as const]]));
    case 4:
    case 5:
      return connect([pick(), "out", pick(), "in"]);
    case 6:
      return disconnect(pick(), "in");
    default:
      return setParam(pick(), "k", roll(9));
  }
}

test("ten thousand random edits, all undone and all redone, give the same graphs", () => {
  const roll = dice(7);
  const doc = new GraphDocument(20_000);
  const seen = [JSON.stringify(doc.graph)];
  for (let i = 0; i < 10_000; i++) if (doc.apply(randomEdit(doc.graph, roll))) seen.push(JSON.stringify(doc.graph));
  assert.ok(seen.length > 3000);
  for (let i = seen.length - 1; i >= 0; i--) {
    assert.equal(JSON.stringify(doc.graph), seen[i]);
    assert.equal(doc.undo(), i > 0);
  }
  for (const [i, text] of seen.entries()) {
    assert.equal(JSON.stringify(doc.graph), text);
    assert.equal(doc.redo(), i < seen.length - 1);
  }
});

test("ids are unique, wires join nodes that exist, and an input takes one wire, whatever is edited", () => {
  const roll = dice(11);
  let graph = emptyGraph;
  for (let i = 0; i < 2000; i++) {
    graph = randomEdit(graph, roll)(graph);
    const ids = new Set(graph.nodes.map((node) => node.id));
    assert.equal(ids.size, graph.nodes.length);
    assert.ok(graph.links.every(([from, , to]) => ids.has(from) && ids.has(to)));
    assert.equal(new Set(graph.links.map(([, , to, input]) => `${to}.${input}`)).size, graph.links.length);
  }
});

test("an edit that changes nothing leaves the graph itself and no entry in the history", () => {
  const doc = new GraphDocument();
  doc.apply(addNode(definition, "a", [10, 20]));
  const before = doc.graph;
  for (const edit of [
    moveNodes(new Map([["a", [10, 20] as const]])),
    setParam("a", "k", 1),
    setTitle("a", ""),
    removeNodes(["b"]),
    disconnect("a", "in"),
  ]) {
    assert.equal(doc.apply(edit), false);
    assert.equal(doc.graph, before);
  }
  doc.undo();
  assert.equal(doc.canUndo, false);
});

test("the steps of one gesture are undone together, and a settled gesture is not joined", () => {
  const doc = new GraphDocument();
  doc.apply(addNode(definition, "a", [0, 0]));
  for (let x = 1; x < 5; x++) doc.apply(moveNodes(new Map([["a", [x, 0] as const]])), "drag");
  doc.settle();
  doc.apply(moveNodes(new Map([["a", [9, 0] as const]])), "drag");
  doc.undo();
  assert.deepEqual(doc.graph.nodes[0]?.pos, [4, 0]);
  doc.undo();
  assert.deepEqual(doc.graph.nodes[0]?.pos, [0, 0]);
});

test("opening another graph can be undone", () => {
  const doc = new GraphDocument();
  doc.apply(addNode(definition, "a", [0, 0]));
  doc.open(emptyGraph);
  assert.equal(doc.graph.nodes.length, 0);
  doc.undo();
  assert.equal(doc.graph.nodes.length, 1);
});
