import { sizes, type Point } from "./geometry.ts";
import type { Lie } from "./hits.ts";
import { socketPlace } from "./paint-node.ts";

/** Where on the canvas a node's title, one of its sockets or one of its params lies; of a group or note the title. */
export function partPlace(
  lie: Lie,
  key: string,
  part?: { readonly socket: string; readonly side?: "output" } | { readonly param: string },
): Point | undefined {
  const [face, rect] = [lie.faceOf(key), lie.rectOf(key)];
  if (!rect || !part) return rect && { x: rect.x + 30, y: rect.y + 15 };
  if (!face) return undefined;
  if ("param" in part) {
    const row = face.rows.findIndex(({ param }) => param === part.param);
    return row < 0 ? undefined : { x: rect.x + rect.width / 2, y: rect.y + face.rowsTop + (row + 0.5) * sizes.param };
  }
  const input = part.side === "output" ? -1 : face.inputs.findIndex(({ name }) => name === part.socket);
  const output = face.outputs.findIndex(({ name }) => name === part.socket);
  if (input < 0 && output < 0) return undefined;
  const place = input >= 0 ? socketPlace(face, "input", input) : socketPlace(face, "output", output);
  return { x: rect.x + place.x, y: rect.y + place.y };
}
