import type { GraphFile, GraphLink } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import { refusal, typesOf, type Types } from "../types-of.ts";
import { executionOrder, idsOf } from "./order.ts";

/** One socket of one node. */
export interface SocketRef {
  readonly node: string;
  readonly side: "input" | "output";
  readonly name: string;
}

/**
 * The wires that can be laid at a socket, or at any socket of a node: those whose types fit, that close no circle outside
 * a loop, and that are not there yet. Free inputs come first, each part in the order in which nodes run.
 */
export function possibleLinks(
  graph: GraphFile,
  registry: Registry,
  at: { readonly node: string; readonly socket?: SocketRef | undefined },
): readonly GraphLink[] {
  const types = typesOf(graph, registry);
  const taken = new Set(graph.links.map(([, , to, input]) => `${to}.${input}`));
  const present = new Set(graph.links.map((link) => link.join()));
  const links = pairs(graph, registry, at).filter((link) => {
    if (present.has(link.join()) || refusal(link, types, registry, (id) => id)) return false;
    return isFeedback(link, types) || !leadsTo(link[2], link[0], types);
  });
  const isFree = ([, , to, input]: GraphLink): boolean => !taken.has(`${to}.${input}`);
  return [...links.filter(isFree), ...links.filter((link) => !isFree(link))];
}

/** Every output with every input, one of both at the place. */
function pairs(
  graph: GraphFile,
  registry: Registry,
  { node, socket }: { readonly node: string; readonly socket?: SocketRef | undefined },
): GraphLink[] {
  const definitionOf = (id: string): ReturnType<Registry["get"]> =>
    registry.get(graph.nodes.find((other) => other.id === id)?.type ?? "");
  const others = idsOf(executionOrder(graph, registry)).filter((id) => id !== node);
  const own = definitionOf(node);
  const wanted = (side: SocketRef["side"], name: string): boolean =>
    !socket || (socket.side === side && socket.name === name);
  const inward = (own?.inputs ?? [])
    .filter(({ name }) => wanted("input", name))
    .flatMap((input) =>
      others.flatMap((id) =>
        (definitionOf(id)?.outputs ?? []).map((output): GraphLink => [id, output.name, node, input.name]),
      ),
    );
  const outward = (own?.outputs ?? [])
    .filter(({ name }) => wanted("output", name))
    .flatMap((output) =>
      others.flatMap((id) =>
        (definitionOf(id)?.inputs ?? []).map((input): GraphLink => [node, output.name, id, input.name]),
      ),
    );
  return [...inward, ...outward];
}

function isFeedback([, , to, input]: GraphLink, types: Types): boolean {
  return types.wiring.nodes.get(to)?.definition.inputs.find(({ name }) => name === input)?.feedback === true;
}

/** Whether what one node gives comes to another, loops' ways back aside. */
function leadsTo(from: string, to: string, types: Types, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  const outgoing = types.wiring.nodes.get(from)?.outgoing ?? [];
  return outgoing.some((wire) => !wire.input.feedback && leadsTo(wire.to, to, types, seen));
}
