import type { Walk } from "../engine/messages.ts";

/**
 * The points of the plot of t, as many as can be seen: where several transitions share a column, its first level, its
 * lowest, its highest and its last in the order in which they come.
 *
 * @returns pairs of transition (0 is the start) and level.
 */
export function columnsOf(
  walk: Pick<Walk, "from" | "to" | "transitions">,
  columns: number,
): (readonly [number, number])[] {
  const { from, to, transitions } = walk;
  const level = (i: number): number => (i === 0 ? (from[0] ?? 0) : (to[i - 1] ?? 0));
  if (transitions <= columns) return Array.from({ length: transitions + 1 }, (_, i) => [i, level(i)] as const);
  const points: (readonly [number, number])[] = [];
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
