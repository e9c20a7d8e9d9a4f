import type { Walk } from "../engine/messages.ts";

type Column = readonly [transition: number, level: number];

/** What was worked out last of a walk: while a run goes on the plot is drawn ten times a second, and the walk stays. */
const last = new WeakMap<Walk["to"], { readonly columns: number; readonly points: readonly Column[] }>();

/**
 * The points of the plot of t, as many as can be seen: where several transitions share a column, its first level, its
 * lowest, its highest and its last in the order in which they come.
 *
 * @returns pairs of transition (0 is the start) and level.
 */
export function columnsOf(walk: Pick<Walk, "from" | "to" | "transitions">, columns: number): readonly Column[] {
  const known = last.get(walk.to);
  if (known?.columns === columns) return known.points;
  const points = worked(walk, columns);
  last.set(walk.to, { columns, points });
  return points;
}

function worked(walk: Pick<Walk, "from" | "to" | "transitions">, columns: number): readonly Column[] {
  const { from, to, transitions } = walk;
  const level = (i: number): number => (i === 0 ? (from[0] ?? 0) : (to[i - 1] ?? 0));
  if (transitions <= columns) return Array.from({ length: transitions + 1 }, (_, i) => [i, level(i)] as const);
  const points: Column[] = [];
  for (let c = 0; c < columns; c++) {
    const start = Math.floor((c * (transitions + 1)) / columns);
    const end = Math.floor(((c + 1) * (transitions + 1)) / columns) - 1;
    let [low, high] = [start, start];
    for (let i = start; i <= end; i++) {
      if (level(i) < level(low)) low = i;
      if (level(i) > level(high)) high = i;
    }
    const order = [...new Set([start, Math.min(low, high), Math.max(low, high), end])];
    points.push(...order.map((i) => [i, level(i)] as const));
  }
  return points;
}
