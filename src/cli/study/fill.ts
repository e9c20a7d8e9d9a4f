import { encodeImage } from "../images.ts";
import type { OpenedModels } from "../runners.ts";
import type { Planes } from "../../runtime/diffusion/planes.ts";
import { execute } from "../../runtime/execute.ts";
import { plan } from "../../runtime/graph/plan.ts";
import type { Plan } from "../../runtime/graph/program.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import type { Network } from "../../runtime/model/network.ts";
import type { Picture, Registry } from "../../runtime/node.ts";
import type { Measure } from "../../runtime/study/format.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { prepare, type Item } from "./item.ts";
import { lpipsOf, measureRow } from "./measure.ts";
import { DataChanged, readRow } from "./read-row.ts";
import type { Job, RowResult, RowTask, SettingTask } from "./tasks.ts";
import { noiseFor, registryFor, withBatch } from "./together.ts";

export interface Filling {
  readonly setting: SettingTask;
  readonly networks: ReadonlyMap<string, Network>;
  readonly backend: OpenedModels["backend"];
  readonly registry: Registry;
  readonly measures: readonly Measure[];
  /** Measures LPIPS. */
  readonly lpips?: Network;
  /** Most pictures of one run; all of a job by default. */
  readonly batch?: number;
  readonly signal: AbortSignal;
  /** Is told of network calls as they are made, pictures counted. */
  called(pictures: number): void;
}

/**
 * Fills the pictures of a job and measures them. What is wrong with one is its row's sentence; the others go on.
 *
 * @returns a result for each row, in their order.
 */
export async function fillJob(job: Job, filling: Filling): Promise<readonly RowResult[]> {
  const results = new Map<number, RowResult>();
  const items: { readonly task: RowTask; readonly item: Item }[] = [];
  const { registry, backend, networks } = filling;
  const card: ModelCard | undefined = [...networks.values()][0]?.card;
  const way = { graph: filling.setting.graph, registry, backend, card };
  for (const task of job.rows) {
    const item = await attempt(async () => prepare(await readRow(task), way));
    if ("problem" in item) results.set(task.row, { row: task.row, problem: item.problem });
    else items.push({ task, item: item.value });
  }
  const size = filling.setting.together ? (filling.batch ?? items.length) : 1;
  for (let first = 0; first < items.length; first += size) {
    const group = items.slice(first, first + size);
    for (const result of await fillGroup(group, filling)) results.set(result.row, result);
  }
  return job.rows.flatMap(({ row }) => results.get(row) ?? []);
}

type Group = readonly { readonly task: RowTask; readonly item: Item }[];

/** A mistake that a batch stumbles over is looked for alone. */
async function fillGroup(group: Group, filling: Filling): Promise<readonly RowResult[]> {
  const made = await attempt(() =>
    runItems(
      group.map(({ item }) => item),
      filling,
    ),
  );
  if ("value" in made) return await resultsOf(group, made.value, filling);
  const [only] = group;
  if (only && group.length === 1) return [{ row: only.task.row, problem: made.problem }];
  const results: RowResult[] = [];
  for (const one of group) results.push(...(await fillGroup([one], filling)));
  return results;
}

/** @returns what the graph saves, `N C H W` in [−1, 1]. */
async function runItems(items: readonly Item[], filling: Filling): Promise<Picture> {
  const { backend, networks, signal } = filling;
  const planned = planOf(items, filling);
  const run = execute(planned, {
    backend,
    networks,
    images: new Map(),
    signal,
    ...(filling.setting.together ? { noise: noiseFor(backend, items) } : { seed: items[0]?.seed ?? 0 }),
    views: () => false,
  });
  let saved: Picture | undefined;
  let calls = 0;
  for await (const { artifacts, evaluations } of run) {
    for (const artifact of artifacts) if (artifact.kind === "save") saved ??= artifact.picture;
    if (evaluations > calls) filling.called((evaluations - calls) * items.length);
    calls = evaluations;
  }
  if (!saved) throw new Error("the graph saved nothing");
  const [N, C, H, W] = saved.shape;
  const { truth } = items[0] ?? {};
  if (!truth || N !== items.length || C !== truth.C || H !== truth.H || W !== truth.W)
    throw new UserError(otherSize(saved, items.length, truth));
  return saved;
}

/** The graph planned for these pictures: each of the nodes that load and mask gives them all. */
function planOf(
  items: readonly Item[],
  { setting, registry, networks }: Pick<Filling, "setting" | "registry" | "networks">,
): Plan {
  const cards = new Map([...networks].map(([reference, { card }]) => [reference, card]));
  const graph = withBatch(setting.graph, registry, items.length);
  return plan(graph, registryFor(registry, items), { cards, images: new Map() });
}

async function resultsOf(group: Group, { data, shape }: Picture, filling: Filling): Promise<readonly RowResult[]> {
  const { measures, lpips, backend } = filling;
  const [, C, H, W] = shape;
  const pictures = group.map((_, i): Planes => ({ data: data.subarray(i * C * H * W, (i + 1) * C * H * W), C, H, W }));
  const rows = group.flatMap(({ item: { truth, keep_mask } }, i) => {
    const picture = pictures[i];
    return picture ? [{ picture, truth, keep_mask }] : [];
  });
  const scores = lpips && measures.includes("lpips") ? await lpipsOf(backend, lpips, rows) : [];
  return group.flatMap((one, i) => {
    const picture = pictures[i];
    return picture ? [resultOf(one, picture, measures, scores[i] ?? {})] : [];
  });
}

function resultOf(
  { task, item }: Group[number],
  picture: Planes,
  measures: readonly Measure[],
  scores: Readonly<Record<string, number>>,
): RowResult {
  const { C, H, W } = picture;
  const { truth, keep_mask } = item;
  return {
    row: task.row,
    png: encodeImage({ shape: [1, C, H, W], data: picture.data }),
    ...(task.truth && { truth: encodeImage({ shape: [1, C, H, W], data: truth.data }) }),
    ...(task.keep_mask && { keep_mask: encodeImage({ shape: [1, 1, H, W], data: keep_mask.map((m) => 2 * m - 1) }) }),
    measures: { ...measureRow(measures, picture, truth, keep_mask), ...scores },
  };
}

async function attempt<T>(work: () => Promise<T>): Promise<{ readonly value: T } | { readonly problem: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof UserError) || error instanceof DataChanged) throw error;
    return { problem: error.problems.map(({ message }) => message.en).join(" ") };
  }
}

function otherSize({ shape }: Picture, N: number, truth: Planes | undefined) {
  const wanted = truth ? `${N}×${truth.C}×${truth.H}×${truth.W}` : "nothing";
  return problem(
    "study-size",
    {
      en: `The graph gave ${shape.join("×")}; a study holds it against pictures of ${wanted}.`,
      zh: `图给出 ${shape.join("×")}，而研究以 ${wanted} 的图像与之比较。`,
    },
    {
      en: "Study a graph whose result has the network's size, one picture a run (batch = 1).",
      zh: "请使用结果为网络尺寸、每次一张（batch = 1）的图。",
    },
  );
}
