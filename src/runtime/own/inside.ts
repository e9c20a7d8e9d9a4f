import { isBody, type GraphFile, type GraphNode, type OwnBody, type OwnDefinition } from "../graph/format.ts";
import type { ParamValue } from "../node.ts";
import { bodiesOf } from "./expand.ts";
import { typeOf } from "./identity.ts";

/**
 * Sets a param of a node inside a node of nodes, by its path. Where it is shown outside it is set there; else the node becomes one
 * of another definition, and every other node keeps its own.
 */
export function setInside(graph: GraphFile, path: string, name: string, value: ParamValue): GraphFile {
  const [id = "", ...rest] = path.split("/");
  const bodies = bodiesOf(graph);
  const made: OwnDefinition[] = [];
  const nodes = graph.nodes.map((node) => (node.id === id ? changed(node, rest, name, value, bodies, made) : node));
  if (nodes.every((node, i) => node === graph.nodes[i])) return graph;
  const known = new Set((graph.definitions ?? []).map(typeOf));
  const added = made.filter((one) => !known.has(typeOf(one)));
  if (added.length === 0) return { ...graph, nodes };
  const before = graph.nodes.find((node) => node.id === id)?.type ?? "";
  return withoutUnused({ ...graph, nodes, definitions: [...(graph.definitions ?? []), ...added] }, before);
}

function changed(
  node: GraphNode,
  path: readonly string[],
  name: string,
  value: ParamValue,
  bodies: ReadonlyMap<string, OwnBody>,
  made: OwnDefinition[],
): GraphNode {
  const [id, ...rest] = path;
  if (id === undefined)
    return node.params[name] === value ? node : { ...node, params: { ...node.params, [name]: value } };
  const body = bodies.get(node.type);
  if (!body) return node;
  const shown = rest.length === 0 ? body.params.find(({ of }) => of[0] === id && of[1] === name) : undefined;
  if (shown) return changed(node, [], shown.name, value, bodies, made);
  const nodes = body.nodes.map((inner) => (inner.id === id ? changed(inner, rest, name, value, bodies, made) : inner));
  if (nodes.every((inner, i) => inner === body.nodes[i])) return node;
  const other: OwnBody = { ...body, nodes };
  made.push(other);
  return { ...node, type: typeOf(other) };
}

/** A graph without a definition of which no node is left, nor any that it alone was made of. */
export function withoutUnused(graph: GraphFile, type: string): GraphFile {
  const { definitions = [] } = graph;
  const definition = definitions.find((one) => typeOf(one) === type);
  const used = (nodes: readonly GraphNode[]): boolean => nodes.some((node) => node.type === type);
  if (!definition || used(graph.nodes) || definitions.some((one) => isBody(one) && used(one.nodes))) return graph;
  let left: GraphFile = { ...graph, definitions: definitions.filter((one) => one !== definition) };
  const parts = isBody(definition) ? new Set(definition.nodes.map((node) => node.type)) : [];
  for (const part of parts) if (bodiesOf(graph).has(part)) left = withoutUnused(left, part);
  return left;
}
