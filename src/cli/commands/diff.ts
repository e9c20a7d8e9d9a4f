import { basename, dirname, resolve } from "node:path";
import { differenceOf, type Difference } from "../../runtime/graph/difference.ts";
import type { GraphLink } from "../../runtime/graph/format.ts";
import { plan } from "../../runtime/graph/plan.ts";
import { distancesOf, meanApart, recordLevels, type LevelDistance, type LevelRecord } from "../../runtime/levels.ts";
import type { Picture, Registry } from "../../runtime/node.ts";
import { UserError } from "../../runtime/problem.ts";
import { trace } from "../../runtime/trace.ts";
import { writeAll } from "../disk.ts";
import { encodeImage, gridOf } from "../images.ts";
import { exit, type Console } from "../io.ts";
import { prepare, refuse, type Prepared } from "../prepare.ts";
import { progressOf } from "../progress.ts";
import { usageError } from "../report.ts";
import { openModels, type RunnerOptions } from "../runners.ts";

export interface DiffOptions extends RunnerOptions {
  /** One graph or two. */
  readonly graphs: readonly string[];
  /** Changes the second graph; the second is the first where there is one only. */
  readonly set: readonly string[];
  /** Runs both and says how far they are apart at each level. */
  readonly run: boolean;
  /** Of both runs. */
  readonly seed?: number;
  /** A folder for both pictures and their difference. */
  readonly out?: string;
}

/** `repaint diff A B`: what is other in the second graph, what that changes in the walk, and with `--run` in the samples. */
export async function diffCommand(options: DiffOptions, registry: Registry, io: Console): Promise<number> {
  const { graphs, set } = options;
  const [first, second = set.length > 0 ? first : undefined, ...others] = graphs;
  if (first === undefined || second === undefined || others.length > 0)
    throw usageError(
      "repaint diff: two graphs are expected, or one with --set.",
      "repaint diff：需要两个图，或一个图加 --set。",
      "diff",
    );
  const seed = options.seed === undefined ? {} : { seed: options.seed };
  const a = await prepare(first, registry, { set: [], ...seed }, io.cwd);
  const b = await prepare(second, registry, { set, ...seed }, io.cwd);
  const difference = differenceOf(a.graph, b.graph, registry);
  const walks = [walkOf(a, registry), walkOf(b, registry)] as const;
  const compared = options.run ? await runBoth([a, b], options, registry, io) : undefined;
  if (io.json) io.out(`${JSON.stringify({ ...difference, walks, ...compared }, null, 2)}\n`);
  else {
    io.out(printed(difference, walks, io.language === "zh"));
    if (compared) io.out(distanceTable(compared, io.language === "zh"));
  }
  return exit.ok;
}

interface Walk {
  readonly calls: number;
  readonly transitions: number;
}

/** Calls and transitions; undefined for a graph that cannot run. */
function walkOf({ graph, env }: Prepared, registry: Registry): Walk | undefined {
  try {
    const { evaluations, transitions } = trace(plan(graph, registry, env));
    return { calls: evaluations, transitions };
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

interface ComparedRuns {
  /** Undefined where the two have samples of other sizes. */
  readonly distances: readonly LevelDistance[] | undefined;
  /** Mean |a − b| of the results, in [−1, 1]. */
  readonly result: number | undefined;
}

/** Runs both with one seed each way. */
async function runBoth(
  both: readonly [Prepared, Prepared],
  { out, ...options }: DiffOptions,
  registry: Registry,
  io: Console,
): Promise<ComparedRuns> {
  const calls = both.map(({ graph, env, problems }) => {
    refuse(problems);
    return trace(plan(graph, registry, env)).evaluations;
  });
  const progress = progressOf(
    io,
    calls.reduce((sum, one) => sum + one, 0),
  );
  const records: LevelRecord[] = [];
  try {
    for (const [i, { graph, env, models, placeOf, pictures }] of both.entries()) {
      const opened = await openModels({ models, placeOf }, { ...options, calls: calls[i] ?? 0 });
      const before = records[0]?.calls ?? 0;
      try {
        const { backend, networks } = opened;
        const passed = (made: number): void => progress.update(before + made);
        const machine = { backend, networks, images: pictures, signal: io.signal, passed };
        records.push(await recordLevels(graph, registry, env, machine));
      } finally {
        await opened.close();
        opened.backend.dispose();
      }
    }
  } finally {
    progress.stop();
  }
  const [a, b] = records;
  if (!a || !b) throw new Error("two graphs were run");
  if (out !== undefined) await writePictures(resolve(io.cwd, out), a.result, b.result, io);
  return { distances: distancesOf(a, b), result: meanApart(a.result, b.result) };
}

async function writePictures(
  folder: string,
  a: Picture | undefined,
  b: Picture | undefined,
  io: Console,
): Promise<void> {
  const files: [string, Uint8Array][] = [];
  if (a) files.push(["a.png", encodeImage(gridOf(a))]);
  if (b) files.push(["b.png", encodeImage(gridOf(b))]);
  if (a && b && String(a.shape) === String(b.shape))
    files.push([
      "difference.png",
      encodeImage(gridOf({ shape: a.shape, data: a.data.map((v, i) => 2 * Math.abs(v - (b.data[i] ?? 0)) - 1) })),
    ]);
  await writeAll(folder, files);
  if (!io.json) for (const [name] of files) io.out(`${resolve(dirname(folder), basename(folder), name)}\n`);
}

/** Most lines of the table; all levels are in `--json`. */
const MOST_LINES = 25;

function distanceTable({ distances, result }: ComparedRuns, zh: boolean): string {
  if (!distances)
    return zh ? "两者的样本尺寸不同，无法比较。\n" : "Their samples have other sizes: they cannot be held together.\n";
  const every = Math.max(1, Math.ceil(distances.length / MOST_LINES));
  const shown = distances.filter((_, i) => (distances.length - 1 - i) % every === 0);
  const lines = shown.map(({ t, distance }) => `| ${String(t).padStart(4)} | ${distance.toFixed(5)} |`);
  const head = zh ? "t    | √平均 (a − b)²" : "t    | √mean (a − b)²";
  const end = result === undefined ? [] : [`${zh ? "结果：平均" : "results: mean"} |a − b| = ${result.toFixed(5)}`];
  return `${[`| ${head} |`, "| ---: | ---: |", ...lines, ...end].join("\n")}\n`;
}

function printed(
  difference: Difference,
  [before, after]: readonly [Walk | undefined, Walk | undefined],
  zh: boolean,
): string {
  const { added, removed, params, wired, unwired } = difference;
  const wire = ([from, output, to, input]: GraphLink): string => `${from}.${output} → ${to}.${input}`;
  const value = (v: unknown): string => (v === undefined ? "–" : JSON.stringify(v));
  const lines = [
    ...removed.map(({ id, type }) => `- ${id}  ${type}`),
    ...added.map(({ id, type }) => `+ ${id}  ${type}`),
    ...params.map(({ node, param, before: was, after: is }) => `~ ${node}.${param}: ${value(was)} → ${value(is)}`),
    ...unwired.map((link) => `- ${wire(link)}`),
    ...wired.map((link) => `+ ${wire(link)}`),
  ];
  if (lines.length === 0) lines.push(zh ? "两个图做的事相同。" : "Both graphs do the same.");
  const walk = (w: Walk | undefined): string =>
    w
      ? `${w.calls}${zh ? " 次调用，" : " calls, "}${w.transitions}${zh ? " 次转移" : " transitions"}`
      : zh
        ? "无法运行"
        : "cannot run";
  lines.push(`${zh ? "走法" : "walk"}: ${walk(before)} → ${walk(after)}`);
  return `${lines.join("\n")}\n`;
}
