import type { GraphFile, GraphNode } from "../../runtime/graph/format.ts";
import { expand } from "../../runtime/own/expand.ts";
import { setParam, type Edit } from "../edits.ts";
import type { Walk } from "../engine/messages.ts";

/** A jump-back node as the plot edits it. */
export interface JumpBack {
  readonly id: string;
  /** Which one of the graph it is, for its colour. */
  readonly order: number;
  readonly jump_length: number;
  readonly jump_n_sample: number;
  readonly start_resampling: number;
}

/** The noise schedule whose T is the top of the plot. */
export interface PlotSchedule {
  readonly id: string;
  readonly T: number;
  /** False where the respacing is written out: then T is not used. */
  readonly editable: boolean;
}

/** A comb: the jumps of one node from one level, one tooth for each. */
export interface Comb {
  readonly node: string;
  /** The level that the jumps start from. */
  readonly level: number;
  readonly jump_length: number;
  readonly teeth: number;
  /** The first climb begins after `start` transitions, its top is reached after `top`, and `end` is back at `level`. */
  readonly start: number;
  readonly top: number;
  readonly end: number;
}

/** Above every level: the value of `start_resampling` that limits nothing. */
export const NO_LIMIT = 1e8;
/** Bounds of the params, as the nodes have them. */
const MOST = { jump_length: 1000, jump_n_sample: 1000, T: 4000 } as const;

type WalkLevels = Pick<Walk, "from" | "to" | "node" | "nodes" | "transitions">;

/** The jump-backs of a graph, those inside nodes of nodes by their paths. */
export function jumpBacksOf(graph: GraphFile): readonly JumpBack[] {
  return expand(graph)
    .graph.nodes.filter((node) => node.type === "repaint/jump-back")
    .map((node, order) => ({
      id: node.id,
      order,
      jump_length: numberOf(node, "jump_length", 10),
      jump_n_sample: numberOf(node, "jump_n_sample", 10),
      start_resampling: numberOf(node, "start_resampling", NO_LIMIT),
    }));
}

/** The schedule that the jump-backs follow, or, in a graph without any, its first one. */
export function scheduleOf(given: GraphFile): PlotSchedule | undefined {
  const { graph } = expand(given);
  const [jump] = jumpBacksOf(given);
  const id = jump && upstream(graph, jump.id, "model/noise-schedule");
  const node = graph.nodes.find((n) => (id === undefined ? n.type === "model/noise-schedule" : n.id === id));
  if (!node) return undefined;
  const respacing = node.params["respacing"];
  return {
    id: node.id,
    T: numberOf(node, "T", 50),
    editable: typeof respacing !== "string" || respacing.trim() === "",
  };
}

/** The nearest node of a type against the direction of the wires. */
function upstream(graph: GraphFile, from: string, type: string): string | undefined {
  const seen = new Set([from]);
  for (const id of seen) {
    if (graph.nodes.some((node) => node.id === id && node.type === type)) return id;
    for (const [source, , target] of graph.links) if (target === id) seen.add(source);
  }
  return undefined;
}

/**
 * Reads the combs off a walk. Jumps of one node from one level belong together until the walk has gone below that level,
 * or another node has jumped from it or from below.
 */
export function combsOf(walk: WalkLevels): readonly Comb[] {
  const known = read.get(walk);
  if (known) return known;
  const combs = readCombs(walk);
  read.set(walk, combs);
  return combs;
}

const read = new WeakMap<WalkLevels, readonly Comb[]>();

function readCombs(walk: WalkLevels): readonly Comb[] {
  const combs: Comb[] = [];
  const open = new Map<number, Comb>();
  const close = (below: number, but: number): void => {
    for (const [node, comb] of open) if (node !== but && comb.level >= below) finish(open, node, combs);
  };
  for (let i = 0; i < walk.transitions; i++) {
    const [from, to, node] = [walk.from[i] ?? 0, walk.to[i] ?? 0, walk.node[i] ?? -1];
    if (to < from) {
      for (const [owner, comb] of open) {
        if (to < comb.level) finish(open, owner, combs);
        else if (to === comb.level) open.set(owner, { ...comb, end: i + 1 });
      }
      continue;
    }
    const top = topOfClimb(walk, i);
    close(from, node);
    const comb = open.get(node);
    if (comb?.level === from) open.set(node, { ...comb, teeth: comb.teeth + 1, end: top });
    else {
      finish(open, node, combs);
      const jump_length = (walk.to[top - 1] ?? to) - from;
      open.set(node, { node: walk.nodes[node] ?? "", level: from, jump_length, teeth: 1, start: i, top, end: top });
    }
    i = top - 1;
  }
  for (const node of [...open.keys()]) finish(open, node, combs);
  return combs.sort((a, b) => a.start - b.start);
}

function finish(open: Map<number, Comb>, node: number, combs: Comb[]): void {
  const comb = open.get(node);
  if (comb) combs.push(comb);
  open.delete(node);
}

/** @returns the count of transitions after which the climb that begins with transition `i` is over. */
function topOfClimb({ from, to, node, transitions }: WalkLevels, i: number): number {
  let end = i + 1;
  while (end < transitions && node[end] === node[i] && (to[end] ?? 0) > (from[end] ?? 0)) end++;
  return end;
}

/** The comb at which a node is edited: its widest, and of those the one nearest to the middle of the plot. */
export function combToEdit(combs: readonly Comb[], node: string, transitions: number): Comb | undefined {
  const width = (comb: Comb): number => comb.end - comb.start;
  const far = (comb: Comb): number => Math.abs((comb.start + comb.end) / 2 - transitions / 2);
  return combs
    .filter((comb) => comb.node === node)
    .reduce<Comb | undefined>((best, comb) => {
      if (!best || width(comb) > width(best)) return comb;
      return width(comb) === width(best) && far(comb) < far(best) ? comb : best;
    }, undefined);
}

/** What can be taken hold of on the plot. */
export type HandleKind = "length" | "count" | "limit" | "steps";

export interface Handle {
  /** The same through a drag. */
  readonly key: string;
  readonly kind: HandleKind;
  readonly node: string;
  readonly order: number;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** Where it lies, in transitions and levels. */
  readonly at: readonly [transition: number, level: number];
}

/** All handles of a graph's plot. A node without a tooth keeps its handles, at the left of the plot. */
export function handlesOf(graph: GraphFile, walk: WalkLevels): readonly Handle[] {
  const combs = combsOf(walk);
  const schedule = scheduleOf(graph);
  const T = topOf(walk);
  const handles = jumpBacksOf(graph).flatMap((jump): Handle[] => {
    const comb = combToEdit(combs, jump.id, walk.transitions);
    const { id: node, order } = jump;
    const level = comb?.level ?? Math.max(0, T - jump.jump_length);
    const base = { node, order, min: 1 } as const;
    const idle = walk.transitions * (0.12 + 0.1 * order);
    return [
      {
        ...base,
        key: `length:${node}`,
        kind: "length",
        value: jump.jump_length,
        max: MOST.jump_length,
        at: comb ? [comb.top, level + comb.jump_length] : [idle, T],
      },
      {
        ...base,
        key: `count:${node}`,
        kind: "count",
        value: jump.jump_n_sample,
        max: MOST.jump_n_sample,
        at: comb ? [comb.end, level] : [idle, level],
      },
      {
        ...base,
        min: 0,
        key: `limit:${node}`,
        kind: "limit",
        value: jump.start_resampling,
        max: NO_LIMIT,
        at: [walk.transitions, Math.min(T, jump.start_resampling + 1)],
      },
    ];
  });
  if (!schedule?.editable) return handles;
  const { id: node, T: value } = schedule;
  return [{ key: "steps", kind: "steps", node, order: -1, value, min: 1, max: MOST.T, at: [0, T] }, ...handles];
}

export const topOf = ({ from, to }: Pick<Walk, "from" | "to">): number =>
  to.reduce((top, level) => Math.max(top, level), from[0] ?? 1);

const PARAMS: Readonly<Record<HandleKind, string>> = {
  length: "jump_length",
  count: "jump_n_sample",
  limit: "start_resampling",
  steps: "T",
};

/** Pixels that a drag takes a value by one: no finer than a hand can aim. */
const LEAST = { length: 4, count: 8 } as const;

/** The scale of the plot when a drag began. */
export interface PlotScale {
  readonly pixelsPerLevel: number;
  readonly pixelsPerTransition: number;
  readonly T: number;
}

/**
 * The value that a drag asks for.
 *
 * @param moved pixels right and up since the drag began.
 */
export function draggedValue(
  handle: Handle,
  jump_length: number,
  [right, up]: readonly [number, number],
  scale: PlotScale,
): number {
  switch (handle.kind) {
    case "length":
      return within(handle, handle.value + Math.round(up / Math.max(LEAST.length, scale.pixelsPerLevel)));
    case "count": {
      const tooth = Math.max(LEAST.count, 2 * jump_length * scale.pixelsPerTransition);
      return within(handle, handle.value + Math.round(right / tooth));
    }
    case "steps":
      return within(handle, handle.value + Math.round(up / scale.pixelsPerLevel));
    case "limit":
      return limitAt(Math.min(handle.value, scale.T - 1) + Math.round(up / scale.pixelsPerLevel), scale.T);
  }
}

/** The value after a key: arrows by one, pages by ten, Home and End to what makes sense. */
export function keyedValue(handle: Handle, key: string, T: number): number | undefined {
  const from = handle.kind === "limit" ? Math.min(handle.value, T - 1) : handle.value;
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: 1,
    ArrowRight: 1,
    ArrowDown: -1,
    ArrowLeft: -1,
    "+": 1,
    "-": -1,
    PageUp: 10,
    PageDown: -10,
  };
  const step = steps[key];
  const most = { length: Math.max(1, T - 1), count: 20, limit: T, steps: 250 }[handle.kind];
  const value = step !== undefined ? from + step : key === "Home" ? handle.min : key === "End" ? most : undefined;
  if (value === undefined) return undefined;
  return handle.kind === "limit" ? limitAt(value, T) : within(handle, value);
}

/** A limit at or above the top limits nothing. */
const limitAt = (s: number, T: number): number => (s >= T - 1 ? NO_LIMIT : Math.max(0, s));

const within = ({ min, max }: Handle, value: number): number => Math.min(max, Math.max(min, value));

/** The param that a handle changes. */
export const paramOf = ({ kind }: Handle): string => PARAMS[kind];

/** What a handle's value is in the graph. */
export function handleEdit({ kind, node }: Handle, value: number): Edit {
  return setParam(node, PARAMS[kind], value);
}

/** Why a jump-back makes no tooth. */
export type Reason = "too-long" | "limited" | "once";

export function reasonOf(jump: JumpBack, T: number): Reason | undefined {
  if (jump.jump_n_sample <= 1) return "once";
  if (jump.jump_length >= T) return "too-long";
  return jump.start_resampling < jump.jump_length ? "limited" : undefined;
}

/** The level after so many transitions. */
export function levelAt({ from, to }: Pick<Walk, "from" | "to">, transition: number): number {
  return transition <= 0 ? (from[0] ?? 0) : (to[transition - 1] ?? 0);
}

/**
 * One tooth further: where the walk next turns upwards, or ends.
 *
 * @returns the count of transitions there.
 */
export function nextValley(
  { from, to, transitions }: Pick<Walk, "from" | "to" | "transitions">,
  after: number,
): number {
  for (let i = after; i + 1 < transitions; i++) {
    const falls = (to[i] ?? 0) < (from[i] ?? 0);
    if (falls && (to[i + 1] ?? 0) > (from[i + 1] ?? 0)) return i + 1;
  }
  return transitions;
}

function numberOf(node: GraphNode, param: string, otherwise: number): number {
  const value = node.params[param];
  return typeof value === "number" ? value : otherwise;
}
