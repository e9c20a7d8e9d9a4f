/** One jump-back node's settings. */
export interface JumpSettings {
  /** Steps of the schedule. */
  readonly T: number;
  /** j: how many levels a jump climbs, and how far the jump points lie apart. */
  readonly jump_length: number;
  /** r: how often each stretch is descended, so 1 means no jump. */
  readonly jump_n_sample: number;
  /** s: no jump climbs above index s. No limit when absent. */
  readonly start_resampling?: number;
  /** Jump points are the indices p with (p − phase) mod j = 0. The published schedule has phase 0. */
  readonly phase?: number;
}

/** How often each index has been jumped from. */
export type JumpCounts = Map<number, number>;

/**
 * Decides whether to jump back (Lugmayr et al. 2022, §4.2 and App. B), and counts the jump.
 *
 *     jump iff  p ≥ 0,  (p − phase) mod j = 0,  p < T − j,  p ≤ s − j,  counts[p] < r − 1
 *
 * Jumps of several lengths go in series, the shortest first; whenever one climbs, the counts of those before it are
 * to be cleared by the caller.
 *
 * @param p index just reached, one less than the level; −1 is the clean image.
 * @param counts of this node alone; raised by one at `p` when it jumps.
 * @returns how many levels to climb: `jump_length` or 0.
 * @throws RangeError when `jump_length` is no whole number ≥ 1.
 */
export function jumpDecision(at: JumpSettings & { readonly p: number }, counts: JumpCounts): number {
  const { p, jump_length } = at;
  checkLength(jump_length);
  if (p < 0 || p >= limitOf(at) || (p - (at.phase ?? 0)) % jump_length !== 0) return 0;
  const count = counts.get(p) ?? 0;
  if (count >= at.jump_n_sample - 1) return 0;
  counts.set(p, count + 1);
  return jump_length;
}

/** What one jump-back node costs. */
export interface WalkTotals {
  readonly jumps: number;
  readonly model_evaluations: number;
  readonly undo_steps: number;
  readonly transitions: number;
}

/**
 * Counts the steps of a walk from T to 0 with one jump-back, without walking.
 *
 *     jumps = K (r − 1)    undo_steps = K (r − 1) j    model_evaluations = T + undo_steps
 *
 * K is the number of indices that fulfil the conditions of `jumpDecision`.
 */
export function walkTotals(settings: JumpSettings): WalkTotals {
  const { T, jump_length } = settings;
  checkLength(jump_length);
  const first = modulo(settings.phase ?? 0, jump_length);
  const points = Math.max(0, Math.ceil((limitOf(settings) - first) / jump_length));
  const jumps = points * Math.max(0, Math.ceil(settings.jump_n_sample) - 1);
  const undo_steps = jumps * jump_length;
  return { jumps, model_evaluations: T + undo_steps, undo_steps, transitions: T + 2 * undo_steps };
}

/** The least index that is too high to jump from. */
function limitOf({ T, jump_length, start_resampling }: JumpSettings): number {
  const allowed = T - jump_length;
  return start_resampling === undefined ? allowed : Math.min(allowed, Math.floor(start_resampling) - jump_length + 1);
}

function modulo(a: number, n: number): number {
  return ((a % n) + n) % n;
}

function checkLength(jump_length: number): void {
  if (!Number.isInteger(jump_length) || jump_length < 1) {
    throw new RangeError(`jump_length = ${jump_length}, expected a whole number ≥ 1`);
  }
}
