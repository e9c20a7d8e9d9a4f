import type { GraphFile, GraphNode } from "../graph/format.ts";
import { bodiesOf, openNode, rewired, type Opened } from "./expand.ts";

/** A graph with one node of nodes opened, and where its nodes went. */
export interface OpenedGraph {
  readonly graph: GraphFile;
  /** Id inside → id in the graph. */
  readonly ids: ReadonlyMap<string, string>;
}

/**
 * Opens a node of nodes in place: its nodes stand in the graph, as wired and with the same noise. Where it stood what lies to the
 * right makes room.
 *
 * @returns undefined where the node is none.
 */
export function openInPlace(graph: GraphFile, id: string): OpenedGraph | undefined {
  const bodies = bodiesOf(graph);
  const node = graph.nodes.find((one) => one.id === id);
  const body = node && bodies.get(node.type);
  if (!body) return undefined;
  const taken = new Set(graph.nodes.flatMap((one) => (one.id === id ? [] : [one.id])));
  const ids = new Map<string, string>();
  for (const inner of body.nodes) {
    const free = freeId(inner.id, taken);
    taken.add(free);
    ids.set(inner.id, free);
  }
  const opened = openNode(node, body, bodies, (inner) => ids.get(inner) ?? inner);
  const [left, top] = corner(body.nodes);
  const width = Math.max(...body.nodes.map(({ pos }) => pos[0])) - left;
  const inside = opened.nodes.map((one): GraphNode => ({
    ...one,
    pos: [one.pos[0] - left + node.pos[0], one.pos[1] - top + node.pos[1]],
  }));
  const nodes = graph.nodes.flatMap((one): readonly GraphNode[] => {
    if (one.id === id) return inside;
    return one.pos[0] > node.pos[0] ? [{ ...one, pos: [one.pos[0] + width, one.pos[1]] }] : [one];
  });
  return { graph: { ...graph, nodes, links: rewired(graph.links, new Map<string, Opened>([[id, opened]])) }, ids };
}

/**
 * Opens all nodes of nodes to the last, for whoever changes what is inside; the graph can be written to a file.
 *
 * @returns the graph, and its ids by path (`fold/reverse`).
 */
export function openEverything(given: GraphFile): { graph: GraphFile; paths: ReadonlyMap<string, string> } {
  const bodies = bodiesOf(given);
  const paths = new Map(given.nodes.map(({ id }) => [id, id]));
  let graph = given;
  for (;;) {
    const found = [...paths].find(([, id]) => bodies.has(graph.nodes.find((node) => node.id === id)?.type ?? ""));
    const opened = found && openInPlace(graph, found[1]);
    if (!opened) return { graph, paths };
    paths.delete(found[0]);
    for (const [inner, id] of opened.ids) paths.set(`${found[0]}/${inner}`, id);
    graph = opened.graph;
  }
}

/** The top left corner of some nodes. */
export const corner = (nodes: readonly GraphNode[]): readonly [number, number] => [
  Math.min(...nodes.map(({ pos }) => pos[0])),
  Math.min(...nodes.map(({ pos }) => pos[1])),
];

function freeId(id: string, taken: ReadonlySet<string>): string {
  if (!taken.has(id)) return id;
  const stem = id.slice(0, 56);
  for (let n = 2; ; n++) if (!taken.has(`${stem}-${n}`)) return `${stem}-${n}`;
}
