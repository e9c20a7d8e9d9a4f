import type { GraphNode } from "./format.ts";

/** A node as files have it: its keys in one order, its place to a tenth of a pixel. */
export function orderedNode(node: GraphNode): object {
  const { id, type, v, pos, params, title, note, noise } = node;
  const place = pos.map((x) => Math.round(x * 10) / 10);
  return {
    id,
    type,
    v,
    pos: place,
    params,
    ...(title !== undefined && { title }),
    ...(note !== undefined && { note }),
    ...(noise !== undefined && { noise }),
  };
}
