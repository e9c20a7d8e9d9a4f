import type { GraphFile, GraphLink } from "../runtime/graph/format.ts";
import { serializeGraph } from "../runtime/graph/parse.ts";
import { completed, withDefinitions } from "../runtime/own/library.ts";
import { freshId, itemKey, type Edit, type Position } from "./edits.ts";

/** The selected part of a graph as a graph of its own: nodes with the wires among them, groups and notes. */
export function fragmentOf(graph: GraphFile, keys: ReadonlySet<string>): GraphFile {
  const groups = (graph.groups ?? []).filter((_, i) => keys.has(itemKey("group", i)));
  const notes = (graph.notes ?? []).filter((_, i) => keys.has(itemKey("note", i)));
  const nodes = graph.nodes.filter((node) => keys.has(node.id));
  const { definitions } = completed({ format: "repaint-graph", version: 1, nodes, links: [] }, graph.definitions ?? []);
  return {
    format: "repaint-graph",
    version: 1,
    nodes,
    links: graph.links.filter(([from, , to]) => keys.has(from) && keys.has(to)),
    ...(definitions && { definitions }),
    ...(groups.length > 0 && { groups }),
    ...(notes.length > 0 && { notes }),
  };
}

/** What is put on the clipboard: a graph's file that says it is a part of one. */
export const fragmentText = (fragment: GraphFile): string =>
  serializeGraph(fragment).replace("{", '{\n  "fragment": true,');

/** Whether a text is such a part, and not a whole graph that wants to be opened. */
export const looksLikeFragment = (text: string): boolean => /^\s*\{\s*"fragment"\s*:\s*true\b/.test(text);

/** The corner at the top left of everything in a graph. */
export function cornerOf({ nodes, groups = [], notes = [] }: GraphFile): Position {
  const points = [...nodes.map((node) => node.pos), ...[...groups, ...notes].map(({ rect }) => rect)];
  if (points.length === 0) return [0, 0];
  return [Math.min(...points.map(([x]) => x)), Math.min(...points.map(([, y]) => y))];
}

/** An edit and the keys of what it adds. */
export interface Pasting {
  readonly edit: Edit;
  readonly keys: readonly string[];
}

/** Adds a part with ids of its own, moved by `shift`. Wires that lead out of the part stay out. */
export function paste(graph: GraphFile, part: GraphFile, [dx, dy]: Position): Pasting {
  const names = new Map<string, string>();
  let grown = withDefinitions(graph, part.definitions ?? []);
  // A copy draws noise of its own, whatever the first of them drew.
  for (const { noise: _, ...node } of part.nodes) {
    const id = freshId(grown, node.type);
    names.set(node.id, id);
    const pos = [Math.round(node.pos[0] + dx), Math.round(node.pos[1] + dy)] as const;
    grown = { ...grown, nodes: [...grown.nodes, { ...node, id, pos }] };
  }
  const wired = new Set<string>();
  const links = part.links.flatMap(([from, output, to, input]): GraphLink[] => {
    const [source, target] = [names.get(from), names.get(to)];
    if (source === undefined || target === undefined || wired.has(`${to}.${input}`)) return [];
    wired.add(`${to}.${input}`); // An input takes one wire, whatever the text says.
    return [[source, output, target, input]];
  });
  const placed = <T extends { readonly rect: readonly [number, number, number, number] }>(items: readonly T[] = []) =>
    items.map((item) => {
      const [x, y, width, height] = item.rect;
      return { ...item, rect: [Math.round(x + dx), Math.round(y + dy), width, height] as const };
    });
  const groups = [...(graph.groups ?? []), ...placed(part.groups)];
  const notes = [...(graph.notes ?? []), ...placed(part.notes)];
  const after: GraphFile = {
    ...grown,
    links: [...graph.links, ...links],
    ...(groups.length > 0 && { groups }),
    ...(notes.length > 0 && { notes }),
  };
  const keys = [
    ...names.values(),
    ...placed(part.groups).map((_, i) => itemKey("group", (graph.groups?.length ?? 0) + i)),
    ...placed(part.notes).map((_, i) => itemKey("note", (graph.notes?.length ?? 0) + i)),
  ];
  return { edit: (now) => (now === graph && keys.length > 0 ? after : now), keys };
}
