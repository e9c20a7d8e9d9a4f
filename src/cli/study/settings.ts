import { sha256Of } from "../disk.ts";
import type { Env } from "../../runtime/graph/analyse.ts";
import type { GraphFile, GraphNode } from "../../runtime/graph/format.ts";
import { serializeGraph } from "../../runtime/graph/parse.ts";
import { plan } from "../../runtime/graph/plan.ts";
import type { Plan } from "../../runtime/graph/program.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import type { ParamValue, Registry } from "../../runtime/node.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import type { StudiedGraph, Study } from "../../runtime/study/format.ts";
import { openEverything } from "../../runtime/own/open.ts";
import { lacks } from "../../runtime/study/takes.ts";
import { combinations } from "../../runtime/study/values.ts";
import { trace } from "../../runtime/trace.ts";
import { modelLoad } from "../../nodes/model-load.ts";
import { withoutPasteBack } from "../../nodes/own-picture.ts";
import { loadGraph } from "../graphs.ts";
import { Bindings } from "../places.ts";
import { readModel } from "../models.ts";
import { applyOverrides, modelReference } from "../settings.ts";
import { modelsOf } from "./open.ts";
import type { SettingTask } from "./tasks.ts";
import { registryFor, withBatch, type Prepared } from "./together.ts";

/** A setting and what is known of it before anything runs. */
export interface Setting extends SettingTask {
  /** Name of its folder. */
  readonly slug: string;
  readonly graphName: string;
  /** What is swept, at this setting's values. */
  readonly swept: Readonly<Record<string, ParamValue>>;
  /** Network calls of one picture. */
  readonly calls: number;
  readonly graph_sha256: string;
}

/** All settings of a study: its graphs, each at every combination of what is swept. */
export async function settingsOf(
  graphs: readonly StudiedGraph[],
  registry: Registry,
  cwd: string,
): Promise<readonly Setting[]> {
  const settings: Setting[] = [];
  for (const studied of graphs)
    for (const swept of combinations(studied.sweep ?? {}))
      settings.push(await settingOf(studied, swept, registry, cwd));
  const names = settings.map(({ name }) => name);
  const again = names.find((name, i) => names.indexOf(name) !== i);
  if (again === undefined) return settings;
  throw new UserError(
    problem(
      "study-format",
      { en: `The study has two settings called "${again}".`, zh: `研究中有两个名为“${again}”的设置。` },
      { en: "Give its graphs names of their own.", zh: "请为各图取不同的 name。" },
    ),
  );
}

async function settingOf(
  studied: StudiedGraph,
  swept: Readonly<Record<string, ParamValue>>,
  registry: Registry,
  cwd: string,
): Promise<Setting> {
  const loaded = await loadGraph(studied.graph, cwd, registry);
  const bindings = new Bindings();
  const set = Object.entries({ ...studied.set, ...swept }).map(([key, value]) => `${key}=${value}`);
  const overrides = { set, ...(studied.model !== undefined && { model: studied.model }) };
  const graph = applyOverrides(
    withoutPasteBack(openEverything(loaded.graph).graph),
    registry,
    overrides,
    bindings,
    cwd,
  );
  const graphName = studied.name ?? loaded.name;
  // The node is left out of the name: params of one name are seldom swept at two nodes, and names are told apart below.
  const name = [graphName, ...Object.entries(swept).map(([key, value]) => `${key.split(".").at(-1)}=${value}`)].join(
    " ",
  );
  const places = { folder: loaded.folder, bound: [...bindings.bound] };
  const models = await modelsOf({ graph, ...places }, registry);
  const cards = new Map([...models].map(([reference, { card }]) => [reference, card]));
  const lacking = lacks(graph, registry, name);
  if (lacking.length > 0) throw new UserError(...lacking);
  const task = { name, graph, ...places };
  const alone = dryPlan(task, registry, cards, 1);
  return {
    ...task,
    graphName,
    swept,
    slug: name.replace(/[^A-Za-z0-9._=-]+/g, "-"),
    calls: trace(alone).evaluations,
    together: goesTogether(task, registry, cards),
    graph_sha256: sha256Of(serializeGraph(graph)),
    models: await hashesOf(models),
  };
}

/** The networks that a study measures with, each as a graph that only loads it. */
export async function measuringOf(
  { networks = {} }: Pick<Study, "networks">,
  registry: Registry,
  cwd: string,
): Promise<readonly SettingTask[]> {
  const tasks: SettingTask[] = [];
  for (const [name, kind] of [
    ["lpips", "distance"],
    ["features", "features"],
  ] as const) {
    const named = networks[name];
    if (named === undefined) continue;
    const bindings = new Bindings();
    const params = { model: modelReference(named, bindings, cwd) };
    const node: GraphNode = { id: name, type: modelLoad.type, v: modelLoad.v, pos: [0, 0], params };
    const graph: GraphFile = { format: "repaint-graph", version: 1, nodes: [node], links: [] };
    const places = { folder: cwd, bound: [...bindings.bound] };
    const models = await modelsOf({ graph, ...places }, registry);
    for (const { card } of models.values()) if (card.kind !== kind) throw new UserError(otherKind(name, card, kind));
    tasks.push({ name, graph, ...places, together: true, models: await hashesOf(models) });
  }
  return tasks;
}

function otherKind(name: string, card: ModelCard, kind: string) {
  return problem(
    "study-network",
    {
      en: `The study's networks.${name} takes a network of kind "${kind}"; "${card.name}" is of kind "${card.kind ?? "denoiser"}".`,
      zh: `研究的 networks.${name} 需要 kind 为“${kind}”的网络，而“${card.name}”为“${card.kind ?? "denoiser"}”。`,
    },
    {
      en: "docs/networks.md in the package says what to download and how it is exported.",
      zh: "下载与导出方法见安装包内的 docs/networks.md。",
    },
  );
}

async function hashesOf(models: Awaited<ReturnType<typeof modelsOf>>): Promise<Setting["models"]> {
  const hashes: Setting["models"][number][] = [];
  for (const [reference, found] of models) {
    const { bytes } = await readModel(found, false);
    const sha256 = bytes instanceof Uint8Array ? sha256Of(bytes) : bytes.sha256;
    hashes.push({ reference, name: found.card.name, sha256 });
  }
  return hashes;
}

/** The plan for N pictures that nobody has read yet. @throws UserError what is wrong with the graph. */
function dryPlan(
  { graph }: Pick<SettingTask, "graph">,
  registry: Registry,
  cards: ReadonlyMap<string, ModelCard>,
  N: number,
): Plan {
  const [card] = cards.values();
  const { channels: C, height: H, width: W } = card?.image ?? { channels: 3, height: 64, width: 64 };
  const none = new Float32Array();
  const items = Array.from({ length: N }, (): Prepared => ({ seed: 0, image: none, keep_mask: none, C, H, W }));
  const env: Env = { cards, images: new Map() };
  return plan(withBatch(graph, registry, N), registryFor(registry, items), env);
}

/** Whether each of several pictures stays itself all through: all samples are as many, and nothing works on the first alone. */
function goesTogether(
  task: Pick<SettingTask, "graph">,
  registry: Registry,
  cards: ReadonlyMap<string, ModelCard>,
): boolean {
  try {
    const { slots, nodes } = dryPlan(task, registry, cards, 2);
    const isAlone = nodes.some(({ definition }) => definition.category === "batch");
    return (
      !isAlone &&
      slots.every(({ facts: { type, shape } }) => type === "number" || shape === undefined || shape[0] === 2)
    );
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
