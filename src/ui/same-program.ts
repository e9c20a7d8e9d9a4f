import type { GraphFile } from "../runtime/graph/format.ts";

/** Whether two graphs compute the same: all is equal but where nodes lie and what they are called. */
export function sameProgram(a: GraphFile, b: GraphFile): boolean {
  if (a.links !== b.links || a.nodes.length !== b.nodes.length) return false;
  return a.nodes.every((node, i) => {
    const other = b.nodes[i];
    return node === other || (node.id === other?.id && node.type === other.type && node.params === other.params);
  });
}
