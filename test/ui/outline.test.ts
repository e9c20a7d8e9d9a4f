import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { found } from "../../src/ui/commands/choice.ts";
import { connect, disconnect, emptyGraph } from "../../src/ui/edits.ts";
import { RunReporter } from "../../src/ui/outline/announcer.ts";
import { nodeChoices, placeChoices } from "../../src/ui/outline/choices.ts";
import { loadWords } from "../../src/ui/i18n/index.ts";
import { executionOrder, idsOf } from "../../src/ui/outline/order.ts";
import { freePlace } from "../../src/ui/outline/place.ts";
import { movedInOrder } from "../../src/ui/outline/reorder.ts";
import { rowsOf } from "../../src/ui/outline/rows.ts";
import { possibleLinks } from "../../src/ui/outline/targets.ts";
import { refusal, typesOf } from "../../src/ui/types-of.ts";

const folder = new URL("../../graphs/", import.meta.url);
const graphs = readdirSync(folder).map((name) => {
  return { name, graph: parseGraph(readFileSync(new URL(name, folder), "utf8"), registry).graph };
});
const repaint = graphs.find(({ name }) => name === "repaint.json")?.graph ?? emptyGraph;

await loadWords("en");

const options = { registry, language: "en", turned: new Set<string>(), zoneLabel: () => "t" } as const;

describe("the outline", () => {
  it("has every node of every graph once, sources before what reads them", () => {
    for (const { name, graph } of graphs) {
      const ids = idsOf(executionOrder(graph, registry));
      assert.deepEqual([...ids].sort(), graph.nodes.map(({ id }) => id).sort(), name);
      for (const [from, , to, input] of graph.links)
        if (input !== "back") assert.ok(ids.indexOf(from) < ids.indexOf(to), `${name}: ${from} before ${to}`);
    }
  });

  it("keeps the nodes of a graph that cannot be ordered", () => {
    const circle = connect(["composite", "sample", "reverse", "prediction"])(repaint);
    assert.equal(idsOf(executionOrder(circle, registry)).length, circle.nodes.length);
  });

  it("shows loops as parents, sockets below an open node, and what they are wired to", () => {
    const closed = rowsOf(repaint, options);
    const zone = closed.findIndex(({ kind }) => kind === "zone");
    assert.equal(closed[zone]?.open, true);
    assert.deepEqual([closed[zone]?.level, closed[zone + 1]?.level], [1, 2]);
    const rows = rowsOf(repaint, { ...options, turned: new Set(["n:reverse", "o:reverse.sample"]) });
    const line = (key: string): string => rows.find((row) => row.key === key)?.spoken ?? "";
    assert.equal(line("i:reverse.prediction"), "input prediction, from Predict · prediction");
    assert.match(line("o:reverse.sample"), /^output .*, to Forward-noise known · level of, Composite · unknown$/);
    assert.equal(rows.filter(({ kind }) => kind === "wire").length, 2);
    for (const [i, row] of rows.entries()) assert.ok(row.level <= (rows[i - 1]?.level ?? 0) + 1);
  });

  it("offers at a socket exactly the wires that fit, and none that closes a circle", () => {
    const graph = disconnect("composite", "unknown")(repaint);
    const types = typesOf(graph, registry);
    for (const { id } of graph.nodes) {
      for (const link of possibleLinks(graph, registry, { node: id })) {
        assert.equal(
          refusal(link, types, registry, (each) => each),
          undefined,
          link.join(),
        );
        const wired = connect(link)(graph);
        assert.equal(typesOf(wired, registry).wiring.problems.length, 0);
        if (link[3] !== "back") assert.ok(executionOrder(wired, registry).length > 0);
      }
    }
    const socket = { node: "composite", side: "input", name: "unknown" } as const;
    const sources = possibleLinks(graph, registry, { node: "composite", socket }).map(([from]) => from);
    assert.ok(sources.includes("reverse"));
    assert.ok(!sources.includes("jump"), "the jump comes after");
    assert.ok(!sources.includes("model"), "a model is no sample");
  });

  it("moves a node in the order where its wires leave it open, and nowhere else", () => {
    const moved = movedInOrder(repaint, registry, "mask", -1);
    assert.ok(moved?.edit);
    const ids = idsOf(executionOrder(moved.edit(repaint), registry));
    assert.equal(ids.indexOf(moved.other), ids.indexOf("mask") + 1);
    const bound = movedInOrder(repaint, registry, "reverse", -1);
    assert.deepEqual([bound?.other, bound?.edit], ["predict", undefined]);
  });

  it("finds a free place for each new node", () => {
    let graph: GraphFile = { ...emptyGraph, nodes: repaint.nodes.slice(0, 1) };
    for (let i = 0; i < 20; i++) {
      const pos = freePlace(graph, "model") ?? [0, 0];
      graph = { ...graph, nodes: [...graph.nodes, { id: `n${i}`, type: "flow/loop", v: 1, pos, params: {} }] };
    }
    assert.equal(new Set(graph.nodes.map(({ pos }) => pos.join())).size, 21);
  });
});

describe("what is searched", () => {
  const first = (query: string): string | undefined => found(nodeChoices(registry, "en"), query)[0]?.id;

  it("is found in both languages, by its type, and by letters apart", () => {
    const cases = {
      composite: "repaint/composite",
      噪声调度: "model/noise-schedule",
      jmpbk: "repaint/jump-back",
      "model/load": "model/load",
    };
    for (const [query, type] of Object.entries(cases)) assert.equal(first(query), type, query);
    assert.equal(first("zzzz"), undefined);
  });

  it("is a node of the graph by a param's value, too", () => {
    const places = placeChoices(repaint, registry, "en", "");
    assert.equal(found(places, "face-1000000")[0]?.id, "image");
    assert.equal(found(places, "jump_length 5")[0]?.id, "jump");
  });
});

it("a run is told by its changes and every five seconds", () => {
  const reporter = new RunReporter();
  const progress = {
    node: "a",
    t: 3,
    transition: 1,
    evaluations: 7,
    evaluationsTotal: 9,
    rate: 1,
    secondsLeft: 2,
    seconds: 7,
  };
  const said = (["running", "running", "running", "paused", "finished"] as const).map((state, i) =>
    reporter.report(state, progress, "en", i * 4000),
  );
  assert.deepEqual(said, [
    "The run has begun.",
    undefined,
    "Running: 7 of 9 calls, t = 3.",
    "Paused.",
    "The run is finished.",
  ]);
});
