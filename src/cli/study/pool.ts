import { Tinypool } from "tinypool";
import { UserError } from "../../runtime/problem.ts";
import type { Crew } from "./crew.ts";
import { CALLS, STOP, type Job, type RowResult, type StudyTask } from "./tasks.ts";
import type { Trial } from "./trial.ts";
import type { Answer, Order, WorkerStart } from "./worker.ts";

/** Where this runs from source, workers do too. */
const isSource = import.meta.url.endsWith(".ts");
const filename = new URL(isSource ? "./from-source.mjs" : "./study-worker.js", import.meta.url).href;

/** Workers over the cores; each opens the networks of one study once. */
export class Pool implements Crew {
  readonly lanes: number;
  readonly workers: number;
  private readonly pool: Tinypool;
  private readonly state: Int32Array;

  constructor(study: StudyTask, workers: number) {
    const shared = new SharedArrayBuffer(8);
    this.workers = workers;
    // One more than there are workers, so that none waits while results are written.
    this.lanes = workers + 1;
    this.state = new Int32Array(shared);
    const start: WorkerStart = { study, shared };
    this.pool = new Tinypool({
      filename,
      name: "work",
      runtime: "worker_threads",
      minThreads: workers,
      maxThreads: workers,
      idleTimeout: Infinity,
      isolateWorkers: false,
      workerData: start,
      ...(isSource && { execArgv: [] }),
    });
  }

  /** Network calls made so far, pictures counted. */
  get calls(): number {
    return Atomics.load(this.state, CALLS);
  }

  /** How many pictures go through each network best. */
  async trial(budget_ms: number): Promise<readonly Trial[]> {
    const answer = await this.ask({ kind: "trial", budget_ms });
    return answer && "trials" in answer ? answer.trials : [];
  }

  /** @returns undefined when it was stopped. @throws UserError */
  async fill(job: Job, batch?: number): Promise<readonly RowResult[] | undefined> {
    const answer = await this.ask({ kind: "fill", job, ...(batch !== undefined && { batch }) });
    return answer && "rows" in answer ? answer.rows : undefined;
  }

  /** Lets workers stop at their next network call. */
  stop(): void {
    Atomics.store(this.state, STOP, 1);
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async ask(order: Order): Promise<Answer | undefined> {
    const answer = (await this.pool.run(order)) as Answer;
    if ("mistake" in answer) throw new UserError(...answer.mistake);
    return "stopped" in answer ? undefined : answer;
  }
}
