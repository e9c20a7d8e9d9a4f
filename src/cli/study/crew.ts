import type { Job, RowResult } from "./tasks.ts";
import type { Trial } from "./trial.ts";

/** Whoever fills pictures: a pool of threads here, or workers behind a queue. */
export interface Crew {
  /** How many work at once. */
  readonly workers: number;
  /** How many jobs are handed out at once. */
  readonly lanes: number;
  /** Network calls made so far, pictures counted. */
  readonly calls: number;
  /** How many pictures go through each network best. */
  trial(budget_ms: number): Promise<readonly Trial[]>;
  /** @returns undefined when it was stopped. @throws UserError */
  fill(job: Job): Promise<readonly RowResult[] | undefined>;
  stop(): void;
  close(): Promise<void>;
}
