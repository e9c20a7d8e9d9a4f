import { availableParallelism } from "node:os";
import { stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { Registry } from "../../runtime/node.ts";
import type { Study } from "../../runtime/study/format.ts";
import { parseStudy } from "../../runtime/study/parse.ts";
import { checkWritable, readAtMost, sha256Of } from "../disk.ts";
import { exit, type Console } from "../io.ts";
import { duration, progressOf } from "../progress.ts";
import { usageError } from "../report.ts";
import type { Device } from "../runners.ts";
import { checkFolder, finish, isComplete, writeManifest } from "../study/folder.ts";
import { groupsOf } from "../study/groups.ts";
import { jobsOf, layOut, rowCount, type Layout } from "../study/layout.ts";
import { Ledger } from "../study/ledger.ts";
import { lockFolder } from "../study/lock.ts";
import { openStudy, type OpenedStudy } from "../study/open.ts";
import { manifestOf } from "../study/manifest.ts";
import type { Crew } from "../study/crew.ts";
import { Pool } from "../study/pool.ts";
import { tableOf } from "../study/table.ts";
import { usualStudy } from "../study/usual.ts";
import type { Job, StudyTask } from "../study/tasks.ts";

export interface BatchOptions {
  readonly study: string;
  readonly out: string;
  /** For a folder: the network that fills its pictures, in place of the one that suits them. */
  readonly model?: string;
  readonly device: Device;
  readonly threads?: number;
  readonly workers?: number;
  /** `redis://…`: the pictures are filled by `repaint worker`, wherever it runs. */
  readonly queue?: string;
  /** Only says what would be done. */
  readonly dry: boolean;
}

/** Milliseconds for which batches of one network are tried. */
const TRIAL_MS = 2000;

/** `repaint batch`: runs a study, or goes on with one that was stopped. */
export async function batchCommand(options: BatchOptions, registry: Registry, io: Console): Promise<number> {
  const { study, base } = await studyAt(resolve(io.cwd, options.study), options.model, io);
  return await runGiven(study, base, options, registry, io);
}

/** Runs a study that is at hand. @param base the folder where its paths begin. */
export async function runGiven(
  study: Study,
  base: string,
  options: BatchOptions,
  registry: Registry,
  io: Console,
): Promise<number> {
  const layout = await layOut(study, registry, base);
  const folder = resolve(io.cwd, options.out);
  const manifest = await manifestOf(study, layout, options.device);
  await checkFolder(folder, manifest);
  const total = rowCount(layout);
  if (!options.dry && (await isComplete(folder, manifest))) {
    io.note({ en: `All ${total} rows are there already.`, zh: `全部 ${total} 行均已完成。` });
    return done(folder, total, 0, layout, io);
  }
  const workers = options.workers ?? (options.device === "webgpu" ? 1 : availableParallelism());
  const task = taskOf(layout, options);
  const pool: Crew = await crewOf(task, options, workers);
  try {
    if (options.dry) return await describe(layout, pool, io);
    await checkWritable(folder);
    const release = lockFolder(folder);
    try {
      // What measures whole sets is opened when all pictures are there.
      const measuring = (): Promise<OpenedStudy> => openStudy({ ...task, settings: [], measures: [] }, registry);
      return await runStudy(study, layout, manifest, folder, pool, measuring, io);
    } finally {
      release();
    }
  } finally {
    await pool.close();
  }
}

/** A study's file; or a folder of pictures, which is studied as most people would: six masks, with and without resampling. */
async function studyAt(
  path: string,
  model: string | undefined,
  io: Console,
): Promise<{ readonly study: Study; readonly base: string }> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return { study: await usualStudy(path, model, io), base: path };
  if (model !== undefined)
    throw usageError(
      "repaint batch: --model goes with a folder; a study says itself which network fills.",
      "repaint batch：--model 只用于文件夹；研究文件自己写明所用网络。",
      "batch",
    );
  const text = new TextDecoder().decode(await readAtMost(path, 8_000_000, { en: "the study", zh: "研究文件" }));
  return { study: parseStudy(text), base: dirname(path) };
}

async function crewOf(task: StudyTask, { queue, dry }: BatchOptions, workers: number): Promise<Crew> {
  if (queue === undefined || dry) return new Pool(task, workers);
  const { QueueCrew } = await import("../study/queue.ts");
  return await QueueCrew.open(queue, task);
}

function taskOf({ settings, measures, measuring }: Layout, { device, threads }: BatchOptions): StudyTask {
  return {
    settings: settings.map(({ name, graph, folder, bound, together, models }) => ({
      ...{ name, graph, folder, bound, together, models },
    })),
    measures,
    measuring,
    device,
    threads: threads ?? 1,
  };
}

async function runStudy(
  study: Study,
  layout: Layout,
  manifest: string,
  folder: string,
  pool: Crew,
  measuring: () => Promise<OpenedStudy>,
  io: Console,
): Promise<number> {
  const begun = Ledger.begun(folder);
  const batches = begun?.batches ?? (await batchesOf(study, layout, pool));
  const ledger = await Ledger.open(folder, { study: sha256Of(manifest), batches }, layout);
  await writeManifest(folder, manifest);
  const total = rowCount(layout);
  const before = ledger.count;
  if (before > 0)
    io.note({ en: `${before} of ${total} rows are there already.`, zh: `${total} 行中已有 ${before} 行。` });
  const left = jobsOf(layout, batches).filter((job) => job.rows.some(({ row }) => !ledger.has(row)));
  const isWhole = await fillAll(left, layout, ledger, pool, io);
  if (!isWhole) {
    io.err(
      `${{ en: `Stopped with ${ledger.count} of ${total} rows kept; the same line goes on.`, zh: `已停止，保留 ${total} 行中的 ${ledger.count} 行；再次运行同一命令即可继续。` }[io.language]}\n`,
    );
    return exit.cancelled;
  }
  const groups = await groupsOf(layout, ledger, folder, measuring);
  await finish(folder, [
    ["groups.csv", groups],
    ["table.csv", tableOf(layout, ledger)],
  ]);
  let problems = 0;
  for (let row = 0; row < total; row++) if ("problem" in (ledger.get(row) ?? {})) problems++;
  return done(folder, total, problems, layout, io);
}

/** How many pictures go together in each setting: as the study says, else as a short trial finds best. */
async function batchesOf({ batch }: Study, layout: Layout, pool: Crew): Promise<readonly number[]> {
  const { settings } = layout;
  if (batch !== undefined) return settings.map(({ together }) => (together ? batch : 1));
  // Every worker is to have something to do until near the end.
  const most = Math.max(1, Math.floor(rowCount(layout) / (4 * pool.workers)));
  const trials = await pool.trial(TRIAL_MS);
  return settings.map(({ together }, i) =>
    together ? Math.min(most, trials.find(({ setting }) => setting === i)?.batch ?? 1) : 1,
  );
}

/** @returns false when somebody stopped it. */
async function fillAll(
  jobs: readonly Job[],
  layout: Layout,
  ledger: Ledger,
  pool: Crew,
  io: Console,
): Promise<boolean> {
  const callsOf = (job: Job): number => (layout.settings[job.setting]?.calls ?? 0) * job.rows.length;
  const progress = progressOf(
    io,
    jobs.reduce((sum, job) => sum + callsOf(job), 0),
  );
  const ticking = setInterval(() => progress.update(pool.calls), 250);
  const stop = (): void => pool.stop();
  io.signal.addEventListener("abort", stop);
  const next = jobs.values();
  const lane = async (): Promise<void> => {
    for (const job of next) {
      if (io.signal.aborted) return;
      const results = await pool.fill(job);
      if (results) await ledger.land(results, layout);
    }
  };
  try {
    await Promise.all(Array.from({ length: pool.lanes }, lane));
  } catch (error) {
    pool.stop();
    throw error;
  } finally {
    io.signal.removeEventListener("abort", stop);
    clearInterval(ticking);
    progress.stop();
  }
  return !io.signal.aborted || jobs.every((job) => job.rows.every(({ row }) => ledger.has(row)));
}

/** `--dry`: rows, network calls, and how long they take by a short trial. */
async function describe(layout: Layout, pool: Crew, io: Console): Promise<number> {
  const perSetting = layout.masks.length * layout.pictures.length * layout.seeds.length;
  const calls = layout.settings.reduce((sum, setting) => sum + setting.calls * perSetting, 0);
  const trials = await pool.trial(TRIAL_MS);
  const ms = layout.settings.reduce(
    (sum, setting, i) => sum + setting.calls * perSetting * (trials.find((one) => one.setting === i)?.ms ?? 0),
    0,
  );
  const seconds = ms / 1000 / pool.workers;
  const rows = rowCount(layout);
  const each = trials[0]?.ms ?? 0;
  if (io.json) io.out(`${JSON.stringify({ rows, calls, seconds, workers: pool.workers, call_ms: each }, null, 2)}\n`);
  else {
    for (const { name, calls: own } of layout.settings)
      io.out(`${name}: ${perSetting} × ${own} ${{ en: "network calls", zh: "次网络调用" }[io.language]}\n`);
    io.out(
      `${
        {
          en: `${rows} rows, ${calls} network calls; about ${duration(seconds)} here (${each.toFixed(1)} ms a call, ${pool.workers} workers).`,
          zh: `${rows} 行，${calls} 次网络调用；在此约需 ${duration(seconds)}（每次 ${each.toFixed(1)} 毫秒，${pool.workers} 个工作线程）。`,
        }[io.language]
      }\n`,
    );
  }
  return exit.ok;
}

function done(folder: string, rows: number, problems: number, layout: Layout, io: Console): number {
  if (io.json) io.out(`${JSON.stringify({ folder, rows, problems, settings: layout.settings.length }, null, 2)}\n`);
  else io.out(`${resolve(folder, "table.csv")}\n`);
  if (problems > 0)
    io.note({
      en: `${problems} of ${rows} rows have no picture; the table's column "problem" says why.`,
      zh: `${rows} 行中有 ${problems} 行没有图像；原因见表中的 problem 列。`,
    });
  return exit.ok;
}
