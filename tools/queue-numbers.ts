/**
 * What a study over a queue sends, what Redis holds of it, and what limits it, measured here on a Redis server of its own:
 *
 *     node --import tsx tools/queue-numbers.ts [--jobs 1000]
 *
 * The numbers of `docs/studies.md`, "A hundred machines". The rates are of processor time, which other work on the machine
 * leaves alone.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { packageVersion } from "../src/cli/package.ts";
import { jobsOf, layOut } from "../src/cli/study/layout.ts";
import { Ledger } from "../src/cli/study/ledger.ts";
import { openStudy } from "../src/cli/study/open.ts";
import { JOB, LANES, QueueCrew } from "../src/cli/study/queue.ts";
import {
  KEEP,
  packResults,
  queueName,
  resultKey,
  unpackResults,
  type QueuedJob,
} from "../src/cli/study/queue-messages.ts";
import { openRedis } from "../src/cli/study/redis.ts";
import type { RowResult, StudyTask } from "../src/cli/study/tasks.ts";
import { registry } from "../src/nodes/index.ts";
import type { Study } from "../src/runtime/study/format.ts";

const { values } = parseArgs({ options: { jobs: { type: "string", default: "1000" } } });
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "repaint-queue-"));
const port = 20_000 + (process.pid % 20_000);
const url = `redis://127.0.0.1:${port}`;
const words = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder];
const server = spawn("redis-server", words, { stdio: ["ignore", "pipe", "inherit"] });
for await (const text of server.stdout) if (/Ready to accept connections/.test(String(text))) break;
server.stdout.resume();

/** Milliseconds of the processor, all threads of this process. */
async function processorMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function measure(): Promise<void> {
  const lines = Array.from({ length: 16 }, (_, i) => join(root, `models/samples/face-${1_000_000 + i}.png`));
  writeFileSync(join(folder, "list.txt"), lines.join("\n"));
  const study: Study = {
    format: "repaint-study",
    version: 1,
    data: [{ name: "faces", from: ["list.txt"] }],
    masks: ["wide"],
    graphs: [{ graph: "repaint", set: { "schedule.T": 20, "jump.jump_n_sample": 1 } }],
    seeds: { count: Number(values.jobs) },
  };
  const layout = await layOut(study, registry, folder);
  const jobs = jobsOf(layout, [JOB]);
  const task: StudyTask = { settings: layout.settings, measures: layout.measures, device: "auto", threads: 1 };
  const opened = await openStudy(task, registry);
  const [first] = jobs;
  if (!first) throw new Error("a study without jobs");
  const made = await opened.fill(first, { signal: new AbortController().signal, called: () => {} });
  await opened.close();

  const { bullmq, connect } = await openRedis(url);
  const asking = connect();
  const memory = async (name: string): Promise<number> =>
    Number(new RegExp(`^${name}:(\\d+)`, "m").exec(await asking.info("memory"))?.[1]);
  const crew = await QueueCrew.open(url, task);
  const empty = await memory("used_memory");
  const next = jobs.values();
  const done: Promise<unknown>[] = [];
  const lane = async (): Promise<void> => {
    for (const job of next) await crew.fill(job);
  };
  for (let i = 0; i < crew.lanes; i++) done.push(lane());
  const queue = new bullmq.Queue(queueName(await packageVersion()), { connection: connect() });
  while ((await queue.getWaitingCount()) < Math.min(LANES, jobs.length))
    await new Promise((tick) => setTimeout(tick, 20));
  const waiting = (await memory("used_memory")) - empty;
  const answers = packResults(made);
  const filled = async ({ id = "" }: { readonly id?: string }): Promise<void> =>
    void (await asking.set(resultKey(id), answers, "EX", KEEP));
  const worker = new bullmq.Worker<QueuedJob>(queueName(await packageVersion()), filled, {
    connection: connect(),
    concurrency: 16,
  });
  const queueMs = await processorMs(() => Promise.all(done));
  const peak = await memory("used_memory_peak");
  const redisMs = 1000 * Number(/^used_cpu_user:([\d.]+)/m.exec(await asking.info("cpu"))?.[1]);
  const ledger = await Ledger.open(join(folder, "landed"), { study: "numbers", batches: [JOB] }, layout);
  const results = unpackResults(answers);
  const landed = jobs.slice(0, 200);
  const landMs = await processorMs(async () => {
    for (const { rows } of landed)
      await ledger.land(
        results.map((one, i): RowResult => ({ ...one, row: rows[i]?.row ?? 0 })),
        layout,
      );
  });
  const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
  const rows = jobs.length * JOB;
  console.log(`a study: ${kB(JSON.stringify(task).length)}, once`);
  console.log(`a job of ${first.rows.length} pictures: ${kB(JSON.stringify(first).length)} sent`);
  console.log(
    `${Math.min(LANES, jobs.length)} waiting jobs: ${kB(waiting)} in Redis, ${kB(waiting / Math.min(LANES, jobs.length))} each`,
  );
  console.log(`its results: ${kB(answers.length)}, ${kB(answers.length / made.length)} a picture of 64×64`);
  console.log(`Redis at most: ${(peak / 1e6).toFixed(1)} MB`);
  console.log(
    `${jobs.length} jobs (${rows} pictures) through the queue, workers that answer at once in the same process:`,
  );
  console.log(
    `  ${(queueMs / jobs.length).toFixed(2)} ms of the processor a job here, ${(redisMs / jobs.length).toFixed(2)} ms in Redis`,
  );
  console.log(
    `landing (files, hashes, the ledger's line): ${(landMs / landed.length).toFixed(2)} ms of the processor a job`,
  );
  const perJob = queueMs / jobs.length + landMs / landed.length;
  console.log(
    `so one core hands out and lands ${(1000 / perJob).toFixed(0)} jobs a second, ${((1000 / perJob) * JOB).toFixed(0)} pictures`,
  );
  await worker.close();
  await queue.close();
  await crew.close();
  asking.disconnect();
}

try {
  await measure();
} finally {
  server.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
