import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Position } from "../edits.ts";

/** The room that a node is given, CSS pixels. */
const ROOM = [208, 184] as const;

/** A free place for a new node: right of another one, or below where that is taken. */
export function freePlace(graph: GraphFile, beside: string | undefined): Position | undefined {
  const start = graph.nodes.find(({ id }) => id === beside) ?? graph.nodes.at(-1);
  if (!start) return undefined;
  const [x, top] = [start.pos[0] + ROOM[0], start.pos[1]];
  const taken = (y: number): boolean =>
    graph.nodes.some(({ pos }) => Math.abs(pos[0] - x) < ROOM[0] && Math.abs(pos[1] - y) < ROOM[1]);
  let y = top;
  while (taken(y)) y += ROOM[1];
  return [x, y];
}
