import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import { moveNodes } from "../edits.ts";
import { itemsOf } from "../edits-items.ts";
import { emit } from "../events.ts";
import { executionOrder, idsOf } from "../outline/order.ts";
import type { SocketRef } from "../outline/targets.ts";

/** The canvas, as its keys see it. */
export interface KeyedCanvas extends EventTarget {
  readonly graph: GraphFile;
  readonly registry: Registry;
  readonly selected: ReadonlySet<string>;
  readonly socket: SocketRef | undefined;
  /** Brings a node into sight. */
  locate(id: string): void;
  /** Drops what the pointer is doing. @returns whether it was doing anything. */
  abandon(): boolean;
}

/** Pixels that a node moves by. */
const GRID = 8;
const ways = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
} as const satisfies Record<string, readonly [number, number]>;

const isWay = (key: string): key is keyof typeof ways => key in ways;

/** Keys that mean something on the canvas alone; commands are found elsewhere. @returns whether it was one. */
export function canvasKey(event: KeyboardEvent, canvas: KeyedCanvas): boolean {
  const { key } = event;
  const [current] = canvas.selected;
  if (event.ctrlKey || event.metaKey) return false;
  if (key === "Escape") return canvas.abandon() || leave(canvas);
  if (key === "Tab") return select(canvas, afterTab(canvas, event.shiftKey ? -1 : 1), true);
  if (isWay(key) && event.altKey) return nudge(canvas, ways[key]);
  if (isWay(key) && event.shiftKey) return extend(canvas, along(canvas, [...canvas.selected].at(-1) ?? "", key));
  if (isWay(key)) return select(canvas, current === undefined ? afterTab(canvas, 1) : along(canvas, current, key));
  if (key === "Enter" && current !== undefined)
    return canvas.dispatchEvent(new Event("open-fields", { bubbles: true, composed: true }));
  if ((key === "[" || key === "]") && current !== undefined) return turn(canvas, current, key === "]" ? 1 : -1);
  return false;
}

/** From a socket to its node, from a node to none. */
function leave(canvas: KeyedCanvas): boolean {
  if (canvas.selected.size === 0) return false;
  emit(canvas, "select", { nodes: canvas.socket ? [...canvas.selected] : [] });
  return true;
}

/** Takes one more node into the selection. */
function extend(canvas: KeyedCanvas, id: string | undefined): boolean {
  if (id === undefined) return true;
  emit(canvas, "select", { nodes: [...[...canvas.selected].filter((other) => other !== id), id] });
  canvas.locate(id);
  return true;
}

function select(canvas: KeyedCanvas, id: string | undefined, orLeave = false): boolean {
  if (id === undefined && orLeave) emit(canvas, "select", { nodes: [] });
  if (id === undefined) return !orLeave;
  emit(canvas, "select", { nodes: [id] });
  canvas.locate(id);
  return true;
}

/** The next node in the order in which they run; after the last one the focus leaves the canvas. */
function afterTab({ graph, registry, selected }: KeyedCanvas, by: 1 | -1): string | undefined {
  const ids = idsOf(executionOrder(graph, registry));
  const [current] = selected;
  const at = current === undefined ? -1 : ids.indexOf(current);
  return ids[at === -1 && by < 0 ? ids.length - 1 : at + by];
}

/** Left and right go along the wires, of the focused socket first; up and down to the nearest node on that side. */
function along({ graph, socket }: KeyedCanvas, from: string, key: keyof typeof ways): string | undefined {
  if (key === "ArrowRight" || key === "ArrowLeft") {
    const [near, name, far] = key === "ArrowRight" ? ([0, 1, 2] as const) : ([2, 3, 0] as const);
    const links = graph.links.filter((link) => link[near] === from);
    return (links.find((link) => link[name] === socket?.name) ?? links[0])?.[far];
  }
  const start = graph.nodes.find(({ id }) => id === from)?.pos ?? [0, 0];
  const [, down] = ways[key];
  const far = ([x, y]: readonly [number, number]): number => Math.abs(x - start[0]) * 2 + Math.abs(y - start[1]);
  return graph.nodes.filter(({ pos }) => (pos[1] - start[1]) * down > 0).sort((a, b) => far(a.pos) - far(b.pos))[0]?.id;
}

function nudge(canvas: KeyedCanvas, [x, y]: readonly [number, number]): boolean {
  const all = [
    ...canvas.graph.nodes.map(({ id, pos }) => [id, pos] as const),
    ...itemsOf(canvas.graph).map(([key, { rect }]) => [key, rect] as const),
  ];
  const places = all
    .filter(([key]) => canvas.selected.has(key))
    .map(([key, at]) => [key, [at[0] + x * GRID, at[1] + y * GRID] as const] as const);
  emit(canvas, "edit", { edit: moveNodes(new Map(places)), gesture: "nudge" });
  return true;
}

/** The next socket of a node, inputs before outputs, round and round. */
function turn(canvas: KeyedCanvas, id: string, by: 1 | -1): boolean {
  const definition = canvas.registry.get(canvas.graph.nodes.find((node) => node.id === id)?.type ?? "");
  const of = (side: SocketRef["side"], sockets: readonly { readonly name: string }[] = []): SocketRef[] =>
    sockets.map(({ name }) => ({ node: id, side, name }));
  const sockets = [...of("input", definition?.inputs), ...of("output", definition?.outputs)];
  const { socket } = canvas;
  const at = sockets.findIndex((other) => other.side === socket?.side && other.name === socket.name);
  const next = sockets[at === -1 && by < 0 ? sockets.length - 1 : (at + by + sockets.length) % sockets.length];
  if (!next) return false;
  const wired = canvas.graph.links.some(([, , to, input]) => to === id && input === next.name);
  const wire = next.side === "input" && wired ? { wire: `${id}.${next.name}` } : {};
  emit(canvas, "select", { nodes: [id], socket: next, ...wire });
  return true;
}
