import { registry } from "../../src/nodes/index.ts";
import type { GraphFile, GraphLink, GraphNode } from "../../src/runtime/graph/format.ts";
import type { ParamValue } from "../../src/runtime/node.ts";

type Shape = { readonly nodes: readonly unknown[]; readonly links: readonly string[] };

/** A graph up to ids and places: what stands for a node is given. */
export function shapeOf(graph: GraphFile, nameOf: (node: GraphNode) => string): Shape {
  const names = new Map(graph.nodes.map((node) => [node.id, nameOf(node)]));
  const link = ([from, output, to, input]: GraphLink): string =>
    `${names.get(from)}.${output} → ${names.get(to)}.${input}`;
  return {
    nodes: graph.nodes
      .map((node) => ({ name: nameOf(node), type: node.type, v: node.v, params: effective(node) }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    links: graph.links.map(link).sort(),
  };
}

/** Every param of a node, those that the file leaves to their defaults included. */
export function effective({ type, params }: Pick<GraphNode, "type" | "params">): Record<string, ParamValue> {
  const defaults = (registry.get(type)?.params ?? []).map((param) => [param.name, param.default] as const);
  return { ...Object.fromEntries(defaults), ...params };
}
