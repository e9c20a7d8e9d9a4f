import type { Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import { sha256Of } from "../disk.ts";
import { packageVersion } from "../package.ts";
import type { Crew } from "./crew.ts";
import { KEEP, queueName, resultKey, unpackResults, type QueuedJob } from "./queue-messages.ts";
import { openRedis } from "./redis.ts";
import type { Job, RowResult, StudyTask } from "./tasks.ts";
import type { Trial } from "./trial.ts";

/** Pictures of a job where the study does not say: large enough for a device, small enough to be lost. */
export const JOB = 16;
/** Jobs that lie in the queue at once, done or not: so many can work at a time. It never holds a whole study. */
export const LANES = 256;
/** A worker that dies or lacks a file leaves a job to others so often. */
const ATTEMPTS = 20;

/** Workers behind a Redis queue, wherever they run. Each job is handed out once at a time and lands once. */
export class QueueCrew implements Crew {
  readonly workers = LANES;
  readonly lanes = LANES;
  private made = 0;
  private readonly queue: Queue<QueuedJob>;
  private readonly connection: Redis;
  private readonly events: QueueEvents;
  private readonly disconnect: () => void;
  private readonly study: string;
  private isStopped = false;
  /** Of the jobs that are waited for. */
  private readonly stops = new Set<() => void>();

  private constructor(
    queue: Queue<QueuedJob>,
    connection: Redis,
    events: QueueEvents,
    study: string,
    disconnect: () => void,
  ) {
    [this.queue, this.connection, this.events] = [queue, connection, events];
    [this.study, this.disconnect] = [study, disconnect];
  }

  /** Leaves the study where workers find it. @throws UserError when there is no server. */
  static async open(url: string, study: StudyTask): Promise<QueueCrew> {
    const { bullmq, connect } = await openRedis(url);
    const name = queueName(await packageVersion());
    const [connection, listening] = [connect(), connect()];
    const text = JSON.stringify(study);
    const key = `repaint:study:${sha256Of(text).slice(0, 32)}`;
    await connection.set(key, text, "EX", 30 * KEEP);
    const queue = new bullmq.Queue<QueuedJob>(name, { connection });
    queue.setMaxListeners(4 * LANES);
    const events = new bullmq.QueueEvents(name, { connection: listening });
    events.setMaxListeners(4 * LANES);
    await events.waitUntilReady();
    return new QueueCrew(queue, connection, events, key, () => {
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
    const id = `${this.study.slice(-32)}-${job.id}-${sha256Of(JSON.stringify(job)).slice(0, 16)}`;
    while (!this.isStopped) {
      const isDone = await this.asked(id, job);
      const text = isDone ? await this.connection.get(resultKey(id)) : null;
      await this.queue.remove(id).catch(() => undefined);
      if (!isDone) return undefined;
      // Results of long ago may be gone, and their job not yet: it is asked for again.
      if (text === null) continue;
      await this.connection.del(resultKey(id));
      const results = unpackResults(text);
      this.made += results.length;
      return results;
    }
    return undefined;
  }

  /** @returns whether it was filled; false when it was stopped. */
  private async asked(id: string, job: Job): Promise<boolean> {
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
    let stop = (): void => {};
    const stopped = new Promise<false>((resolve) => (stop = () => resolve(false)));
    this.stops.add(stop);
    try {
      return await Promise.race([queued.waitUntilFinished(this.events).then(() => true), stopped]);
    } finally {
      this.stops.delete(stop);
    }
  }

  stop(): void {
    this.isStopped = true;
    for (const stop of this.stops) stop();
  }

  async close(): Promise<void> {
    await this.events.close();
    await this.queue.close();
    this.disconnect();
  }
}
