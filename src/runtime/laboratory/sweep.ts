import type { Backend } from "../backend.ts";
import { execute } from "../execute.ts";
import type { GraphFile, GraphNode } from "../graph/format.ts";
import { plan } from "../graph/plan.ts";
import type { Plan } from "../graph/program.ts";
import type { ModelCard } from "../model/card.ts";
import type { Network } from "../model/network.ts";
import type { Param, ParamValue, Picture, Registry } from "../node.ts";
import { problem, UserError } from "../problem.ts";
import { exactness, rightPixels, type Exactness } from "./exactness.ts";
import { conditionalOn, type Mixture } from "./mixture.ts";

/** The param that a sweep goes along. */
export interface Axis {
  /** The node that has it; every node that has one of this name where none is given. */
  readonly node?: string;
  readonly param: string;
  readonly values: readonly number[];
}

/** What a graph is measured with. */
export interface Laboratory {
  /** The reference of the network that takes the place of the graph's, and its card. */
  readonly reference: string;
  readonly card: ModelCard;
  readonly particles: number;
  /** The left pixel, in [−1, 1]. */
  readonly known: number;
  readonly axis?: Axis;
}

/** One setting and how exact it is. */
export interface SweepRow extends Exactness {
  /** Of the axis; absent when the graph's own settings are kept. */
  readonly value?: number;
  /** Network calls of the run. */
  readonly calls: number;
}

/** A setting of a graph that is ready to run. */
export interface Measurable {
  readonly value?: number;
  readonly plan: Plan;
}

/** What runs need of the machine they are on. */
interface Machine {
  readonly backend: Backend;
  readonly networks: ReadonlyMap<string, Network>;
  readonly signal?: AbortSignal;
  /** After each event: network calls of the run so far. */
  readonly passed?: (calls: number) => void | Promise<void>;
}

/** The picture of which the left pixel is known, as graphs refer to it here. */
const KNOWN = "laboratory:known";

/**
 * The settings of a graph, whatever its wiring, on pictures of two pixels of which the left is known.
 *
 * @throws UserError what is wrong with the graph or a value; `no-such-param` where no node has the axis.
 */
export function settingsOf(graph: GraphFile, registry: Registry, laboratory: Laboratory): readonly Measurable[] {
  const { reference, card, axis } = laboratory;
  const here = inLaboratory(graph, registry, laboratory);
  const env = { cards: new Map([[reference, card]]), images: new Map([[KNOWN, [1, 2] as const]]) };
  if (!axis) return [{ plan: plan(here, registry, env) }];
  return axis.values.map((value) => ({ value, plan: plan(withParam(here, registry, axis, value), registry, env) }));
}

/** Runs a setting and holds its answers against the exact conditional on the left pixel. */
export async function measure(
  { value, plan: planned }: Measurable,
  mixture: Mixture,
  known: number,
  machine: Machine,
): Promise<SweepRow> {
  const { samples, calls } = await answersOf(planned, known, machine);
  return { ...(value !== undefined && { value }), calls, ...exactness(samples, conditionalOn(mixture, known)) };
}

/** The graph as it runs here: another network, the known picture, the left pixel known, so many answers at once. */
function inLaboratory(graph: GraphFile, registry: Registry, { reference, particles, known }: Laboratory): GraphFile {
  const value = (param: Param, gives: readonly unknown[], isSource: boolean): ParamValue | undefined => {
    if (param.kind === "model") return reference;
    if (param.kind === "image" && gives.includes("image")) return KNOWN;
    if (param.kind === "choice" && gives.includes("mask") && param.options.some((o) => o.value === "half"))
      return "half";
    if (param.name === "batch") return particles;
    // A picture that is made of one value, not one that is only framed by it.
    if (param.name === "value" && gives.includes("image") && isSource) return known;
    return undefined;
  };
  const changed = (node: GraphNode): GraphNode => {
    const definition = registry.get(node.type);
    const gives = definition?.outputs.map(({ type }) => type) ?? [];
    const isSource = definition?.inputs.every(({ optional }) => optional) ?? false;
    const news = (definition?.params ?? []).flatMap((param) => {
      const to = value(param, gives, isSource);
      return to === undefined ? [] : [[param.name, to] as const];
    });
    return { ...node, params: { ...node.params, ...Object.fromEntries(news) } };
  };
  return { ...graph, nodes: graph.nodes.map(changed) };
}

function withParam(graph: GraphFile, registry: Registry, { node: only, param }: Axis, to: number): GraphFile {
  const has = ({ id, type }: GraphNode): boolean =>
    (only === undefined || id === only) &&
    (registry.get(type)?.params.some((p) => p.name === param && p.kind === "number") ?? false);
  if (!graph.nodes.some(has)) throw new UserError(noSuchParam(only, param));
  const changed = (node: GraphNode): GraphNode =>
    has(node) ? { ...node, params: { ...node.params, [param]: to } } : node;
  return { ...graph, nodes: graph.nodes.map(changed) };
}

/** @returns the right pixels of what the graph saves last. */
async function answersOf(
  planned: Plan,
  known: number,
  { backend, networks, signal, passed }: Machine,
): Promise<{ readonly samples: Float32Array; readonly calls: number }> {
  // Pictures arrive in [0, 1], and what is wrong of the right pixel must not matter: it is not known.
  const picture: Picture = { shape: [1, 1, 1, 2], data: Float32Array.of((known + 1) / 2, 0.5) };
  const images = new Map([[KNOWN, picture]]);
  let saved: Picture | undefined;
  let calls = 0;
  const views = (): boolean => false;
  for await (const visit of execute(planned, { backend, networks, images, views, ...(signal && { signal }) })) {
    for (const artifact of visit.artifacts) if (artifact.kind === "save") saved = artifact.picture;
    calls = visit.evaluations;
    await passed?.(calls);
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
  return { samples: rightPixels(saved.data), calls };
}

function noSuchParam(node: string | undefined, param: string) {
  return problem(
    "no-such-param",
    node === undefined
      ? {
          en: `The graph has no node with ${param}, so other values of it change nothing.`,
          zh: `图中没有带 ${param} 的节点，改变它没有意义。`,
        }
      : { en: `${node}.${param} is no number of this graph.`, zh: `${node}.${param} 不是此图中的数值参数。` },
    {
      en: "Name a node and a number of it, as in jump.jump_length; “repaint help params” lists them.",
      zh: "请给出节点及其数值参数，如 jump.jump_length；“repaint help params”会列出全部。",
    },
  );
}
