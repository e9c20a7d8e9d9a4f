import { jumpDecision, type JumpCounts, type JumpSettings } from "../../../src/runtime/diffusion/jumps.ts";

/** The official parameters of a jump schedule, by their names. */
export interface OfficialJumps {
  readonly t_T: number;
  readonly n_sample?: number;
  readonly jump_length: number;
  readonly jump_n_sample: number;
  readonly jump2_length?: number;
  readonly jump2_n_sample?: number;
  readonly jump3_length?: number;
  readonly jump3_n_sample?: number;
  readonly start_resampling?: number;
}

/** The three jumps of a schedule, shortest first, as they are tested on arrival. */
function jumpsOf(o: OfficialJumps): readonly { length: number; descents: number }[] {
  return [
    { length: o.jump3_length ?? 1, descents: o.jump3_n_sample ?? 1 },
    { length: o.jump2_length ?? 1, descents: o.jump2_n_sample ?? 1 },
    { length: o.jump_length, descents: o.jump_n_sample },
  ];
}

/** The walk from tables of jumps left, filled beforehand and refilled by longer jumps: the published formulation. */
export function walkByTables(o: OfficialJumps): number[] {
  const start = o.start_resampling ?? Infinity;
  const levels = jumpsOf(o).map(({ length, descents }) => {
    const fill = (): Map<number, number> => {
      const left = new Map<number, number>();
      for (let k = 0; k < o.t_T - length; k += length) left.set(k, descents - 1);
      return left;
    };
    return { length, fill, left: fill() };
  });
  const times: number[] = [];
  let t = o.t_T;
  while (t >= 1) {
    times.push(--t);
    if (t + 1 < o.t_T - 1 && t <= start) for (let i = 1; i < (o.n_sample ?? 1); i++) times.push(t + 1, t); // each step down is made again at once
    levels.forEach((level, i) => {
      const left = level.left.get(t) ?? 0;
      if (left <= 0 || t > start - level.length) return;
      level.left.set(t, left - 1);
      for (let step = 0; step < level.length; step++) times.push(++t);
      for (const shorter of levels.slice(0, i)) shorter.left = shorter.fill();
    });
  }
  return [...times, -1];
}

/** The walk by jump-back nodes in series, the shortest jump first, each clearing the counts of those before it. */
export function walkByDecisions(o: OfficialJumps): number[] {
  const nodes = jumpsOf(o).map(({ length, descents }) => {
    const settings: JumpSettings = { T: o.t_T, jump_length: length, jump_n_sample: descents };
    const { start_resampling } = o;
    const counts: JumpCounts = new Map();
    return { settings: start_resampling === undefined ? settings : { ...settings, start_resampling }, counts };
  });
  const times: number[] = [];
  let p = o.t_T - 1;
  for (times.push(p); p >= 0;) {
    nodes.forEach(({ settings, counts }, i) => {
      const climb = jumpDecision({ ...settings, p }, counts);
      for (let step = 0; step < climb; step++) times.push(++p);
      if (climb > 0) for (const before of nodes.slice(0, i)) before.counts.clear();
    });
    times.push(--p);
  }
  return times;
}
