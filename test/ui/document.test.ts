import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { analyse } from "../../src/runtime/graph/analyse.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import type { NodeDefinition } from "../../src/runtime/node.ts";
import { arrange } from "../../src/ui/canvas/arrange.ts";
import type { Scene } from "../../src/ui/canvas/scene.ts";
import { GraphDocument } from "../../src/ui/document.ts";
import { fragmentOf, paste } from "../../src/ui/edits-clip.ts";
import { addGroup, addNote, resizeItem, setGroupColour, setItemText } from "../../src/ui/edits-items.ts";
import { insertBetween, through } from "../../src/ui/edits-wire.ts";
import {
  addNode,
  all,
  connect,
  disconnect,
  emptyGraph,
  freshId,
  moveNodes,
  removeNodes,
  setNote,
  setParam,
  setTitle,
  type Edit,
} from "../../src/ui/edits.ts";
import { fixesOf } from "../../src/ui/fixes/index.ts";
import { sceneOf } from "../../src/ui/scene-of.ts";

const words = { en: "a", zh: "甲" };
const thing: NodeDefinition = {
  type: "test/thing",
  v: 1,
  category: "math",
  title: words,
  help: words,
  inputs: [{ name: "in", title: words, types: ["sample"] }],
  outputs: [{ name: "out", title: words, type: "sample" }],
  params: [{ name: "k", title: words, help: words, kind: "number", default: 1, min: 0, max: 9 }],
};

const kinds = [
  "repaint/jump-back",
  "flow/loop",
  "noise/forward",
  "repaint/composite",
  "image/load",
  "image/mask",
  "denoise/predict",
].flatMap((type) => registry.get(type) ?? []);
const kindOf = (graph: GraphFile, id: string): NodeDefinition | undefined =>
  registry.get(graph.nodes.find((node) => node.id === id)?.type ?? "");
const sceneFor = (graph: GraphFile): Scene =>
  sceneOf(graph, {
    registry,
    language: "en",
    measure: (text) => text.length * 7,
    problems: [],
    zoneLabel: () => "",
    pill: "",
  });

/** A small generator of whole numbers, so that a failure can be repeated. */
function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One of all kinds of edits that the editor makes. */
function randomEdit(graph: GraphFile, roll: (below: number) => number): Edit {
  const pick = (): string => graph.nodes[roll(graph.nodes.length)]?.id ?? "none";
  const item = (): string => (roll(2) === 0 ? `group:${roll(3)}` : `note:${roll(3)}`);
  const rect = () => ({ x: roll(500), y: roll(500), width: roll(300), height: roll(200) });
  const some = (): Set<string> => new Set([pick(), pick(), pick(), item()]);
  switch (roll(16)) {
    case 0:
    case 1: {
      if (graph.nodes.length > 24) return removeNodes([pick(), pick(), pick(), item()]);
      const definition = kinds[roll(kinds.length)] ?? thing;
      return addNode(definition, freshId(graph, definition.type), [roll(500), roll(500)]);
    }
    case 2:
      return roll(3) === 0 ? removeNodes([pick(), item()]) : setTitle(pick(), "t".repeat(roll(3)));
    case 3:
      return moveNodes(new Map([pick(), item()].map((key) => [key, [roll(500), roll(500)] as const])));
    case 4:
    case 5: {
      const [from, to] = [pick(), pick()];
      const output = kindOf(graph, from)?.outputs[0]?.name ?? "sample";
      const inputs = kindOf(graph, to)?.inputs ?? [];
      return connect([from, output, to, inputs[roll(inputs.length)]?.name ?? "sample"]);
    }
    case 6:
      return disconnect(pick(), "sample");
    case 7:
      return setParam(pick(), "jump_length", roll(9) - 2);
    case 8:
      return (graph.groups?.length ?? 0) > 3 ? removeNodes([item()]) : addGroup("g".repeat(roll(3)), rect(), "green");
    case 9:
      return (graph.notes?.length ?? 0) > 3 ? removeNodes([item()]) : addNote("n".repeat(roll(3)), rect());
    case 10:
      return all(setItemText(item(), "w".repeat(roll(4))), resizeItem(item(), roll(400), roll(300)));
    case 11:
      return roll(2) === 0 ? setGroupColour(item(), "blue") : setNote(pick(), "x".repeat(roll(3)));
    case 12:
      return graph.nodes.length > 20 ? removeNodes(some()) : paste(graph, fragmentOf(graph, some()), [24, 24]).edit;
    case 13: {
      const { problems } = analyse(graph, registry);
      const fixes = problems.flatMap((problem) => fixesOf(problem, graph, registry));
      return fixes[roll(fixes.length)]?.edit ?? ((now) => now);
    }
    case 14:
      return moveNodes(arrange(sceneFor(graph)));
    default: {
      const link = graph.links[roll(graph.links.length)];
      const jump = registry.get("repaint/jump-back");
      const way = jump && through(jump, "sample", ["sample"]);
      return link && way && graph.nodes.length < 24 ? insertBetween(link, way, registry) : disconnect(pick(), "at");
    }
  }
}

test("ten thousand random edits, all undone and all redone, give the same graphs", () => {
  const roll = dice(7);
  const doc = new GraphDocument(20_000);
  const seen = [JSON.stringify(doc.graph)];
  for (let i = 0; i < 10_000; i++) if (doc.apply(randomEdit(doc.graph, roll))) seen.push(JSON.stringify(doc.graph));
  assert.ok(seen.length > 5000, `${seen.length} edits changed something`);
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
  doc.apply(addNode(thing, "a", [10, 20]));
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
  doc.apply(addNode(thing, "a", [0, 0]));
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
  doc.apply(addNode(thing, "a", [0, 0]));
  doc.open(emptyGraph);
  assert.equal(doc.graph.nodes.length, 0);
  doc.undo();
  assert.equal(doc.graph.nodes.length, 1);
});
