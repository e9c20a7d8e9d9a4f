import { all, moveNodes, type Edit, type Position } from "../edits.ts";
import { groupAround, resizeItem } from "../edits-items.ts";
import { aligned, arrange, distributed } from "./arrange.ts";
import { isWithin } from "./dragging.ts";
import { union } from "./geometry.ts";
import type { GraphView } from "./graph-view.ts";

/** Puts what is selected into order; arranges everything where fewer than two nodes are. */
export function tidied(view: GraphView, how: "arrange" | "left" | "top" | "distribute"): Edit {
  const { selected } = view.marks;
  if (how === "arrange") {
    const nodes = new Set([...selected].filter((key) => view.faceOf(key)));
    const places = arrange(view.scene, nodes.size > 1 ? nodes : undefined);
    return all(moveNodes(places), framesAround(view, places));
  }
  const rects = new Map(
    [...selected].flatMap((key) => {
      const rect = view.rectOf(key);
      return rect ? [[key, rect] as const] : [];
    }),
  );
  return moveNodes(how === "distribute" ? distributed(rects) : aligned(rects, how));
}

/** Puts the groups around what lay in them, where that has been moved. */
function framesAround(view: GraphView, places: ReadonlyMap<string, Position>): Edit {
  const edits = view.scene.items.flatMap(({ key, kind, rect }) => {
    const inside = view.scene.nodes.filter((face) => kind === "group" && isWithin(face.rect, rect));
    const around = union(
      inside.map(({ id, rect: old }) => {
        const [x, y] = places.get(id) ?? [old.x, old.y];
        return { ...old, x, y };
      }),
    );
    if (!around || !inside.some(({ id }) => places.has(id))) return [];
    const { x, y, width, height } = groupAround(around);
    return [moveNodes(new Map([[key, [x, y] as const]])), resizeItem(key, width, height)];
  });
  return all(...edits);
}
