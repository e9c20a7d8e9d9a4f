import { warning, type Problem } from "../problem.ts";
import type { GraphLink, GraphNode } from "./format.ts";

/** Farthest from the origin that anything lies, in CSS pixels at scale 1: a thousand nodes in one row need a quarter. */
const FARTHEST = 1_000_000;

/** Room for one node, so that none hides another; whoever knows their sizes can arrange them more closely. */
const CELL = { x: 280, y: 320 } as const;

export type Place = readonly [number, number];

/** Whether a number can be a place on the canvas. */
export const isNear = (x: number): boolean => Math.abs(x) <= FARTHEST;

/**
 * Gives places to nodes that have none: in columns from left to right as the wires lead, below those that have one.
 *
 * @param lost ids of the nodes whose place is missing, or beyond all canvases.
 */
export function placeLost(
  nodes: readonly GraphNode[],
  links: readonly GraphLink[],
  lost: ReadonlySet<string>,
): GraphNode[] {
  if (lost.size === 0) return [...nodes];
  const kept = nodes.filter(({ id }) => !lost.has(id)).map(({ pos }) => pos);
  const left = kept.reduce((least, [x]) => Math.min(least, x), kept.length > 0 ? Infinity : 0);
  const top = kept.reduce((most, [, y]) => Math.max(most, y + CELL.y), kept.length > 0 ? -Infinity : 0);
  const rows: number[] = [];
  const columns = columnsOf(nodes, links, lost);
  return nodes.map((node) => {
    const column = columns.get(node.id);
    if (column === undefined) return node;
    const row = rows[column] ?? 0;
    rows[column] = row + 1;
    return { ...node, pos: [left + column * CELL.x, top + row * CELL.y] as const };
  });
}

/** How many wires lead to each lost node from the nearest that begins: a circle is walked once. */
function columnsOf(
  nodes: readonly GraphNode[],
  links: readonly GraphLink[],
  lost: ReadonlySet<string>,
): Map<string, number> {
  const next = new Map<string, string[]>();
  const fed = new Set<string>();
  for (const [from, , to] of links) {
    if (!lost.has(from) || !lost.has(to) || from === to) continue;
    next.set(from, [...(next.get(from) ?? []), to]);
    fed.add(to);
  }
  const columns = new Map<string, number>();
  const ids = nodes.flatMap(({ id }) => (lost.has(id) ? [id] : []));
  const walk = (front: readonly string[]): void => {
    for (let column = 0, now = front; now.length > 0; column++) {
      for (const id of now) columns.set(id, column);
      now = [...new Set(now.flatMap((id) => next.get(id) ?? []))].filter((id) => !columns.has(id));
    }
  };
  walk(ids.filter((id) => !fed.has(id)));
  for (const id of ids) if (!columns.has(id)) walk([id]);
  return columns;
}

/** What is said when places were beyond all canvases. */
export function farAway(ids: readonly string[]): Problem {
  const some = ids.slice(0, 5).join(", ") + (ids.length > 5 ? ", …" : "");
  const zh = ids.slice(0, 5).join("、") + (ids.length > 5 ? "……" : "");
  return warning(
    "far-away",
    {
      en: `${ids.length} nodes lay farther than ${FARTHEST} pixels from the middle (${some}); they were arranged anew.`,
      zh: `有 ${ids.length} 个节点离中心超过 ${FARTHEST} 像素（${zh}），已重新排列。`,
    },
    {
      en: "Look at the canvas; Arrange (L) puts all nodes in order.",
      zh: "请查看画布；“自动排列”（L）可整理所有节点。",
    },
  );
}
