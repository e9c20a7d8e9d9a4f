import type { GraphFile, GraphLink } from "../../runtime/graph/format.ts";
import type { Param, Registry } from "../../runtime/node.ts";
import type { Text } from "../../runtime/text.ts";
import type { Edit } from "../edits.ts";
import { titleOf } from "../scene-of.ts";

/** Something that takes a problem away. */
export interface Fix {
  readonly label: Text;
  readonly edit: Edit;
}

/** Where a problem is, and all that a fix may look at. */
export interface Spot {
  readonly graph: GraphFile;
  readonly registry: Registry;
  readonly node: string;
  readonly socket: string;
  readonly param: string;
}

export const hasNode = (graph: GraphFile, id: string): boolean => graph.nodes.some((node) => node.id === id);

/** What a node is called. */
export function named({ graph, registry }: Spot, id: string): Text {
  const node = graph.nodes.find((other) => other.id === id);
  if (!node) return { en: id, zh: id };
  return { en: titleOf(node, registry, "en"), zh: titleOf(node, registry, "zh") };
}

/** The wire into the socket of the problem. */
export function linkInto({ graph, node, socket }: Spot): GraphLink | undefined {
  return graph.links.find(([, , to, input]) => to === node && input === socket);
}

export function paramOf({ graph, registry, node }: Spot, name: string): Param | undefined {
  const type = graph.nodes.find(({ id }) => id === node)?.type;
  return registry.get(type ?? "")?.params.find((param) => param.name === name);
}
