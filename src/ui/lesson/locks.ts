import type { GraphFile } from "../../runtime/graph/format.ts";

/** Params that a scene lets the reader change, `NODE/NAME` each; all of them where it says nothing. */
export type Free = readonly string[] | undefined;

export const isLocked = (free: Free, node: string, name: string): boolean =>
  free !== undefined && !free.includes(`${node}/${name}`);

/** The first param that an edit changes though a scene does not let it, as `NODE/NAME`; nodes that come or go are free. */
export function lockedIn(before: GraphFile, after: GraphFile, free: Free): string | undefined {
  if (!free) return undefined;
  for (const { id, params } of after.nodes) {
    const was = before.nodes.find((node) => node.id === id);
    if (!was || was.params === params) continue;
    const changed = Object.keys({ ...was.params, ...params }).filter((name) => was.params[name] !== params[name]);
    const locked = changed.find((name) => isLocked(free, id, name));
    if (locked !== undefined) return `${id}/${locked}`;
  }
  return undefined;
}
