import type { InputSocket, NodeDefinition, OutputSocket, Registry, SocketType } from "../node.ts";
import { ownType } from "../own/identity.ts";
import { problem, type Problem } from "../problem.ts";
import type { GraphFile, GraphNode } from "./format.ts";

/** One wire that joins sockets which exist. */
export interface Wire {
  readonly from: string;
  readonly output: OutputSocket;
  readonly to: string;
  readonly input: InputSocket;
}

/** One node with its definition and its wires. */
export interface WiredNode {
  readonly node: GraphNode;
  readonly definition: NodeDefinition;
  /** By input name. */
  readonly inputs: ReadonlyMap<string, Wire>;
  readonly outgoing: readonly Wire[];
}

/** A graph whose nodes and wires all stand for something; what does not is in `problems`. */
export interface Wiring {
  readonly nodes: ReadonlyMap<string, WiredNode>;
  readonly wires: readonly Wire[];
  readonly problems: readonly Problem[];
}

/** The name of a node for people: its own title, or its id. */
export const nameOf = (node: GraphNode): string => (node.title ? `${node.title} (${node.id})` : node.id);

/** Looks up definitions and sockets and reports whatever does not exist or is wired twice. */
export function wire(graph: GraphFile, registry: Registry): Wiring {
  const problems: Problem[] = [];
  const known = new Map<
    string,
    { node: GraphNode; definition: NodeDefinition; inputs: Map<string, Wire>; outgoing: Wire[] }
  >();
  for (const node of graph.nodes) {
    const definition = registry.get(node.type);
    if (!definition) problems.push(unknownOwnType(node, registry) ?? unknownType(node));
    else if (node.v > definition.v) problems.push(newerNode(node, definition));
    else known.set(node.id, { node, definition, inputs: new Map(), outgoing: [] });
  }
  const ids = new Set(graph.nodes.map((node) => node.id));
  const wires: Wire[] = [];
  for (const [from, outputName, to, inputName] of graph.links) {
    if (!ids.has(from) || !ids.has(to)) {
      problems.push(danglingLink(ids.has(from) ? to : from, `${from}.${outputName} → ${to}.${inputName}`));
      continue;
    }
    const source = known.get(from);
    const target = known.get(to);
    if (!source || !target) continue; // Its node was reported above.
    const output = source.definition.outputs.find((socket) => socket.name === outputName);
    const input = socketOf(target, inputName);
    if (!output) problems.push(unknownSocket(source.node, outputName, source.definition.outputs));
    if (!input) problems.push(unknownSocket(target.node, inputName, target.definition.inputs));
    if (!output || !input) continue;
    if (target.inputs.has(inputName)) {
      problems.push(doubleLink(target.node, inputName));
      continue;
    }
    const wire: Wire = { from, output, to, input };
    wires.push(wire);
    target.inputs.set(inputName, wire);
    source.outgoing.push(wire);
  }
  return { nodes: known, wires, problems };
}

/** An input by its name. A number that may vary becomes one where something is wired to it. */
function socketOf(target: { definition: NodeDefinition }, name: string): InputSocket | undefined {
  const known = target.definition.inputs.find((socket) => socket.name === name);
  const made = known ? undefined : paramSocket(target.definition, name);
  if (made) target.definition = { ...target.definition, inputs: [...target.definition.inputs, made] };
  return known ?? made;
}

/** The socket by which a number is wired to a param of this name, where it has one. */
export function paramSocket(definition: NodeDefinition, name: string): InputSocket | undefined {
  const param = definition.params.find((other) => other.name === name);
  if (param?.kind !== "number" || !param.varies) return undefined;
  return { name, title: param.title, types: ["number"], optional: true };
}

/** The type that an output carries, given what is wired to its node. */
export function outputType(
  node: WiredNode,
  output: OutputSocket,
  typeOf: (wire: Wire) => SocketType | undefined,
): SocketType {
  if (typeof output.type === "string") return output.type;
  const types = output.type.like.map((name) => {
    const wire = node.inputs.get(name);
    return wire && typeOf(wire);
  });
  return types.find((type) => type === "sample") ?? types.find((type) => type !== undefined) ?? "sample";
}

function unknownType(node: GraphNode): Problem {
  return problem(
    "unknown-type",
    {
      en: `Node ${nameOf(node)} has the type "${node.type}", which is not known here.`,
      zh: `节点 ${nameOf(node)} 的类型 "${node.type}" 在此未知。`,
    },
    {
      en: "Replace it or remove it; its params and wires are kept until then.",
      zh: "请替换或删除它；在此之前其参数与连线均会保留。",
    },
    { node: node.id },
  );
}

/** A type that a graph should have brought along. Another one of its name does not take its place. */
function unknownOwnType(node: GraphNode, registry: Registry): Problem | undefined {
  const own = ownType(node.type);
  if (!own) return undefined;
  const others = [...registry.keys()].filter((type) => ownType(type)?.name === own.name);
  const [en, zh] =
    others.length > 0
      ? [
          `; ${others.join(", ")} has that name and says something else, so it was not taken`,
          `；${others.join("、")} 与之同名但内容不同，因此未被采用`,
        ]
      : ["", ""];
  return problem(
    "unknown-type",
    {
      en: `Node ${nameOf(node)} is of the type "${node.type}", whose definition the graph does not bring along${en}.`,
      zh: `节点 ${nameOf(node)} 的类型是 "${node.type}"，但图未附带其定义${zh}。`,
    },
    {
      en: "Take the definition from its author's graph or library, or put another node in its place.",
      zh: "请从作者的图或节点库中取得该定义，或换上其他节点。",
    },
    { node: node.id },
  );
}

function newerNode(node: GraphNode, definition: NodeDefinition): Problem {
  return problem(
    "unknown-version",
    {
      en: `Node ${nameOf(node)} is version ${node.v} of ${node.type}; this program knows version ${definition.v}.`,
      zh: `节点 ${nameOf(node)} 是 ${node.type} 的版本 ${node.v}，本程序只认识版本 ${definition.v}。`,
    },
    {
      en: "Use a newer repaint-graph, or put a fresh node in its place.",
      zh: "请使用更新的 repaint-graph，或换上新节点。",
    },
    { node: node.id },
  );
}

function danglingLink(id: string, link: string): Problem {
  return problem(
    "dangling-link",
    {
      en: `The wire ${link} names a node "${id}" that is not in the graph.`,
      zh: `连线 ${link} 指向图中不存在的节点 "${id}"。`,
    },
    { en: "Remove the wire, or add the node.", zh: "请删除该连线，或补上该节点。" },
  );
}

function unknownSocket(node: GraphNode, socket: string, sockets: readonly { readonly name: string }[]): Problem {
  const names = sockets.map((s) => s.name).join(", ");
  return problem(
    "unknown-socket",
    {
      en: `Node ${nameOf(node)} has no socket "${socket}"; it has ${names || "none"}.`,
      zh: `节点 ${nameOf(node)} 没有接口 "${socket}"；它有 ${names || "无"}。`,
    },
    { en: "Wire one of these instead.", zh: "请改接其中之一。" },
    { node: node.id, socket },
  );
}

function doubleLink(node: GraphNode, socket: string): Problem {
  return problem(
    "double-link",
    {
      en: `Two wires lead into ${nameOf(node)}.${socket}; an input takes one.`,
      zh: `有两条连线接入 ${nameOf(node)}.${socket}；一个输入只接一条。`,
    },
    { en: "Remove one of them.", zh: "请删除其中一条。" },
    { node: node.id, socket },
  );
}
