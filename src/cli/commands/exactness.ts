import { execute } from "../../runtime/execute.ts";
import type { GraphFile, GraphNode } from "../../runtime/graph/format.ts";
import { plan } from "../../runtime/graph/plan.ts";
import type { Plan } from "../../runtime/graph/program.ts";
import { POINTS } from "../../runtime/laboratory/clouds.ts";
import { exactness, type Exactness, type Measured } from "../../runtime/laboratory/exactness.ts";
import { conditionalOn } from "../../runtime/laboratory/mixture.ts";
import { modelOfPoints } from "../../runtime/laboratory/point-model.ts";
import type { Param, ParamValue, Picture, Registry } from "../../runtime/node.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { trace } from "../../runtime/trace.ts";
import { loadGraph } from "../graphs.ts";
import { exit, type Console } from "../io.ts";
import { Bindings } from "../places.ts";
import { progressOf } from "../progress.ts";
import { openModels, type OpenedModels } from "../runners.ts";
import { applyOverrides } from "../settings.ts";

export interface ExactnessOptions {
  readonly graph: string;
  readonly set: readonly string[];
  readonly seed?: number;
  readonly threads?: number;
  /** A data set of two pixels, or the points of one. */
  readonly data?: string;
  /** The left pixel. */
  readonly known: number;
  readonly r?: readonly number[];
  readonly particles: number;
}

/** One setting and how exact it is. */
export interface ExactnessRow extends Exactness {
  /** `jump_n_sample`; absent when the graph's own is kept. */
  readonly r?: number;
  readonly calls: number;
}

/** The picture of which the left pixel is known, as graphs refer to it here. */
const KNOWN = "laboratory:known";

/**
 * `repaint exactness`: runs a graph, whatever its wiring, on pictures of two pixels of which the left is known, with the
 * ideal denoiser, and measures its answers against the exact conditional.
 */
export async function exactnessCommand(options: ExactnessOptions, registry: Registry, io: Console): Promise<number> {
  const rows = await exactnessOf(options, registry, io);
  const about = { data: options.data ?? "blobs", known: options.known, particles: options.particles };
  if (io.json) io.out(`${JSON.stringify({ ...about, rows }, null, 2)}\n`);
  else io.out(table(rows, io.language === "zh"));
  return exit.ok;
}

/** What `repaint exactness` measures: a row for each r. */
export async function exactnessOf(
  options: ExactnessOptions,
  registry: Registry,
  io: Console,
): Promise<readonly ExactnessRow[]> {
  const { graph: given } = await loadGraph(options.graph, io.cwd, registry);
  const reference = `${POINTS}${options.data ?? "blobs"}`;
  const { card, mixture, bytes, vjp } = modelOfPoints(reference);
  const overrides = { set: options.set, ...(options.seed !== undefined && { seed: options.seed }) };
  const graph = inLaboratory(applyOverrides(given, registry, overrides, new Bindings(), io.cwd), registry, {
    reference,
    particles: options.particles,
  });
  const env = { cards: new Map([[reference, card]]), images: new Map([[KNOWN, [1, 2] as const]]) };
  const plans = (options.r ?? [undefined]).map((r) => ({
    r,
    plan: plan(r === undefined ? graph : withParam(graph, registry, "jump_n_sample", r), registry, env),
  }));
  const models = new Map([
    [reference, { card, folder: "", made: { bytes, vjp: async () => ({ bytes: vjp }) }, notes: [] }],
  ]);
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  const opened = await openModels({ models, placeOf: () => ({}) }, { device: "auto", ...threads });
  const progress = progressOf(
    io,
    plans.reduce((sum, { plan }) => sum + trace(plan).evaluations, 0),
  );
  const exact = conditionalOn(mixture, options.known);
  const rows: ExactnessRow[] = [];
  let before = 0;
  try {
    for (const { r, plan: planned } of plans) {
      const { samples, calls } = await answersOf(planned, opened, options.known, io, (n) =>
        progress.update(before + n),
      );
      before += calls;
      rows.push({ ...(r !== undefined && { r }), calls, ...exactness(samples, exact) });
    }
  } finally {
    progress.stop();
    await opened.close();
    opened.backend.dispose();
  }
  return rows;
}

/** The graph as it runs here: the ideal denoiser, the known picture, the left pixel known, so many answers at once. */
function inLaboratory(
  graph: GraphFile,
  registry: Registry,
  { reference, particles }: { reference: string; particles: number },
): GraphFile {
  const value = (param: Param, gives: readonly unknown[]): ParamValue | undefined => {
    if (param.kind === "model") return reference;
    if (param.kind === "image" && gives.includes("image")) return KNOWN;
    if (param.kind === "choice" && gives.includes("mask") && param.options.some((o) => o.value === "half"))
      return "half";
    if (param.name === "batch") return particles;
    return undefined;
  };
  const changed = (node: GraphNode): GraphNode => {
    const definition = registry.get(node.type);
    const gives = definition?.outputs.map(({ type }) => type) ?? [];
    const news = (definition?.params ?? []).flatMap((param) => {
      const to = value(param, gives);
      return to === undefined ? [] : [[param.name, to] as const];
    });
    return { ...node, params: { ...node.params, ...Object.fromEntries(news) } };
  };
  return { ...graph, nodes: graph.nodes.map(changed) };
}

function withParam(graph: GraphFile, registry: Registry, name: string, to: number): GraphFile {
  const has = ({ type }: GraphNode): boolean => registry.get(type)?.params.some((p) => p.name === name) ?? false;
  if (!graph.nodes.some(has)) {
    throw new UserError(
      problem(
        "no-jump-back",
        {
          en: `The graph has no node with ${name}, so --r changes nothing.`,
          zh: `图中没有带 ${name} 的节点，--r 无效。`,
        },
        {
          en: "Leave --r out, or add repaint/jump-back to the loop.",
          zh: "请去掉 --r，或在循环中加入 repaint/jump-back。",
        },
      ),
    );
  }
  const changed = (node: GraphNode): GraphNode =>
    has(node) ? { ...node, params: { ...node.params, [name]: to } } : node;
  return { ...graph, nodes: graph.nodes.map(changed) };
}

/** @returns the right pixels of what the graph saves last. */
async function answersOf(
  planned: Plan,
  { backend, networks }: OpenedModels,
  known: number,
  io: Console,
  update: (calls: number) => void,
): Promise<{ readonly samples: Float32Array; readonly calls: number }> {
  const left = (known + 1) / 2;
  // Pictures arrive in [0, 1], and what is wrong of the right pixel must not matter: it is not known.
  const picture: Picture = { shape: [1, 1, 1, 2], data: Float32Array.of(left, 0.5) };
  const images = new Map([[KNOWN, picture]]);
  let saved: Picture | undefined;
  let calls = 0;
  const views = (): boolean => false;
  for await (const visit of execute(planned, { backend, networks, images, signal: io.signal, views })) {
    for (const artifact of visit.artifacts) if (artifact.kind === "save") saved = artifact.picture;
    calls = visit.evaluations;
    update(calls);
  }
  if (saved?.shape[3] !== 2) {
    throw new UserError(
      problem(
        "no-result",
        { en: "The graph saves no picture of two pixels.", zh: "图没有保存两像素的图像。" },
        { en: "Wire the finished sample into a Result node.", zh: "请将完成的样本接入“结果”节点。" },
      ),
    );
  }
  const { data } = saved;
  return { samples: Float32Array.from({ length: data.length / 2 }, (_, i) => data[2 * i + 1] ?? NaN), calls };
}

function table(rows: readonly ExactnessRow[], zh: boolean): string {
  const heads = zh
    ? ["r", "调用", "总变差（95 %）", "机遇", "能量距离（95 %）", "离数据（95 %）"]
    : ["r", "calls", "total variation (95 %)", "chance", "energy distance (95 %)", "off data (95 %)"];
  const cells = rows.map(({ r, calls, total_variation, floor, energy_distance, off_data }) => [
    r === undefined ? "-" : String(r),
    String(calls),
    words(total_variation, 3),
    floor.toFixed(3),
    words(energy_distance, 5),
    words(off_data, 4),
  ]);
  const lines = [heads, heads.map(() => "---"), ...cells].map((line) => `| ${line.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}

function words({ value, low, high }: Measured, digits: number): string {
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}
