import type { GraphFile } from "../../runtime/graph/format.ts";
import { orderOf, type Item } from "../../runtime/graph/order.ts";
import { wire } from "../../runtime/graph/wiring.ts";
import { findZones } from "../../runtime/graph/zones.ts";
import type { Registry } from "../../runtime/node.ts";

/** The nodes in the order in which they run, loops with what they repeat; those that cannot run come last. */
export function executionOrder(graph: GraphFile, registry: Registry): readonly Item[] {
  const wiring = wire(graph, registry);
  const { items } = orderOf(wiring, findZones(wiring).zones);
  const placed = new Set(idsOf(items));
  const rest = graph.nodes.filter(({ id }) => !placed.has(id));
  return [...items, ...rest.map(({ id }): Item => ({ kind: "node", id }))];
}

/** The ids of nodes in this order, a loop before its body. */
export function idsOf(items: readonly Item[]): string[] {
  return items.flatMap((item) => [item.id, ...(item.kind === "loop" ? idsOf(item.body) : [])]);
}
