import assert from "node:assert/strict";
import { test } from "node:test";
import { GraphDocument } from "../../src/ui/document.ts";
import { addNode, disconnect, emptyGraph, moveNodes, removeNodes, setParam, setTitle } from "../../src/ui/edits.ts";
import { dice, editBackAndForth, randomEdit, thing } from "../helpers/random-edits.ts";

test("three thousand random edits, all undone and all redone, give the same graphs, and saved they open again", () => {
  assert.ok(editBackAndForth(3000, 7) > 1500);
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
