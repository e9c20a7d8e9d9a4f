import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { analyse } from "../../src/runtime/graph/analyse.ts";
import { parseGraph, serializeGraph } from "../../src/runtime/graph/parse.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { looksLikeGraph } from "../../src/ui/share/sharing.ts";
import { cornerOf, fragmentOf, fragmentText, looksLikeFragment, paste } from "../../src/ui/edits-clip.ts";
import { emptyGraph } from "../../src/ui/edits.ts";
import { addGroup, addNote, itemOf } from "../../src/ui/edits-items.ts";
import { insertBetween, through } from "../../src/ui/edits-wire.ts";
import { repaintGraph } from "../helpers/graphs.ts";

const graph = addNote("why", { x: 0, y: 300, width: 120, height: 60 })(
  addGroup("all", { x: -20, y: -40, width: 900, height: 300 }, "blue")(repaintGraph()),
);
const everything = new Set([...graph.nodes.map(({ id }) => id), "group:0", "note:0"]);
const read = (text: string) => parseGraph(text, registry).graph;

test("what is copied and pasted is a second of the same, wired within, with names of its own", () => {
  const text = fragmentText(fragmentOf(graph, everything));
  const { edit, keys } = paste(graph, read(text), [40, 40]);
  const after = edit(graph);
  assert.equal(after.nodes.length, 2 * graph.nodes.length);
  assert.equal(after.links.length, 2 * graph.links.length);
  assert.equal(new Set(after.nodes.map(({ id }) => id)).size, after.nodes.length);
  assert.equal(keys.length, everything.size);
  const copy = fragmentOf(after, new Set(keys));
  assert.deepEqual(
    copy.nodes.map(({ type, params, pos }) => ({ type, params, pos })),
    graph.nodes.map(({ type, params, pos: [x, y] }) => ({ type, params, pos: [x + 40, y + 40] })),
  );
  assert.deepEqual(itemOf(after, "group:1"), { title: "all", colour: "blue", rect: [20, 0, 900, 300] });
  assert.deepEqual(analyse({ ...copy, nodes: copy.nodes }, registry).problems, analyse(copy, registry).problems);
  assert.equal(analyse(after, registry).problems.filter((p) => p.severity === "error").length, 0);
});

test("wires that lead out of what is copied stay behind", () => {
  const part = fragmentOf(graph, new Set(["predict", "reverse"]));
  assert.deepEqual(part.links, [["predict", "prediction", "reverse", "prediction"]]);
  assert.deepEqual(cornerOf(part), [
    Math.min(...part.nodes.map(({ pos }) => pos[0])),
    Math.min(...part.nodes.map(({ pos }) => pos[1])),
  ]);
});

test("a part says that it is one, and the ordinary parser reads it without a word", () => {
  const text = fragmentText(fragmentOf(graph, everything));
  assert.ok(looksLikeFragment(text));
  assert.ok(!looksLikeFragment(serializeGraph(graph)));
  assert.ok(looksLikeGraph(serializeGraph(graph)));
  assert.deepEqual(parseGraph(text, registry).notes, []);
});

test("a hostile part is refused with a sentence, or comes in as data with one wire an input", () => {
  const evil = `{"fragment":true,"format":"repaint-graph","version":1,"__proto__":{"polluted":"yes"},"nodes":[]}`;
  assert.ok(looksLikeFragment(evil));
  assert.throws(() => read(evil), UserError);
  assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
  const twice = `{"fragment":true,"format":"repaint-graph","version":1,"nodes":[
    {"id":"a","type":"no/such","params":{"x":{"y":1}}},{"id":"b","type":"no/such"},{"id":"a","type":"no/such"}],
    "links":[["a","o","b","i"],["b","o","b","i"],["a","p","b","i"],["a","o","gone","i"]]}`;
  const after = paste(emptyGraph, read(twice), [0, 0]).edit(emptyGraph);
  assert.equal(after.nodes.length, 2);
  assert.deepEqual(after.links, [["such", "o", "such-2", "i"]]);
});

test("groups, notes and a node's note survive the file", () => {
  const noted = { ...graph, nodes: graph.nodes.map((node, i) => (i === 0 ? { ...node, note: "from disk" } : node)) };
  assert.deepEqual(read(serializeGraph(noted)), noted);
});

test("a node put on a wire carries what went over it", () => {
  const jump = registry.get("repaint/jump-back");
  assert.ok(jump);
  const way = through(jump, "sample", ["sample"]);
  assert.ok(way);
  const after = insertBetween(["reverse", "sample", "composite", "unknown"], way, registry)(graph);
  const [id] = after.nodes.map((node) => node.id).filter((name) => !graph.nodes.some((node) => node.id === name));
  assert.ok(id !== undefined && after.links.some((link) => link.join() === `reverse,sample,${id},sample`));
  assert.ok(after.links.some((link) => link.join() === `${id},sample,composite,unknown`));
  assert.equal(through(jump, "mask", ["sample"]), undefined);
});
