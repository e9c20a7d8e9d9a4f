import type { GraphFile } from "../../runtime/graph/format.ts";

/** The first param that an edit changes though a scene does not let it, as `NODE/NAME`; nodes that come or go are free. */
export function lockedIn(before: GraphFile, after: GraphFile, free: readonly string[] | undefined): string | undefined {
  if (!free) return undefined;
  for (const { id, params } of after.nodes) {
    const was = before.nodes.find((node) => node.id === id);
    if (!was || was.params === params) continue;
    const changed = Object.keys({ ...was.params, ...params }).filter((name) => was.params[name] !== params[name]);
    const locked = changed.map((name) => `${id}/${name}`).find((place) => !free.includes(place));
    if (locked !== undefined) return locked;
  }
  return undefined;
}
