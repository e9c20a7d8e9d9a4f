import type { GraphFile } from "../../runtime/graph/format.ts";
import { bodiesOf } from "../../runtime/own/expand.ts";

/** The node on the canvas that a node belongs to: itself, or the node of nodes that it lies in (`fold/reverse`). */
export const visibleId = (id: string): string => id.split("/", 1)[0] ?? id;

/**
 * The node whose picture a node shows: itself, or inside a node of nodes the one that its first output comes from.
 *
 * @returns its path.
 */
export function faceOf(graph: GraphFile, id: string): string {
  const bodies = bodiesOf(graph);
  let path = id;
  let type = graph.nodes.find((node) => node.id === id)?.type ?? "";
  let output: string | undefined;
  for (let body = bodies.get(type); body; body = bodies.get(type)) {
    const port = body.outputs.find(({ name }) => output === undefined || name === output);
    if (!port) return path;
    const [inner, socket] = port.from;
    type = body.nodes.find((node) => node.id === inner)?.type ?? "";
    output = socket;
    path = `${path}/${inner}`;
  }
  return path;
}

/** The first nodes inside, which a pause at a node of nodes is a pause at. */
export function doorOf(graph: GraphFile, id: string): string {
  const bodies = bodiesOf(graph);
  let path = id;
  let type = graph.nodes.find((node) => node.id === id)?.type ?? "";
  for (let body = bodies.get(type); body; body = bodies.get(type)) {
    const fed = new Set(body.links.map(([, , to]) => to));
    const first = body.nodes.find((node) => !fed.has(node.id)) ?? body.nodes[0];
    if (!first) return path;
    type = first.type;
    path = `${path}/${first.id}`;
  }
  return path;
}
