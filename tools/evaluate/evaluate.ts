/**
 * Fills held-out faces in all the ways that the paper compares, and writes what came of it into `docs/evaluation.md`.
 *
 *     npm run evaluate -- [--faces 256] [--only EXPERIMENT]… [--workers N] [--batch 8] [--model models/faces64.json]
 *                         [--report] [--dry-run] [--docs FOLDER] [--cache FOLDER]
 *
 * Every finished picture is kept; a run that was stopped goes on where it was. `--report` only writes from what is there.
 */
import { availableParallelism } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { UserError } from "../../src/runtime/problem.ts";
import { facesOf, jobsLeft, workOf, type Job } from "./jobs.ts";
import { readCard } from "./model.ts";
import { runJobs } from "./pool.ts";
import { claimsOf } from "./claims.ts";
import { Measures } from "./measure.ts";
import { Progress } from "./progress.ts";
import { powerTable } from "./power.ts";
import { writeReport } from "./report.ts";
import { Results } from "./results.ts";
import { callsOf, EXPERIMENTS, keyOf, type Experiment } from "./settings.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

function options() {
  const { values } = parseArgs({
    options: {
      faces: { type: "string", default: "256" },
      only: { type: "string", multiple: true, default: [] },
      workers: { type: "string", default: String(availableParallelism()) },
      batch: { type: "string", default: "8" },
      model: { type: "string", default: join(root, "models/faces64.json") },
      report: { type: "boolean", default: false },
      power: { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      docs: { type: "string", default: join(root, "docs") },
      cache: { type: "string", default: join(root, ".cache/evaluate") },
    },
  });
  const count = (name: "faces" | "workers" | "batch"): number => {
    const value = Number(values[name]);
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw new RangeError(`--${name} ${values[name]}, expected a whole number above 0`);
  };
  return {
    ...values,
    model: resolve(values.model),
    dryRun: values["dry-run"],
    faces: count("faces"),
    workers: count("workers"),
    batch: count("batch"),
    experiments: chosen(values.only),
  };
}

function chosen(only: readonly string[]): readonly Experiment[] {
  const names = EXPERIMENTS.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new RangeError(`--only ${unknown}, expected one of ${names.join(", ")}`);
  return only.length === 0 ? EXPERIMENTS : EXPERIMENTS.filter(({ name }) => only.includes(name));
}

async function main(): Promise<number> {
  const given = options();
  const card = readCard(given.model);
  const results = new Results(join(given.cache, card.sha256.slice(0, 16), "fills.jsonl"));
  const jobs = jobsLeft(given.experiments, given.faces, given.batch, results);
  if (given.dryRun) return describe(given.experiments, given.faces, jobs);
  if (given.power) {
    console.log(powerTable(claimsOf(new Measures(results))));
    return 0;
  }
  const whole = given.report || (await fill(jobs, given, results));
  process.stderr.write(`measuring ${results.count} fills\n`);
  const path = writeReport(given.docs, results, card);
  process.stderr.write(`wrote ${path}\n`);
  return whole ? 0 : 130;
}

/** @returns whether all jobs were done; false when somebody stopped them. */
async function fill(jobs: readonly Job[], { model, workers }: { model: string; workers: number }, results: Results) {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once("SIGINT", interrupt).once("SIGTERM", interrupt);
  const total = jobs.reduce((sum, job) => sum + workOf(job), 0);
  const pictures = jobs.reduce((sum, { faces }) => sum + faces.length, 0);
  const progress = new Progress(total, pictures);
  process.stderr.write(`${pictures} pictures to fill, ${total} network calls, ${workers} processes\n`);
  try {
    await runJobs(jobs, {
      model,
      workers,
      signal: stop.signal,
      done: (job, pngs, ms) => {
        const [key, calls] = [keyOf(job.setting), callsOf(job.setting)];
        const each = ms / job.faces.length;
        results.append(job.faces.map((face, i) => ({ key, face, calls, ms: each, png: pngs[i] ?? "" })));
        progress.add(workOf(job), job.faces.length);
      },
    });
  } finally {
    progress.end();
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
  return !stop.signal.aborted;
}

/** What would be done. */
function describe(experiments: readonly Experiment[], faces: number, jobs: readonly Job[]): number {
  for (const experiment of experiments) {
    const calls = experiment.settings.reduce((sum, one) => sum + callsOf(one), 0);
    console.log(`${experiment.name}: ${facesOf(experiment, faces)} faces, ${calls} calls each, ${experiment.title}`);
  }
  const pictures = jobs.reduce((sum, job) => sum + job.faces.length, 0);
  const calls = jobs.reduce((sum, job) => sum + workOf(job), 0);
  console.log(`left to do, each setting once: ${pictures} pictures, ${calls} calls`);
  return 0;
}

/** What whoever called this can put right; anything else keeps its stack. */
function isMistake(error: unknown): error is Error {
  if (error instanceof UserError || error instanceof RangeError) return true;
  return error instanceof Error && "code" in error && /^(ERR_PARSE_ARGS|ENOENT|EACCES|ENOSPC)/.test(String(error.code));
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!isMistake(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
