import type { Frame, Group } from "./program.ts";
import { readsOf } from "./reads.ts";

/**
 * For each op of the program the slots whose last use it is. A value made outside a loop and read inside it lives until
 * the loop's exit; a value that is watched lives until it is made anew.
 */
export function freeAfter(frame: Frame, groups: readonly Group[]): readonly (readonly number[])[] {
  const { nodes, slots, ops, loops } = frame;
  const visitAt = new Map<number, number>();
  for (const [i, op] of ops.entries()) if (op.op === "visit") visitAt.set(op.node, i);
  const runsAt = new Map(visitAt);
  for (const group of groups) {
    const last = visitAt.get(group.nodes.at(-1) ?? -1) ?? -1;
    for (const node of group.nodes) runsAt.set(node, last);
  }
  const spans = loopSpans(frame);
  const defined = slots.map((slot) => definedAt(frame, slot.index, runsAt, spans));
  const last = [...defined];
  const use = (slot: number, at: number): void => {
    const made = defined[slot];
    if (made === undefined) return;
    let end = at;
    for (const span of spans)
      if (span.head <= at && at <= span.back && !(span.head <= made && made <= span.back))
        end = Math.max(end, span.exit);
    last[slot] = Math.max(last[slot] ?? 0, end);
  };
  for (const read of readsOf(frame)) if (read.by >= 0) use(read.slot, runsAt.get(read.by) ?? 0);
  for (const node of nodes)
    for (const slot of node.inputs.values()) if (!node.definition.loop) use(slot, runsAt.get(node.index) ?? 0);
  for (const [i, loop] of loops.entries()) {
    const span = spans[i];
    if (!span) continue;
    use(loop.init, span.enter);
    use(loop.back, span.back);
  }
  const kept = new Set<number>();
  for (const node of nodes) if (node.watched) for (const slot of node.outputs.values()) kept.add(slot);
  const free: number[][] = ops.map(() => []);
  for (const [slot, at] of last.entries()) if (!kept.has(slot)) free[at]?.push(slot);
  return free;
}

interface Span {
  readonly loop: number;
  readonly enter: number;
  readonly head: number;
  readonly back: number;
  readonly exit: number;
}

function loopSpans({ ops, loops }: Frame): readonly Span[] {
  const find = (kind: string, loop: number): number =>
    ops.findIndex((op) => op.op === kind && "loop" in op && op.loop === loop);
  return loops.map((_, loop) => ({
    loop,
    enter: find("enter", loop),
    head: find("test", loop),
    back: find("back", loop),
    exit: find("exit", loop),
  }));
}

function definedAt(
  { slots, loops }: Frame,
  slot: number,
  runsAt: ReadonlyMap<number, number>,
  spans: readonly Span[],
): number {
  for (const [i, loop] of loops.entries()) {
    const span = spans[i];
    if (span && slot === loop.body) return span.head;
    if (span && slot === loop.done) return span.exit;
  }
  return runsAt.get(slots[slot]?.node ?? -1) ?? 0;
}
