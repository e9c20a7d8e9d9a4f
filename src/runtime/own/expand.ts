import { isBody, type End, type GraphFile, type GraphLink, type GraphNode, type OwnBody } from "../graph/format.ts";
import { problem, type Problem } from "../problem.ts";
import type { Text } from "../text.ts";
import { typeOf } from "./identity.ts";

/** Most nodes of a graph, those inside nodes of nodes counted each time they are used. */
const MAX_EXPANDED = 2000;
/** Most nodes of nodes within each other. */
const MAX_NESTED = 16;

export interface Expanded {
  readonly graph: GraphFile;
  readonly problems: readonly Problem[];
}

const none: readonly Problem[] = [];
const found = new WeakMap<GraphFile, Expanded>();

/**
 * Puts in the place of every node of nodes what it is made of, to the last, so that nothing later knows of them. A node's id is
 * its path then, `fold/reverse`, which no node of a file can have. A graph that would grow beyond 2 000 nodes stays as it is.
 */
export function expand(graph: GraphFile): Expanded {
  const bodies = bodiesOf(graph);
  if (!graph.nodes.some(({ type }) => bodies.has(type))) return { graph, problems: none };
  const known = found.get(graph) ?? expanded(graph, bodies);
  found.set(graph, known);
  return known;
}

function expanded(graph: GraphFile, bodies: ReadonlyMap<string, OwnBody>): Expanded {
  const size = measure(graph.nodes, bodies);
  if (!fits(size)) return { graph, problems: [tooLarge(graph, size)] };
  const problems: Problem[] = [];
  let now: Opening = { nodes: graph.nodes, links: graph.links };
  while (now.nodes.some(({ type }) => bodies.has(type))) now = openAll(now, bodies, problems);
  return { graph: { ...graph, ...now }, problems };
}

/** The bodies that a graph brings along, by the type of their nodes. */
export function bodiesOf({ definitions = [] }: Pick<GraphFile, "definitions">): ReadonlyMap<string, OwnBody> {
  return new Map(definitions.filter(isBody).map((body) => [typeOf(body), body]));
}

/** What some nodes are when all is opened. */
export interface Measure {
  readonly nodes: number;
  /** How many nodes of nodes lie within each other. */
  readonly depth: number;
}

/** Counts without opening anything; each type once. */
export function measure(
  nodes: readonly GraphNode[],
  bodies: ReadonlyMap<string, OwnBody>,
  known = new Map<string, Measure>(),
): Measure {
  const all = { nodes: 0, depth: 0 };
  for (const { type } of nodes) {
    const body = bodies.get(type);
    const one = known.get(type) ?? (body ? measure(body.nodes, bodies, known) : { nodes: 1, depth: -1 });
    if (body) known.set(type, one);
    all.nodes += one.nodes;
    all.depth = Math.max(all.depth, one.depth + 1);
  }
  return all;
}

/** Whether so much is opened and run. */
export const fits = ({ nodes, depth }: Measure): boolean => nodes <= MAX_EXPANDED && depth <= MAX_NESTED;

interface Opening {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly GraphLink[];
}

function openAll(graph: Opening, bodies: ReadonlyMap<string, OwnBody>, problems: Problem[]): Opening {
  const opened = new Map<string, Opened>();
  const nodes = graph.nodes.flatMap((node) => {
    const body = bodies.get(node.type);
    if (!body) return [node];
    const inside = openNode(node, body, bodies, (id) => `${node.id}/${id}`);
    opened.set(node.id, inside);
    return inside.nodes;
  });
  for (const [from, output, to, input] of graph.links) {
    const [source, target] = [opened.get(from), opened.get(to)];
    if (source && !source.outputs.has(output)) problems.push(noSocket(from, output, [...source.outputs.keys()]));
    if (target && !target.inputs.has(input) && !target.params.has(input))
      problems.push(noSocket(to, input, [...target.inputs.keys()]));
  }
  return { nodes, links: rewired(graph.links, opened) };
}

/** What stands in the place of one node of nodes. */
export interface Opened extends Opening {
  /** Which sockets inside an input leads to. */
  readonly inputs: ReadonlyMap<string, readonly End[]>;
  readonly outputs: ReadonlyMap<string, End>;
  /** Wires that lead to a number inside which one of its params is. */
  readonly params: ReadonlyMap<string, End>;
}

/**
 * The nodes of one node of nodes, with its values in them. Their noise is that of the path, or what it was before they were
 * folded.
 *
 * @param idOf the id that a node inside has outside.
 */
export function openNode(
  node: GraphNode,
  body: OwnBody,
  bodies: ReadonlyMap<string, OwnBody>,
  idOf: (id: string) => string,
): Opened {
  const end = ([id, socket]: End): End => [idOf(id), socket];
  const prefix = node.noise ?? `${node.id}/`;
  const nodes = body.nodes.map((inner): GraphNode => {
    const id = idOf(inner.id);
    const tail = bodies.has(inner.type) ? "/" : "";
    const key = prefix + (inner.noise ?? inner.id + tail);
    const params = { ...inner.params };
    for (const { name, of } of body.params) {
      const value = node.params[name];
      if (of[0] === inner.id && value !== undefined) params[of[1]] = value;
    }
    const { noise: _, ...rest } = inner;
    return { ...rest, id, params, ...(key !== id + tail && { noise: key }) };
  });
  return {
    nodes,
    links: body.links.map(([from, output, to, input]) => [idOf(from), output, idOf(to), input]),
    inputs: new Map(body.inputs.map(({ name, to }) => [name, to.map(end)])),
    outputs: new Map(body.outputs.map(({ name, from }) => [name, end(from)])),
    params: new Map(body.params.map(({ name, of }) => [name, end(of)])),
  };
}

/** The wires of a graph, led on into what was opened, and the wires in there. */
export function rewired(links: readonly GraphLink[], opened: ReadonlyMap<string, Opened>): readonly GraphLink[] {
  const outside = links.flatMap(([from, output, to, input]): GraphLink[] => {
    const source = opened.get(from);
    const target = opened.get(to);
    const [node, socket] = source ? (source.outputs.get(output) ?? [undefined, output]) : [from, output];
    if (node === undefined) return [];
    const param = target?.params.get(input);
    const ends = target ? (target.inputs.get(input) ?? (param ? [param] : [])) : [[to, input] as const];
    return ends.map(([id, name]): GraphLink => [node, socket, id, name]);
  });
  return [...outside, ...[...opened.values()].flatMap((inside) => inside.links)];
}

function noSocket(node: string, socket: string, names: readonly string[]): Problem {
  return problem(
    "unknown-socket",
    {
      en: `Node ${node} has no socket "${socket}"; it has ${names.join(", ") || "none"}.`,
      zh: `节点 ${node} 没有接口 "${socket}"；它有 ${names.join("、") || "无"}。`,
    },
    { en: "Wire one of these instead.", zh: "请改接其中之一。" },
    { node, socket },
  );
}

/** How large that is and how large it may be, as the end of a sentence. */
export function sizeText({ nodes, depth }: Measure): Text {
  const count = nodes.toLocaleString("en");
  return {
    en: `${count} nodes, ${depth} nodes of nodes deep; at most ${MAX_EXPANDED} nodes, ${MAX_NESTED} deep, are opened`,
    zh: `共 ${count} 个节点、嵌套 ${depth} 层；最多展开 ${MAX_EXPANDED} 个节点、${MAX_NESTED} 层`,
  };
}

function tooLarge({ nodes }: GraphFile, size: Measure): Problem {
  const text = sizeText(size);
  const place = nodes.find(({ type }) => type.startsWith("own/"));
  return problem(
    "too-many-nodes",
    { en: `The graph is made of ${text.en}.`, zh: `图${text.zh}。` },
    { en: "Use fewer nodes of nodes, or smaller ones.", zh: "请减少组合节点，或改用较小的组合节点。" },
    place ? { node: place.id } : {},
  );
}
