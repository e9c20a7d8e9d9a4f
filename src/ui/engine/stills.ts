import type { GraphFile } from "../../runtime/graph/format.ts";
import { wire, type WiredNode } from "../../runtime/graph/wiring.ts";
import type { Registry } from "../../runtime/node.ts";
import { expand } from "../../runtime/own/expand.ts";
import { registryOf } from "../../runtime/own/registry.ts";

/**
 * The part of a graph that can be computed at once: what depends on no network call and on no loop. What shows points is of
 * it in any case: without them it shows what they are held against.
 */
export function stillPart(given: GraphFile, base: Registry): GraphFile {
  const { graph } = expand(given);
  const registry = registryOf(graph, base);
  const { nodes } = wire(graph, registry);
  const known = new Map<string, boolean>();
  const isStill = (id: string): boolean => {
    const before = known.get(id);
    if (before !== undefined) return before;
    known.set(id, false); // A node that leads back to itself is not still.
    const node = nodes.get(id);
    const isFed =
      node?.definition.shows === "points" || [...(node?.inputs.values() ?? [])].every(({ from }) => isStill(from));
    const still = node !== undefined && isPlain(node) && isFed;
    known.set(id, still);
    return still;
  };
  const kept = new Set(graph.nodes.map((node) => node.id).filter(isStill));
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => kept.has(node.id)),
    links: graph.links.filter(([from, , to]) => kept.has(from) && kept.has(to)),
  };
}

/** Whether a node by itself is quick to compute and has all it needs. */
function isPlain({ definition, inputs }: WiredNode): boolean {
  if (definition.loop || definition.calls || definition.category === "output") return false;
  return definition.inputs.every((socket) => socket.optional === true || inputs.has(socket.name));
}
