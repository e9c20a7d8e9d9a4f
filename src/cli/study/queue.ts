import type { Queue, QueueEvents } from "bullmq";
import { sha256Of } from "../disk.ts";
import { packageVersion } from "../package.ts";
import type { Crew } from "./crew.ts";
import { queueName, unpackResults, type QueuedJob } from "./queue-messages.ts";
import { openRedis } from "./redis.ts";
import type { Job, RowResult, StudyTask } from "./tasks.ts";
import type { Trial } from "./trial.ts";

/** Pictures of a job where the study does not say: large enough for a device, small enough to be lost. */
const JOB = 16;
/** Jobs that lie in the queue at once; it never holds a whole study. */
const LANES = 64;
/** Seconds that results wait for whoever lands them. */
const KEEP = 24 * 3600;
/** A worker that dies or lacks a file leaves a job to others so often. */
const ATTEMPTS = 20;

/** Workers behind a Redis queue, wherever they run. Each job is handed out once at a time and lands once. */
export class QueueCrew implements Crew {
  readonly workers = LANES;
  readonly lanes = LANES;
  private made = 0;
  private readonly queue: Queue<QueuedJob, string>;
  private readonly events: QueueEvents;
  private readonly disconnect: () => void;
  private readonly study: string;
  private readonly waiting = new Set<string>();
  private readonly stopped = new AbortController();

  private constructor(queue: Queue<QueuedJob, string>, events: QueueEvents, study: string, disconnect: () => void) {
    [this.queue, this.events, this.study, this.disconnect] = [queue, events, study, disconnect];
  }

  /** Leaves the study where workers find it. @throws UserError when there is no server. */
  static async open(url: string, study: StudyTask): Promise<QueueCrew> {
    const { bullmq, connect } = await openRedis(url);
    const name = queueName(await packageVersion());
    const [connection, listening] = [connect(), connect()];
    const text = JSON.stringify(study);
    const key = `repaint:study:${sha256Of(text).slice(0, 32)}`;
    await connection.set(key, text, "EX", 30 * KEEP);
    const queue = new bullmq.Queue<QueuedJob, string>(name, { connection });
    const events = new bullmq.QueueEvents(name, { connection: listening });
    events.setMaxListeners(4 * LANES);
    await events.waitUntilReady();
    return new QueueCrew(queue, events, key, () => {
      connection.disconnect();
      listening.disconnect();
    });
  }

  get calls(): number {
    return this.made;
  }

  /** Each worker tries for itself, and fills a job in groups as its device likes them. */
  trial(): Promise<readonly Trial[]> {
    return Promise.resolve(Array.from({ length: 1000 }, (_, setting) => ({ setting, batch: JOB, ms: 0 })));
  }

  async fill(job: Job): Promise<readonly RowResult[] | undefined> {
    if (this.stopped.signal.aborted) return undefined;
    const id = `${this.study.slice(-32)}-${job.id}-${sha256Of(JSON.stringify(job)).slice(0, 16)}`;
    this.waiting.add(id);
    // A job that was left by an earlier run of this study is found under its id, done or not.
    const queued = await this.queue.add(
      "fill",
      { study: this.study, job: JSON.stringify(job) },
      {
        jobId: id,
        attempts: ATTEMPTS,
        backoff: { type: "fixed", delay: 500 },
        removeOnComplete: { age: KEEP },
        removeOnFail: true,
      },
    );
    const done = await Promise.race([queued.waitUntilFinished(this.events), this.whenStopped()]);
    this.waiting.delete(id);
    if (done === undefined) {
      await this.queue.remove(id).catch(() => undefined);
      return undefined;
    }
    const results = unpackResults(done);
    this.made += results.length;
    await this.queue.remove(id).catch(() => undefined);
    return results;
  }

  stop(): void {
    this.stopped.abort();
  }

  async close(): Promise<void> {
    await this.events.close();
    await this.queue.close();
    this.disconnect();
  }

  private whenStopped(): Promise<undefined> {
    return new Promise((resolve) =>
      this.stopped.signal.addEventListener("abort", () => resolve(undefined), { once: true }),
    );
  }
}
