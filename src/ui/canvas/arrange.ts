import { hullPadding, noteHeight, union, type Point, type Rect } from "./geometry.ts";
import type { Scene, WireFace } from "./scene.ts";

/** Room between columns, for the wires, and between what lies in one column. */
const GAP = { x: 56, y: 28 } as const;
const SWEEPS = 6;

/** A node, or a loop with all that it repeats, as one thing that is put somewhere. */
interface Block {
  readonly id: string;
  readonly width: number;
  readonly height: number;
  /** Where its nodes lie, from its top left corner. */
  readonly inside: ReadonlyMap<string, Point>;
}

type Wires = readonly Pick<WireFace, "from" | "to" | "home">[];

/**
 * Places for the nodes of a scene: in columns from left to right as the wires lead, what a loop repeats together, so
 * that its frame holds nothing else and the wire home runs below.
 *
 * @param only these nodes; all when absent. What is arranged begins where it began before.
 */
export function arrange(scene: Scene, only?: ReadonlySet<string>): ReadonlyMap<string, readonly [number, number]> {
  const faces = scene.nodes.filter(({ id }) => !only || only.has(id));
  const ids = new Set(faces.map(({ id }) => id));
  const wires = scene.wires.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const rects = new Map(faces.map(({ id, rect, note }) => [id, { ...rect, height: rect.height + noteHeight(note) }]));
  const whole = blockOf(undefined, [...ids], scene, wires, rects);
  const before = union(rects.values()) ?? { x: 0, y: 0 };
  const after = union(
    [...whole.inside].map(([id, at]) => ({ ...(rects.get(id) ?? before), ...at, width: 1, height: 1 })),
  );
  const shift = { x: before.x - (after?.x ?? 0), y: before.y - (after?.y ?? 0) };
  return new Map([...whole.inside].map(([id, at]) => [id, [at.x + shift.x, at.y + shift.y] as const]));
}

/** Lays out what lies directly in a loop (or in none), inner loops as blocks of their own. */
function blockOf(
  loop: string | undefined,
  members: readonly string[],
  scene: Scene,
  wires: Wires,
  rects: ReadonlyMap<string, Rect>,
): Block {
  const inner = scene.zones.filter((zone) => zone.loop !== loop && members.includes(zone.loop));
  const outermost = inner.filter((zone) => !inner.some((other) => other !== zone && other.members.includes(zone.loop)));
  const home = new Map<string, string>();
  for (const zone of outermost) {
    for (const id of zone.members) if (members.includes(id) && !home.has(id)) home.set(id, zone.loop);
  }
  const blocks = new Map<string, Block>();
  for (const id of members) {
    const owner = home.get(id);
    const rect = rects.get(id);
    if (owner === undefined && rect) {
      blocks.set(id, { id, width: rect.width, height: rect.height, inside: new Map([[id, { x: 0, y: 0 }]]) });
    } else if (owner !== undefined && !blocks.has(owner)) {
      const own = members.filter((other) => home.get(other) === owner);
      blocks.set(owner, framed(blockOf(owner, own, scene, wires, rects)));
    }
  }
  const between = wires
    .filter((wire) => !wire.home)
    .map(({ from, to }) => ({ from: home.get(from) ?? from, to: home.get(to) ?? to }))
    .filter(({ from, to }) => from !== to && blocks.has(from) && blocks.has(to));
  return placed(loop ?? "", blocks, between);
}

/** With room for the frame of its loop. */
function framed(block: Block): Block {
  const { side, top, bottom } = hullPadding;
  const inside = new Map([...block.inside].map(([id, { x, y }]) => [id, { x: x + side, y: y + top }]));
  return { ...block, inside, width: block.width + 2 * side, height: block.height + top + bottom };
}

interface Ends {
  readonly from: string;
  readonly to: string;
}

function placed(id: string, blocks: ReadonlyMap<string, Block>, wires: readonly Ends[]): Block {
  const columns = columnsOf([...blocks.keys()], wires);
  const tops = rowsOf(columns, blocks, wires);
  const inside = new Map<string, Point>();
  const rects: Rect[] = [];
  let x = 0;
  for (const column of columns) {
    const width = Math.max(0, ...column.map((name) => blocks.get(name)?.width ?? 0));
    for (const name of column) {
      const block = blocks.get(name);
      if (!block) continue;
      const y = tops.get(name) ?? 0;
      rects.push({ x, y, width: block.width, height: block.height });
      for (const [node, at] of block.inside) inside.set(node, { x: x + at.x, y: y + at.y });
    }
    x += width + GAP.x;
  }
  const all = union(rects) ?? { x: 0, y: 0, width: 0, height: 0 };
  const moved = new Map([...inside].map(([node, at]) => [node, { x: at.x - all.x, y: at.y - all.y }]));
  return { id, width: all.width, height: all.height, inside: moved };
}

/** The column of each is one after the last of what leads to it; what leads on alone stands right before its first reader. */
function columnsOf(ids: readonly string[], wires: readonly Ends[]): string[][] {
  const depth = new Map<string, number>();
  const open = new Set<string>();
  const visit = (id: string): number => {
    const known = depth.get(id);
    if (known !== undefined) return known;
    if (open.has(id)) return 0; // A circle without a loop is drawn as it comes.
    open.add(id);
    const own = Math.max(-1, ...wires.filter(({ to }) => to === id).map(({ from }) => visit(from))) + 1;
    depth.set(id, own);
    return own;
  };
  for (const id of ids) visit(id);
  for (const id of [...ids].sort((a, b) => (depth.get(b) ?? 0) - (depth.get(a) ?? 0))) {
    const readers = wires.filter(({ from }) => from === id).map(({ to }) => depth.get(to) ?? 0);
    const latest = Math.min(...readers) - 1;
    if (readers.length > 0 && latest > (depth.get(id) ?? 0)) depth.set(id, latest);
  }
  const columns: string[][] = [];
  for (const id of ids) (columns[depth.get(id) ?? 0] ??= []).push(id);
  return columns.filter((column) => column !== undefined);
}

/** The top of each: near the middle of what it is wired to, and no two over one another. */
function rowsOf(columns: string[][], blocks: ReadonlyMap<string, Block>, wires: readonly Ends[]): Map<string, number> {
  const tops = new Map<string, number>();
  const height = (id: string): number => blocks.get(id)?.height ?? 0;
  for (const column of columns) stack(column, () => 0, tops, height);
  const middle = (id: string): number => (tops.get(id) ?? 0) + height(id) / 2;
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const forward = sweep % 2 === 0;
    for (const column of forward ? columns : columns.toReversed()) {
      const wish = (id: string): number => {
        const near = wires.flatMap(({ from, to }) => {
          if (forward) return to === id ? [middle(from)] : [];
          return from === id ? [middle(to)] : [];
        });
        return near.length === 0 ? middle(id) : near.reduce((sum, y) => sum + y, 0) / near.length;
      };
      const wishes = new Map(column.map((id) => [id, wish(id)]));
      column.sort((a, b) => (wishes.get(a) ?? 0) - (wishes.get(b) ?? 0));
      stack(column, (id) => (wishes.get(id) ?? 0) - height(id) / 2, tops, height);
    }
  }
  return tops;
}

/** Puts a column's things where they wish, pushed down where they would overlap, and all of them as far up again. */
function stack(
  column: readonly string[],
  wish: (id: string) => number,
  tops: Map<string, number>,
  height: (id: string) => number,
): void {
  let bottom = -Infinity;
  let pushed = 0;
  for (const id of column) {
    const top = Math.max(wish(id), bottom);
    pushed += top - wish(id);
    tops.set(id, top);
    bottom = top + height(id) + GAP.y;
  }
  const back = pushed / Math.max(1, column.length);
  for (const id of column) tops.set(id, (tops.get(id) ?? 0) - back);
}

/** Brings the left or top edges of things into one line. */
export function aligned(
  rects: ReadonlyMap<string, Rect>,
  edge: "left" | "top",
): Map<string, readonly [number, number]> {
  const all = [...rects.values()];
  const [left, top] = [Math.min(...all.map((r) => r.x)), Math.min(...all.map((r) => r.y))];
  return new Map([...rects].map(([id, { x, y }]) => [id, edge === "left" ? [left, y] : [x, top]]));
}

/** Makes the gaps between things equal, along the direction in which they stretch further. */
export function distributed(rects: ReadonlyMap<string, Rect>): Map<string, readonly [number, number]> {
  const all = union(rects.values());
  if (!all) return new Map();
  const level = all.width > all.height;
  const [at, size] = level ? (["x", "width"] as const) : (["y", "height"] as const);
  const inOrder = [...rects].sort(([, a], [, b]) => a[at] - b[at]);
  const taken = inOrder.reduce((sum, [, rect]) => sum + rect[size], 0);
  const gap = Math.max(12, (all[size] - taken) / Math.max(1, inOrder.length - 1));
  let next = all[at];
  return new Map(
    inOrder.map(([id, rect]) => {
      const place = next;
      next += rect[size] + gap;
      return [id, level ? ([place, rect.y] as const) : ([rect.x, place] as const)];
    }),
  );
}
