import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { packageVersion } from "../../src/cli/package.ts";
import { queueName } from "../../src/cli/study/queue-messages.ts";
import { openRedis } from "../../src/cli/study/redis.ts";
import { ended, hashesBelow, repaint, rowsKept } from "../../tools/faults/study.ts";
import { cli } from "../helpers/cli.ts";
import { redis } from "../helpers/redis.ts";
import { someFaces } from "../helpers/studies.ts";

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Watches a queue from outside: how often each job began and ended, and what a worker is at. */
async function watched(url: string, context: TestContext) {
  const { bullmq, connect } = await openRedis(url);
  const name = queueName(await packageVersion());
  const [listening, asking] = [connect(), connect()];
  const events = new bullmq.QueueEvents(name, { connection: listening });
  const queue = new bullmq.Queue(name, { connection: asking });
  const counts = { active: new Map<string, number>(), completed: new Map<string, number>() };
  for (const kind of ["active", "completed"] as const)
    events.on(kind, ({ jobId }: { jobId: string }) => counts[kind].set(jobId, (counts[kind].get(jobId) ?? 0) + 1));
  await events.waitUntilReady();
  context.after(async () => {
    await events.close();
    await queue.close();
    listening.disconnect();
    asking.disconnect();
  });
  const jobOf = async (pid: number | undefined): Promise<string | undefined> =>
    (await queue.getActive()).find((job) => job.processedBy?.endsWith(`:${pid}`))?.id;
  return { counts, jobOf };
}

test("two workers over a queue, one killed at a job: the other does that job, once, and the table is that of one machine", async (context) => {
  const url = await redis(context);
  if (url === undefined) return;
  const { folder, study } = someFaces(6, { seeds: { count: 2 }, batch: 2 });
  const [calm, queued] = [join(folder, "calm"), join(folder, "queued")];
  const workers: ChildProcess[] = [];
  const start = (): void => void workers.push(repaint("worker", "--queue", url, "--workers", "1", "--takeover", "2"));
  context.after(() => workers.forEach((worker) => void worker.kill("SIGKILL")));
  start();
  start();
  assert.equal((await cli(["batch", study, "--out", calm])).code, 0);
  const { counts, jobOf } = await watched(url, context);
  const batch = repaint("batch", study, "--out", queued, "--queue", url);
  const end = ended(batch);
  while (batch.exitCode === null && rowsKept(queued) < 4) await sleep(5);
  const [first] = workers;
  // It is held while one looks what it is at, so that it dies in the middle of that and not after.
  let left: string | undefined;
  while (first && left === undefined && batch.exitCode === null) {
    first.kill("SIGSTOP");
    left = await jobOf(first.pid);
    if (left === undefined) first.kill("SIGCONT");
    await sleep(5);
  }
  first?.kill("SIGKILL");
  const { code, err } = await end;
  assert.equal(code, 0, err);
  assert.deepEqual([...hashesBelow(queued)], [...hashesBelow(calm)]);
  assert.ok(left, "the first worker was at a job");
  assert.equal(counts.active.get(left), 2, "its job began twice");
  assert.deepEqual([...new Set(counts.completed.values())], [1]);
  assert.equal(counts.completed.get(left), 1);
});

test("a queue that nobody answers is a sentence", async () => {
  const { folder, study } = someFaces(1);
  const { code, err } = await cli(["batch", study, "--out", join(folder, "out"), "--queue", "redis://127.0.0.1:1"]);
  assert.equal(code, 1);
  assert.match(err, /No Redis server answers at redis:\/\/127\.0\.0\.1:1: /);
});
