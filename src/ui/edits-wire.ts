import type { GraphFile, GraphLink } from "../runtime/graph/format.ts";
import type { NodeDefinition, Registry, SocketType } from "../runtime/node.ts";
import { addNode, all, connect, freshId, type Edit, type Position } from "./edits.ts";
import { typesOf, type Types } from "./types-of.ts";

/** One socket of a graph. */
export interface End {
  readonly node: string;
  readonly socket: string;
  readonly side: "input" | "output";
}

/** A node type with the sockets by which it would be wired. */
export interface Through {
  readonly definition: NodeDefinition;
  readonly input: string;
  readonly output: string;
}

/** The input of a type that takes this, one that must be wired before one that may. */
function inputFor(definition: NodeDefinition, type: SocketType): string | undefined {
  const fits = definition.inputs.filter((input) => input.types.includes(type) && !input.feedback);
  return (fits.find((input) => !input.optional) ?? fits[0])?.name;
}

/** The output of a type that one of these inputs would take. @param came what its input `at` is wired to. */
export function outputFor(
  definition: NodeDefinition,
  wanted: readonly SocketType[],
  came?: { readonly at: string; readonly type: SocketType },
): string | undefined {
  return definition.outputs.find(({ type }) => {
    if (typeof type === "string") return wanted.includes(type);
    return came !== undefined && type.like.includes(came.at) && wanted.includes(came.type);
  })?.name;
}

/** The types that an end of a wire takes, or the one that it gives. */
export function typesAt(end: End, types: Types): readonly SocketType[] {
  if (end.side === "output") {
    const type = types.of(end.node, end.socket);
    return type ? [type] : [];
  }
  return types.wiring.nodes.get(end.node)?.definition.inputs.find(({ name }) => name === end.socket)?.types ?? [];
}

/** How a new node would be wired to this end: the name of its socket; undefined where it does not fit. */
export function socketFor(definition: NodeDefinition, end: End, types: Types): string | undefined {
  const [first] = typesAt(end, types);
  if (first === undefined) return undefined;
  if (end.side === "output") return inputFor(definition, first);
  const wanted = typesAt(end, types);
  const fixed = outputFor(definition, wanted);
  if (fixed !== undefined) return fixed;
  return definition.outputs.find(
    ({ type }) => typeof type !== "string" && wanted.some((w) => takesLike(definition, type.like, w)),
  )?.name;
}

const takesLike = (definition: NodeDefinition, like: readonly string[], type: SocketType): boolean =>
  definition.inputs.some((input) => like.includes(input.name) && input.types.includes(type));

/** How a type would stand between an output that gives `came` and an input that takes `wanted`. */
export function through(
  definition: NodeDefinition,
  came: SocketType,
  wanted: readonly SocketType[],
): Through | undefined {
  const input = inputFor(definition, came);
  const output = input === undefined ? undefined : outputFor(definition, wanted, { at: input, type: came });
  return input === undefined || output === undefined ? undefined : { definition, input, output };
}

/** The node types that make of one thing what another takes, those that need least else first. */
export function converters(registry: Registry, came: SocketType, wanted: readonly SocketType[]): readonly Through[] {
  const needs = ({ definition, input }: Through): number =>
    definition.inputs.filter((other) => !other.optional && other.name !== input).length;
  return [...registry.values()]
    .flatMap((definition) => through(definition, came, wanted) ?? [])
    .filter(({ definition, output }) => typeof definition.outputs.find((o) => o.name === output)?.type === "string")
    .sort((a, b) => needs(a) - needs(b));
}

/** Puts a node that is there into a wire: what came over the wire goes through it. */
export function putBetween(link: GraphLink, node: string, input: string, output: string): Edit {
  const [from, out, to, into] = link;
  return all(connect([from, out, node, input]), connect([node, output, to, into]));
}

/** Adds a node into a wire, whether that lies already or is only wished for, and wires what else has one choice. */
export function insertBetween(
  link: GraphLink,
  { definition, input, output }: Through,
  registry: Registry,
  at?: Position,
): Edit {
  return (graph) => {
    const id = freshId(graph, definition.type);
    const place = at ?? between(graph, link);
    return all(addNode(definition, id, place), putBetween(link, id, input, output), feed(id, registry))(graph);
  };
}

/** Adds a node wired to an end, and wires what else has one choice. */
export function addAt(
  end: End,
  definition: NodeDefinition,
  socket: string,
  id: string,
  at: Position,
  registry: Registry,
): Edit {
  const link: GraphLink =
    end.side === "output" ? [end.node, end.socket, id, socket] : [id, socket, end.node, end.socket];
  return all(addNode(definition, id, at), connect(link), feed(id, registry));
}

/** Wires every input of a node that must be wired and has exactly one output to choose from; the way home of a loop is no choice. */
export function feed(id: string, registry: Registry): Edit {
  return (graph) => {
    const node = graph.nodes.find((other) => other.id === id);
    const inputs = registry.get(node?.type ?? "")?.inputs ?? [];
    return inputs.reduce((now, input) => {
      if (input.optional || input.feedback || now.links.some(([, , to, name]) => to === id && name === input.name))
        return now;
      const [only, ...more] = sources(now, registry, id, input.name);
      return only && more.length === 0 ? connect([only[0], only[1], id, input.name])(now) : now;
    }, graph);
  };
}

/** The outputs that could be wired to an input: their type fits, and no circle comes of it. */
export function sources(
  graph: GraphFile,
  registry: Registry,
  id: string,
  socket: string,
): readonly (readonly [node: string, output: string])[] {
  const types = typesOf(graph, registry);
  const input = types.wiring.nodes.get(id)?.definition.inputs.find(({ name }) => name === socket);
  if (!input) return [];
  const below = input.feedback ? new Set([id]) : downstream(id, types);
  return [...types.wiring.nodes.values()].flatMap(({ node, definition }) => {
    if (below.has(node.id)) return [];
    return definition.outputs.flatMap(({ name }) => {
      const type = types.of(node.id, name);
      return type !== undefined && input.types.includes(type) ? [[node.id, name] as const] : [];
    });
  });
}

/** The node itself and whatever hangs on it, over the ways that are not the way home of a loop. */
function downstream(id: string, { wiring }: Types): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (at: string): void => {
    if (seen.has(at)) return;
    seen.add(at);
    for (const wire of wiring.nodes.get(at)?.outgoing ?? []) if (!wire.input.feedback) visit(wire.to);
  };
  visit(id);
  return seen;
}

function between(graph: GraphFile, [from, , to]: GraphLink): Position {
  const [a, b] = [from, to].map((id) => graph.nodes.find((node) => node.id === id)?.pos);
  if (!a || !b) return [0, 0];
  return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + 60];
}
