import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Item } from "../../runtime/graph/order.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Edit } from "../edits.ts";
import { executionOrder, idsOf } from "./order.ts";

/**
 * Lets a node run before its neighbour in the order, or after it, where their wires leave that open: the order of the file
 * decides between such nodes.
 *
 * @returns the neighbour, and the edit unless one needs what the other gives; undefined at the ends.
 */
export function movedInOrder(
  graph: GraphFile,
  registry: Registry,
  id: string,
  by: -1 | 1,
): { readonly other: string; readonly edit?: Edit } | undefined {
  const before = executionOrder(graph, registry);
  const block = blockOf(before, id) ?? [];
  const other = block[block.indexOf(id) + by];
  if (other === undefined) return undefined;
  const edit: Edit = (file) => {
    const node = file.nodes.find((each) => each.id === id);
    if (!node) return file;
    const rest = file.nodes.filter((each) => each !== node);
    const at = rest.findIndex((each) => each.id === other) + (by > 0 ? 1 : 0);
    return { ...file, nodes: rest.toSpliced(at, 0, node) };
  };
  const after = blockOf(executionOrder(edit(graph), registry), id) ?? [];
  const swapped = after.indexOf(id) * by > after.indexOf(other) * by;
  return idsOf(before).length > 1 && swapped ? { other, edit } : { other };
}

/** The ids that stand beside a node in its loop, or outside of all. */
function blockOf(items: readonly Item[], id: string): string[] | undefined {
  const own = items.map((item) => item.id);
  if (own.includes(id)) return own;
  for (const item of items) {
    const inner = item.kind === "loop" ? blockOf(item.body, id) : undefined;
    if (inner) return inner;
  }
  return undefined;
}
