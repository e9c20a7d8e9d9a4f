import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Action, Lesson, Setting } from "../../runtime/lesson/format.ts";
import type { Registry } from "../../runtime/node.ts";
import { addNode, all, connect, disconnect, freshId, removeNodes, type Edit } from "../edits.ts";
import type { OpenedGraph } from "../open-file.ts";
import { setChoice } from "../paint/paintable.ts";

/** Where the graphs of scenes come from. */
export interface GraphSource {
  readonly registry: Registry;
  templateOf(name: string): Promise<OpenedGraph>;
}

/** A graph as a scene names it. */
export async function graphOf(reference: string, lesson: Lesson, from: GraphSource): Promise<GraphFile> {
  const [kind, name = ""] = reference.split(":");
  const own = kind === "lesson" && Object.hasOwn(lesson.graphs, name) ? lesson.graphs[name] : undefined;
  return own ?? (await from.templateOf(name)).graph;
}

/** Params as a scene sets them, in one edit. */
export const settingEdit = (settings: readonly Setting[], registry: Registry): Edit =>
  all(...settings.map(({ node, name, value }) => setChoice(registry, node, name, value)));

/** The graph that a step begins with for somebody who has done nothing before it. */
export async function graphAt(lesson: Lesson, step: number, from: GraphSource): Promise<GraphFile> {
  const before = lesson.steps.slice(0, step + 1);
  const first = before.findLastIndex(({ scene }) => scene?.graph !== undefined);
  const reference = before[first]?.scene?.graph ?? "template:repaint";
  let graph = await graphOf(reference, lesson, from);
  for (const { scene } of before.slice(Math.max(0, first))) {
    graph = settingEdit(scene?.set ?? [], from.registry)(graph);
  }
  return graph;
}

/** What an action of “show me” edits; undefined where it edits nothing. */
export function editOf(action: Action, graph: GraphFile, registry: Registry): Edit | undefined {
  const idOf = (name: string): string =>
    name.includes("/") ? (graph.nodes.find(({ type }) => type === name)?.id ?? name) : name;
  switch (action.do) {
    case "set":
      return setChoice(registry, idOf(action.node), action.name, action.value);
    case "connect":
      return connect([idOf(action.from), action.output, idOf(action.to), action.input]);
    case "disconnect":
      return disconnect(idOf(action.to), action.input);
    case "remove":
      return removeNodes([idOf(action.node)]);
    case "add": {
      const definition = registry.get(action.type);
      return definition && addNode(definition, freshId(graph, action.type), action.at ?? [0, 0]);
    }
    default:
      return undefined;
  }
}
