/** What an equation may read and must write. */
export interface Scope {
  /** Names of `N C H W` inputs, `noise` among them where it may be drawn. */
  readonly tensors: readonly string[];
  /** Names of numbers: per-step scalars of the schedule and params. */
  readonly scalars: readonly string[];
  readonly outputs: readonly string[];
  /** Outputs that may be a single number, which then stands for a picture that has it everywhere. */
  readonly even?: readonly string[];
}
