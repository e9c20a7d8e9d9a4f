/**
 * What a study costs beside its network calls, and whether its memory stays flat:
 *
 *     node --import tsx bench/study.ts [--rounds 5] [--pictures 10000] [--batch 4] [--only throughput|memory] [--shipped]
 *
 * A picture takes 50 network calls; with `--shipped` the graph is as it ships, with 185, and there are fewer pictures.
 *
 * Both sides of the throughput run on as many workers as there are cores, in turns in one process. Others on the machine
 * make the clock unsteady, so the processor's time, of all threads together, is told beside it.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Tinypool } from "tinypool";
import { jobsOf } from "../src/cli/study/layout.ts";
import { median } from "./statistics.ts";
import { memory } from "./study-memory.ts";
import { poolFor, root, runJobs, studyOf } from "./study-run.ts";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    pictures: { type: "string", default: "10000" },
    batch: { type: "string", default: "4" },
    only: { type: "string" },
    shipped: { type: "boolean", default: false },
  },
});
const batch = Number(values.batch);
const workers = availableParallelism();
const folder = mkdtempSync(join(tmpdir(), "repaint-bench-"));

/** Seconds of some work: by the clock, and of the processor. */
interface Spent {
  readonly clock: number;
  readonly processor: number;
}

async function spent(work: () => Promise<unknown>): Promise<Spent> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { clock: (performance.now() - began) / 1000, processor: (user + system) / 1e6 };
}

async function throughput(): Promise<void> {
  const set = values.shipped ? {} : { "schedule.T": 50, "jump.jump_n_sample": 1 };
  const jobsEach = values.shipped ? 2 : 6;
  const layout = await studyOf(folder, jobsEach * workers * batch, { graph: "repaint", set });
  const calls = layout.settings[0]?.calls ?? 0;
  const jobs = jobsOf(layout, [batch]);
  const pool = poolFor(layout, workers);
  const bare = new Tinypool({
    filename: new URL("./study-bare.mjs", import.meta.url).href,
    name: "call",
    minThreads: workers,
    maxThreads: workers,
    isolateWorkers: false,
  });
  const task = { path: join(root, "models/faces64.onnx"), batch, calls, size: [3, 64, 64] };
  const study = (name: string) => runJobs(pool, layout, jobs, join(folder, name), batch);
  const callsAlone = () => Promise.all(jobs.map(() => bare.run(task)));
  await runJobs(pool, layout, jobs.slice(0, workers), join(folder, "warm"), batch);
  await Promise.all(Array.from({ length: workers }, () => bare.run(task)));
  const rounds: { readonly ours: Spent; readonly theirs: Spent }[] = [];
  for (let i = 0; i < Number(values.rounds); i++) {
    // The first of each pair changes, so that neither has the better half of a drift.
    if (i % 2 === 0) rounds.push({ ours: await spent(() => study(`round-${i}`)), theirs: await spent(callsAlone) });
    else {
      const theirs = await spent(callsAlone);
      rounds.push({ ours: await spent(() => study(`round-${i}`)), theirs });
    }
  }
  const total = jobs.length * batch * calls;
  const rate = (side: "ours" | "theirs"): string =>
    (total / median(rounds.map((round) => round[side].clock))).toFixed(1);
  console.log(
    `${workers} workers, batches of ${batch}: a study makes ${rate("ours")} calls a second, bare calls ${rate("theirs")}`,
  );
  for (const by of ["clock", "processor"] as const) {
    const ratios = rounds.map(({ ours, theirs }) => theirs[by] / ours[by]);
    console.log(
      `throughput ÷ bare by the ${by}, median of ${ratios.length} rounds in turns: ${median(ratios).toFixed(3)} (${ratios.map((r) => r.toFixed(3)).join(", ")})`,
    );
  }
  await pool.close();
  await bare.destroy();
}

try {
  if (values.only !== "memory") await throughput();
  if (values.only !== "throughput") await memory(folder, Number(values.pictures), batch, workers);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit(0);
