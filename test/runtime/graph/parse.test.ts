import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { registry } from "../../../src/nodes/index.ts";
import { MAX_GRAPH_LENGTH, parseGraph, serializeGraph } from "../../../src/runtime/graph/parse.ts";
import { UserError } from "../../../src/runtime/problem.ts";
import { repaintGraph } from "../../helpers/graphs.ts";

const graph = repaintGraph();
const text = serializeGraph(graph);

const refused: readonly { name: string; text: string; code: string }[] = [
  { name: "text that is no JSON", text: "hello", code: "not-json" },
  { name: "a file that was cut short", text: text.slice(0, 300), code: "not-json" },
  { name: "an empty file", text: "", code: "not-json" },
  { name: "a file of 50 MB", text: " ".repeat(50_000_000), code: "too-large" },
  { name: "10 000 levels of lists", text: "[".repeat(10_000) + "]".repeat(10_000), code: "not-json" },
  {
    name: "10 000 levels in a param",
    text: text.replace('"params":{', `"params":{"x":${'{"a":'.repeat(10_000)}1${"}".repeat(10_000)},`),
    code: "not-json",
  },
  { name: "a list", text: "[]", code: "not-a-graph" },
  { name: "null", text: "null", code: "not-a-graph" },
  { name: "somebody else's JSON", text: '{"last_node_id": 3, "nodes": [], "links": []}', code: "not-a-graph" },
  {
    name: "a newer version",
    text: '{"format":"repaint-graph","version":2,"nodes":[],"links":[]}',
    code: "unknown-version",
  },
  { name: "no nodes", text: '{"format":"repaint-graph","version":1}', code: "not-a-graph" },
  { name: "a key __proto__ at the top", text: text.replace("{", '{"__proto__": {"x": 1},'), code: "forbidden-key" },
  {
    name: "a key __proto__ deep inside",
    text: text.replace('"params":{', '"params":{"x":{"__proto__":{"polluted":"yes"}}},"y":{'),
    code: "forbidden-key",
  },
  {
    name: "a key constructor",
    text: text.replace('"params":{', '"params":{"constructor":{"prototype":{"polluted":"yes"}}},"y":{'),
    code: "forbidden-key",
  },
];

describe("parseGraph", () => {
  for (const { name, text, code } of refused) {
    it(`refuses ${name} in a sentence and pollutes nothing`, () => {
      assert.throws(
        () => parseGraph(text, registry),
        (error) => {
          assert.ok(error instanceof UserError);
          assert.equal(error.problems[0]?.code, code);
          for (const { message, remedy } of error.problems) {
            for (const sentence of [message.en, remedy.en]) assert.match(sentence, /\.$/);
            for (const sentence of [message.zh, remedy.zh]) assert.match(sentence, /。$/);
          }
          return true;
        },
      );
      assert.equal(({} as Record<string, unknown>)["polluted"], undefined);
    });
  }

  it("gives back what was written, to the letter", () => {
    const again = parseGraph(text, registry);
    assert.deepEqual(again.notes, []);
    assert.deepEqual(again.graph, graph);
    assert.equal(serializeGraph(again.graph), text);
  });

  it("keeps nodes of unknown types with their params and wires", () => {
    const strange = text.replace('"repaint/jump-back"', '"somebody/jump"');
    const { graph: kept } = parseGraph(strange, registry);
    assert.equal(kept.nodes.find((node) => node.type === "somebody/jump")?.params["jump_length"], 5);
    assert.equal(kept.links.length, graph.links.length);
  });

  it("drops what is not part of a graph and says what it dropped", () => {
    const odd = {
      ...graph,
      serialize: "x",
      nodes: [
        ...graph.nodes,
        { id: "<img>", type: "model/load" },
        graph.nodes[0],
        7,
        { id: "ok", type: "model/load", params: { a: { b: 1 } } },
      ],
      links: [...graph.links, ["a", 1, "b", 2], "x"],
      groups: [{ title: "G", rect: [0, 0, 1, 1] }, { title: 3 }],
    };
    const { graph: kept, notes } = parseGraph(JSON.stringify(odd), registry);
    assert.equal(kept.nodes.length, graph.nodes.length + 1);
    assert.equal(kept.links.length, graph.links.length);
    assert.equal(kept.groups?.length, 1);
    const said = notes.map((note) => note.message.en).join("\n");
    for (const word of ["serialize", "nodes[12]", "nodes[13]", "nodes[14]", "ok.a", "links[", "groups[1]"])
      assert.ok(said.includes(word), `${word} in ${said}`);
  });

  it("arranges nodes that lie beyond all canvases, or nowhere, in columns as the wires lead, and says so", () => {
    const { graph: read, notes } = parseGraph(text.replaceAll(/"pos":\[[^\]]*\]/g, '"pos":[1e308,-1e308]'), registry);
    assert.equal(notes.length, 1);
    assert.match(notes[0]?.message.en ?? "", /^12 nodes lay farther than .+ they were arranged anew\.$/);
    const place = new Map(read.nodes.map(({ id, pos }) => [id, pos]));
    assert.equal(new Set([...place.values()].map(String)).size, read.nodes.length);
    assert.ok([...place.values()].flat().every((x) => Math.abs(x) < 10_000));
    for (const [from, , to] of [
      ["model", "", "schedule"],
      ["schedule", "", "noise"],
      ["noise", "", "loop"],
    ])
      assert.ok((place.get(from ?? "")?.[0] ?? 0) < (place.get(to ?? "")?.[0] ?? 0), `${from} is left of ${to}`);
    const nowhere = parseGraph(text.replaceAll(/"pos":\[[^\]]*\],/g, ""), registry);
    assert.deepEqual(
      nowhere.graph.nodes.map(({ pos }) => pos),
      [...place.values()],
    );
    assert.deepEqual(nowhere.notes, []);
  });

  it("leaves those that have a place where they are, and puts the others below", () => {
    const { graph: read } = parseGraph(text.replace(/"pos":\[[^\]]*\]/, '"pos":[0,2000000]'), registry);
    const [lost, ...kept] = read.nodes;
    assert.deepEqual(kept, graph.nodes.slice(1));
    assert.ok(kept.every(({ pos }) => pos[1] < (lost?.pos[1] ?? 0)));
  });

  it("says in one sentence what is beyond the most that a graph has", () => {
    const nodes = Array.from({ length: 1203 }, (_, i) => ({ id: `n${i}`, type: "x", pos: [0, 0] }));
    const links = Array.from({ length: 10_002 }, () => ["n0", "a", "n1", "b"]);
    const { graph: read, notes } = parseGraph(
      JSON.stringify({ format: "repaint-graph", version: 1, nodes, links }),
      registry,
    );
    assert.deepEqual([read.nodes.length, read.links.length], [1000, 10_000]);
    assert.deepEqual(
      notes.map(({ message }) => message.en),
      [
        "A graph has at most 1000 nodes: nodes[1000] to nodes[1202] were left out.",
        "A graph has at most 10000 links: links[10000] to links[10001] were left out.",
      ],
    );
  });

  it("takes no infinity for a param, since no file can say it again", () => {
    const { graph: read, notes } = parseGraph(text.replace('"params":{"T"', '"params":{"huge":1e999,"T"'), registry);
    assert.match(notes[0]?.message.en ?? "", /\.huge is not part of a graph and was left out/);
    assert.equal(serializeGraph(read), text);
  });

  it("never throws anything but a user's error, whatever the JSON", () => {
    const values = [null, 1, "x", true, [], {}, [[]], { id: 1 }, { id: "a", type: 3 }];
    for (const nodes of values)
      for (const links of values)
        for (const meta of values) {
          try {
            parseGraph(
              JSON.stringify({
                format: "repaint-graph",
                version: 1,
                nodes,
                links,
                meta,
                view: meta,
                groups: links,
                notes: nodes,
              }),
              registry,
            );
          } catch (error) {
            assert.ok(error instanceof UserError, String(error));
          }
        }
  });

  it("says how much it reads at most", () => assert.ok(MAX_GRAPH_LENGTH < 50_000_000));
});
