import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { registry } from "../../../src/nodes/index.ts";
import { analyse } from "../../../src/runtime/graph/analyse.ts";
import { parseGraph, serializeGraph } from "../../../src/runtime/graph/parse.ts";
import { expand } from "../../../src/runtime/own/expand.ts";
import { hostileNodes } from "../../helpers/hostile-nodes.ts";

const withNodes = (definitions: unknown, ...types: readonly string[]): string => {
  const nodes = types.map((type, i) => ({ id: `use${i}`, type, v: 1, pos: [0, 0], params: {} }));
  return JSON.stringify({ format: "repaint-graph", version: 1, nodes, links: [], definitions });
};

const names = (definitions: unknown): string[] =>
  Array.isArray(definitions)
    ? definitions
        .flatMap((one: { name?: unknown } | null) => (typeof one?.name === "string" ? [one.name] : []))
        .slice(-3)
    : [];

describe("definitions that a graph brings along", () => {
  it(`are a table of at least 60 hostile cases, ${hostileNodes.length} now`, () => {
    assert.ok(hostileNodes.filter(({ code }) => code !== undefined).length >= 60);
  });

  for (const { name, definitions, code } of hostileNodes) {
    it(`${name}: ${code === undefined ? "opens as data" : "is left out in a sentence"}`, () => {
      const types = names(definitions).map((one) => `own/${one}`.slice(0, 90));
      const { graph, notes } = parseGraph(withNodes(definitions, "image/solid", ...types), registry);
      if (code === undefined) assert.deepEqual(notes, []);
      else
        assert.ok(
          notes.some((note) => note.code === code),
          notes.map((note) => `${note.code} ${note.message.en}`).join("\n"),
        );
      for (const { message, remedy } of notes) {
        for (const text of [message.en, remedy.en]) assert.match(text, /^[^\n]{8,600}[.?]$/);
        for (const text of [message.zh, remedy.zh]) assert.match(text, /^[^\n]{4,600}[。？]$/);
      }
      // Nothing got out of the data, what is left can be asked about, and writing it down loses nothing.
      assert.equal(Object.keys(Object.prototype).length, 0);
      assert.ok(expand(graph).graph.nodes.length <= 2000);
      for (const { message } of analyse(graph, registry).problems) assert.match(message.en, /\.$/);
      const again = parseGraph(serializeGraph(graph), registry);
      assert.deepEqual(again.graph, graph);
      assert.deepEqual(again.notes, []);
    });
  }
});
