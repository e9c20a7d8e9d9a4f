import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { GraphFile, GraphNode } from "../../runtime/graph/format.ts";
import type { Param, ParamValue, Registry } from "../../runtime/node.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import type { Study } from "../../runtime/study/format.ts";
import { sweepsOf } from "../../runtime/graph/sweeps.ts";
import { registryOf } from "../../runtime/own/registry.ts";
import { readValues } from "../../runtime/study/values.ts";
import { writeAll } from "../disk.ts";
import { loadGraph, type LoadedGraph } from "../graphs.ts";
import { decodeImage, encodeImage } from "../images.ts";
import { exit, type Console } from "../io.ts";
import { splitReference } from "../models.ts";
import { inPackage } from "../package.ts";
import { usageError } from "../report.ts";
import { readCsv } from "../study/csv.ts";
import { runGiven, type BatchOptions } from "./batch.ts";

export interface SweepOptions extends Omit<BatchOptions, "study"> {
  readonly graph: string;
  /** `NODE.PARAM=VALUE,…` or `NODE.PARAM=FROM:TO:STEP`; none: what the graph's Sweep nodes say. */
  readonly over: readonly string[];
  readonly set: readonly string[];
  readonly image?: string;
  readonly model?: string;
  readonly seeds: number;
}

/**
 * `repaint sweep`: a graph at every combination of values of any of its params, on its own picture and mask. It is a study, so it
 * is measured, resumed and laid out as one; `sheet.png` beside its table has a line for each combination, a column for each seed.
 */
export async function sweepCommand(options: SweepOptions, registry: Registry, io: Console): Promise<number> {
  const loaded = await loadGraph(options.graph, io.cwd, registry);
  const study = studyOf(loaded, options, registry, io.cwd);
  const code = await runGiven(study, io.cwd, { ...options, study: options.graph }, registry, io);
  if (code === exit.ok && !options.dry) await writeSheet(resolve(io.cwd, options.out), options.seeds);
  return code;
}

function studyOf(loaded: LoadedGraph, options: SweepOptions, registry: Registry, cwd: string): Study {
  const { graph } = loaded;
  const image = graph.nodes.find(({ type }) => type === "image/load");
  const mask = graph.nodes.find(({ type }) => type === "image/mask");
  if (!image || !mask) throw new UserError(needsBoth());
  const own = registryOf(graph, registry);
  const sweep = options.over.length > 0 ? axesOf(options.over, graph.nodes, own) : axesOfNodes(graph, own);
  const picture = options.image === undefined ? pathOf(image, "image", loaded) : resolve(cwd, options.image);
  const preset = String(mask.params["preset"] ?? "half");
  return {
    format: "repaint-study",
    version: 1,
    title: `sweep of ${loaded.name}`,
    data: [{ name: "picture", from: [picture] }],
    masks: [preset === "painted" ? { name: "painted", from: [pathOf(mask, "painted", loaded)] } : preset],
    graphs: [
      {
        graph: options.graph,
        set: Object.fromEntries(options.set.map(settingOf)),
        sweep,
        ...(options.model !== undefined && { model: options.model }),
      },
    ],
    seeds: { count: options.seeds },
  };
}

const axesOf = (over: readonly string[], nodes: readonly GraphNode[], registry: Registry) =>
  Object.fromEntries(over.map((one) => axisOf(one, nodes, registry)));

/** What the Sweep nodes of the graph say. */
function axesOfNodes(graph: GraphFile, registry: Registry): Readonly<Record<string, readonly ParamValue[]>> {
  const { axes, problems } = sweepsOf(graph, registry);
  if (problems.length > 0) throw new UserError(...problems);
  if (Object.keys(axes).length > 0) return axes;
  throw usageError(
    "repaint sweep: --over is missing, as in --over jump.jump_n_sample=1,2,5, and the graph has no Sweep node.",
    "repaint sweep：缺少 --over，如 --over jump.jump_n_sample=1,2,5，图中也没有“扫描”节点。",
    "sweep",
  );
}

function axisOf(
  text: string,
  nodes: readonly GraphNode[],
  registry: Registry,
): readonly [string, readonly ParamValue[]] {
  const [, wanted = "", name = "", list = ""] = /^([^.=]+)\.([^.=]+)=(.+)$/s.exec(text) ?? [];
  const node = nodes.find(({ id, type }) => id === wanted || type === wanted || type.split("/")[1] === wanted);
  const param: Param | undefined = registry.get(node?.type ?? "")?.params.find((one) => one.name === name);
  const values = param && readValues(list, param);
  if (node && param && values) return [`${node.id}.${name}`, values];
  const why = node && param ? "one of its values is none that it takes" : "there is no such param in the graph";
  const whyZh = node && param ? "其中有该参数不接受的值" : "图中没有该参数";
  throw usageError(
    `--over ${text}: ${why}; expected NODE.PARAM=1,2,5 or NODE.PARAM=0:1:0.25.`,
    `--over ${text}：${whyZh}；应为 节点.参数=1,2,5 或 节点.参数=0:1:0.25。`,
    "sweep",
  );
}

function settingOf(setting: string): readonly [string, string] {
  const at = setting.indexOf("=");
  if (at > 0) return [setting.slice(0, at), setting.slice(at + 1)];
  throw usageError(`--set ${setting}: expected NODE.PARAM=VALUE.`, `--set ${setting}：应为 节点.参数=值。`, "sweep");
}

/** The file of a picture that a node names. */
function pathOf({ id, params }: GraphNode, param: string, { folder }: LoadedGraph): string {
  const [scheme, rest] = splitReference(String(params[param] ?? "sample:face-1000000"));
  if (scheme === "sample") return inPackage(`models/samples/${rest}.png`);
  if (scheme === "file") return resolve(folder, rest);
  throw new UserError(
    problem(
      "sweep-picture",
      { en: `${id}.${param} lies in the graph itself, not in a file.`, zh: `${id}.${param} 保存在图内，而非文件。` },
      {
        en: "Give the picture with --image FILE, or save it beside the graph.",
        zh: "请用 --image 文件 给出图像，或存于图旁。",
      },
      { node: id, param },
    ),
  );
}

/** All pictures as the table has them: a line for each setting, a column for each seed. */
async function writeSheet(folder: string, seeds: number): Promise<void> {
  const [head = [], ...rows] = readCsv(await readFile(join(folder, "table.csv"), "utf8"));
  const at = head.indexOf("file");
  const files = rows.flatMap((row) => (row[at] ? [row[at]] : []));
  const pictures = [];
  for (const file of files) pictures.push(decodeImage(await readFile(join(folder, file)), file));
  const [first] = pictures;
  if (!first || pictures.some(({ shape }) => String(shape) !== String(first.shape))) return;
  const [, C, H, W] = first.shape;
  const columns = seeds > 1 ? seeds : Math.ceil(Math.sqrt(pictures.length));
  const gap = 2;
  const [width, height] = [columns * (W + gap) - gap, Math.ceil(pictures.length / columns) * (H + gap) - gap];
  const data = new Float32Array(C * height * width).fill(1);
  pictures.forEach((picture, n) => {
    const [left, top] = [(n % columns) * (W + gap), Math.floor(n / columns) * (H + gap)];
    for (let c = 0; c < C; c++)
      for (let y = 0; y < H; y++)
        for (let x = 0; x < W; x++)
          data[(c * height + top + y) * width + left + x] = 2 * (picture.data[(c * H + y) * W + x] ?? 0) - 1;
  });
  await writeAll(folder, [["sheet.png", encodeImage({ shape: [1, C, height, width], data })]]);
}

function needsBoth() {
  return problem(
    "sweep-graph",
    {
      en: "A sweep holds results against the graph's own picture; this graph has no Load image or no Mask.",
      zh: "扫描会把结果与图自身的图像比较；此图没有“加载图像”或“掩码”。",
    },
    { en: "Add both, or sweep in the editor, which needs neither.", zh: "请加入两者，或在编辑器中扫描（无需两者）。" },
  );
}
