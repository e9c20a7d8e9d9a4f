import { readFileSync } from "node:fs";
import { registry } from "../../src/nodes/index.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { fold } from "../../src/runtime/own/fold.ts";
import { shippedGraph } from "./cli.ts";

const docs = readFileSync(new URL("../../docs/own-nodes.md", import.meta.url), "utf8");
/** The worked example of the documentation: a node type `own/soft-composite`. */
export const example = /```json\n(.*?)```/s.exec(docs)?.[1] ?? "";

const repaint = shippedGraph("repaint");
/** The default graph with that node type in the place of its composite; it does not bring the type along. */
export const unbrought: GraphFile = {
  ...repaint,
  nodes: repaint.nodes.map((node) =>
    node.id === "composite" ? { ...node, type: "own/soft-composite", v: 1, params: {} } : node,
  ),
};
/** The same, which brings it along. */
export const softly: GraphFile = parseGraph(
  JSON.stringify({ ...unbrought, definitions: (JSON.parse(example) as { definitions: unknown }).definitions }),
  registry,
).graph;

const foldedIn = (graph: GraphFile, id: string, title: string, nodes: readonly string[]): GraphFile =>
  fold(graph, registry, new Set(nodes), { name: id, title: { en: title, zh: title }, id, shown: [] });

/** What a pass of the loop does as one node. */
export const folded = foldedIn(softly, "pass", "Pass", ["predict", "reverse", "known", "composite", "jump"]);
/** And in that node another one. */
export const nested = foldedIn(foldedIn(softly, "paste", "Paste", ["known", "composite"]), "pass", "Pass", [
  "predict",
  "reverse",
  "paste",
  "jump",
]);
