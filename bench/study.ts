/**
 * What a study costs beside its network calls, and whether its memory stays flat:
 *
 *     node --import tsx bench/study.ts [--rounds 5] [--pictures 10000] [--batch 4] [--only throughput|memory]
 *
 * Both sides run on as many workers as there are cores, in turns; medians of the rounds.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Tinypool } from "tinypool";
import { jobsOf, layOut, type Layout } from "../src/cli/study/layout.ts";
import { Ledger } from "../src/cli/study/ledger.ts";
import { Pool } from "../src/cli/study/pool.ts";
import type { Job } from "../src/cli/study/tasks.ts";
import { registry } from "../src/nodes/index.ts";
import type { Study } from "../src/runtime/study/format.ts";
import { median } from "./statistics.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    pictures: { type: "string", default: "10000" },
    batch: { type: "string", default: "4" },
    only: { type: "string" },
  },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const batch = Number(values.batch);
const workers = availableParallelism();
const folder = mkdtempSync(join(tmpdir(), "repaint-bench-"));

/** A study of so many pictures, the samples again and again. */
async function studyOf(pictures: number, T: number): Promise<Layout> {
  const lines = Array.from({ length: pictures }, (_, i) =>
    join(root, `models/samples/face-${1_000_000 + (i % 16)}.png`),
  );
  writeFileSync(join(folder, "list.txt"), lines.join("\n"));
  const study: Study = {
    format: "repaint-study",
    version: 1,
    data: [{ name: "faces", from: ["list.txt"] }],
    masks: ["half"],
    graphs: [{ graph: "repaint", set: { "schedule.T": T, "jump.jump_n_sample": 1 } }],
  };
  return await layOut(study, registry, folder);
}

function poolFor({ settings, measures }: Layout): Pool {
  return new Pool({ settings, measures, device: "auto", threads: 1 }, workers);
}

/** Runs jobs as `repaint batch` does. @returns seconds. */
async function run(pool: Pool, layout: Layout, jobs: readonly Job[], name: string): Promise<number> {
  const ledger = await Ledger.open(join(folder, name), { study: "bench", batches: [batch] }, layout);
  const began = performance.now();
  const next = jobs.values();
  const lane = async (): Promise<void> => {
    for (const job of next) await ledger.land((await pool.fill(job)) ?? [], layout);
  };
  await Promise.all(Array.from({ length: pool.lanes }, lane));
  return (performance.now() - began) / 1000;
}

async function throughput(): Promise<void> {
  const T = 50;
  const layout = await studyOf(8 * workers * batch, T);
  const jobs = jobsOf(layout, [batch]);
  const pool = poolFor(layout);
  const bare = new Tinypool({
    filename: new URL("./study-bare.mjs", import.meta.url).href,
    name: "call",
    minThreads: workers,
    maxThreads: workers,
    isolateWorkers: false,
  });
  const task = { path: join(root, "models/faces64.onnx"), batch, calls: T, size: [3, 64, 64] };
  const bareRun = async (): Promise<number> => {
    const began = performance.now();
    await Promise.all(jobs.map(() => bare.run(task)));
    return (performance.now() - began) / 1000;
  };
  await run(pool, layout, jobs.slice(0, 2 * workers), "warm");
  await bareRun();
  const [ours, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round < Number(values.rounds); round++) {
    ours.push(await run(pool, layout, jobs, `round-${round}`));
    theirs.push(await bareRun());
  }
  const ratios = ours.map((s, i) => (theirs[i] ?? NaN) / s);
  const calls = jobs.length * batch * T;
  console.log(
    `${workers} workers, batches of ${batch}: a study makes ${(calls / median(ours)).toFixed(1)} calls a second, bare calls ${(calls / median(theirs)).toFixed(1)}; throughput ÷ bare, median of ${ratios.length} rounds in turns: ${median(ratios).toFixed(3)} (${ratios.map((r) => r.toFixed(3)).join(", ")})`,
  );
  await pool.close();
  await bare.destroy();
}

async function memory(): Promise<void> {
  const pictures = Number(values.pictures);
  const layout = await studyOf(pictures, 2);
  const pool = poolFor(layout);
  const jobs = jobsOf(layout, [batch]);
  const samples: { done: number; rss: number }[] = [];
  let done = 0;
  const watched = new Proxy(pool, {
    get: (target, key) => {
      if (key !== "fill") return Reflect.get(target, key, target) as unknown;
      return async (job: Job) => {
        const result = await target.fill(job);
        done += job.rows.length;
        samples.push({ done, rss: process.memoryUsage().rss });
        return result;
      };
    },
  });
  await run(watched, layout, jobs, "memory");
  // Opening the networks and the first garbage are no part of it.
  const mean = (from: number, to: number): number => {
    const part = samples.filter((sample) => sample.done > from * pictures && sample.done <= to * pictures);
    return part.reduce((sum, { rss }) => sum + rss, 0) / part.length / 1e6;
  };
  const [first, last] = [mean(0.02, 0.25), mean(0.75, 1)];
  console.log(
    `${pictures} pictures: RSS ${first.toFixed(0)} MB in the first quarter (its first 2 % left out), ${last.toFixed(0)} MB in the last: ${(last / first).toFixed(3)}`,
  );
  await pool.close();
}

try {
  if (values.only !== "memory") await throughput();
  if (values.only !== "throughput") await memory();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
