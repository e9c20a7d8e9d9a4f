/** A worker of the pool: opens the study's networks once, then fills the pictures of one job after another. */
import { workerData } from "node:worker_threads";
import { registry } from "../../nodes/index.ts";
import { UserError } from "../../runtime/problem.ts";
import { openStudy, type OpenedStudy } from "./open.ts";
import { CALLS, STOP, type Job, type RowResult, type StudyTask } from "./tasks.ts";
import { trialOf, type Trial } from "./trial.ts";

/** What the pool starts a worker with. */
export interface WorkerStart {
  readonly study: StudyTask;
  /** Int32: STOP, then CALLS. */
  readonly shared: SharedArrayBuffer;
}

/** A job, or the wish to know how many pictures go through a network best. */
export type Order =
  | { readonly kind: "fill"; readonly job: Job; readonly batch?: number }
  | { readonly kind: "trial"; readonly budget_ms: number };

/** Mistakes and stops cross the border of threads as data. */
export type Answer =
  | { readonly rows: readonly RowResult[] }
  | { readonly trials: readonly Trial[] }
  | { readonly mistake: UserError["problems"] }
  | { readonly stopped: true };

const { study, shared } = startOf(workerData);
const state = new Int32Array(shared);
let opened: Promise<OpenedStudy> | undefined;

export async function work(order: Order): Promise<Answer> {
  const stop = new AbortController();
  const called = (pictures: number): void => {
    Atomics.add(state, CALLS, pictures);
    if (Atomics.load(state, STOP) !== 0) stop.abort();
  };
  try {
    opened ??= openStudy(study, registry);
    const ready = await opened;
    if (order.kind === "trial") return { trials: await trialOf(ready, order.budget_ms) };
    return { rows: await ready.fill(order.job, { ...order, signal: stop.signal, called }) };
  } catch (error) {
    if (stop.signal.aborted) return { stopped: true };
    if (error instanceof UserError) return { mistake: error.problems };
    throw error;
  }
}

/** The pool hands its own part first, then ours. */
function startOf(data: unknown): WorkerStart {
  if (Array.isArray(data)) return data[1] as WorkerStart;
  throw new Error("this worker is started by the pool");
}
