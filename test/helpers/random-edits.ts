import { registry } from "../../src/nodes/index.ts";
import { analyse } from "../../src/runtime/graph/analyse.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph, serializeGraph } from "../../src/runtime/graph/parse.ts";
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
export const thing: NodeDefinition = {
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
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One of all kinds of edits that the editor makes. */
export function randomEdit(graph: GraphFile, roll: (below: number) => number): Edit {
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

/**
 * Makes so many random edits, undoes and redoes all of them, and saves and opens what came of every hundredth.
 *
 * @throws Error at the first graph that is not, to the letter, what it was.
 * @returns how many of the edits changed something.
 */
export function editBackAndForth(edits: number, seed: number): number {
  const roll = dice(seed);
  const doc = new GraphDocument(edits);
  const now = (): string => JSON.stringify(doc.graph);
  const seen = [now()];
  for (let i = 0; i < edits; i++) {
    if (!doc.apply(randomEdit(doc.graph, roll))) continue;
    seen.push(now());
    if (seen.length % 100 === 0) assertReopened(doc.graph);
  }
  const compare = (i: number, what: string): void => {
    if (now() !== seen[i]) throw new Error(`seed ${seed}: ${what} to edit ${i} gives another graph`);
  };
  for (let i = seen.length - 1; i >= 0; i--) {
    compare(i, "undoing");
    if (doc.undo() !== i > 0) throw new Error(`seed ${seed}: the history ends at ${i}`);
  }
  for (let i = 0; i < seen.length; i++) {
    compare(i, "redoing");
    if (doc.redo() !== i < seen.length - 1) throw new Error(`seed ${seed}: the history ends at ${i}`);
  }
  return seen.length - 1;
}

function assertReopened(graph: GraphFile): void {
  const text = serializeGraph(graph);
  const { graph: again, notes } = parseGraph(text, registry);
  if (notes.length > 0) throw new Error(`saved, it opens with a note: ${notes[0]?.message.en}`);
  if (serializeGraph(again) !== text) throw new Error("saved and opened, it is another graph");
}
