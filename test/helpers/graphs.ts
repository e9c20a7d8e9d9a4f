import { registry } from "../../src/nodes/index.ts";
import type { GraphFile, GraphLink, GraphNode } from "../../src/runtime/graph/format.ts";
import type { ParamValue } from "../../src/runtime/node.ts";

type NodeEntry = readonly [id: string, type: string, params?: Readonly<Record<string, ParamValue>>];

/** A graph from a short notation: wires are `from.output → to.input`. */
export function graphOf(entries: readonly NodeEntry[], wires: readonly string[]): GraphFile {
  const nodes = entries.map(([id, type, params = {}], i): GraphNode => {
    return { id, type, v: registry.get(type)?.v ?? 1, pos: [200 * i, 0], params };
  });
  const links = wires.map((wire): GraphLink => {
    const [, from = "", output = "", to = "", input = ""] = /^(\S+)\.(\S+) → (\S+)\.(\S+)$/.exec(wire) ?? [];
    return [from, output, to, input];
  });
  return { format: "repaint-graph", version: 1, nodes, links };
}

interface RepaintSettings {
  readonly T?: number;
  readonly respacing?: string;
  /** Jump-backs in series, the inner one first. */
  readonly jumps?: readonly Readonly<Record<string, ParamValue>>[];
  readonly mask?: string;
  readonly batch?: number;
  readonly order?: "paper" | "official";
}

const HEAD: readonly NodeEntry[] = [
  ["model", "model/load"],
  ["image", "image/load"],
  ["loop", "flow/loop"],
  ["predict", "denoise/predict"],
  ["reverse", "denoise/reverse-step"],
  ["known", "noise/forward"],
  ["composite", "repaint/composite"],
  ["save", "image/save"],
];

/** The sampler of the paper, wired from the ordinary nodes. */
export function repaintGraph(settings: RepaintSettings = {}): GraphFile {
  const {
    T = 50,
    jumps = [{ jump_length: 5, jump_n_sample: 5 }],
    mask = "half",
    batch = 1,
    order = "paper",
  } = settings;
  const ids = jumps.map((_, i) => `jump${i}`);
  const jumpNodes = jumps.map((params, i): NodeEntry => [`jump${i}`, "repaint/jump-back", params]);
  const before = order === "paper" ? "composite" : "reverse";
  const chain = [before, ...ids].map((id, i) => ({ from: id, to: ids[i] }));
  const last = `${ids.at(-1) ?? before}.sample`;
  const joined = order === "paper" ? "reverse.sample" : last;
  return graphOf(
    [
      ...HEAD,
      [
        "schedule",
        "model/noise-schedule",
        { T, ...(settings.respacing !== undefined && { respacing: settings.respacing }) },
      ],
      ["mask", "image/mask", { preset: mask }],
      ["noise", "noise/gaussian", { batch, seed: 7 }],
      ...jumpNodes,
    ],
    [
      "model.model → schedule.model",
      "model.model → predict.model",
      "schedule.schedule → noise.schedule",
      "noise.sample → loop.init",
      "loop.body → predict.sample",
      "predict.prediction → reverse.prediction",
      "image.image → known.image",
      "mask.mask → composite.keep_mask",
      `${joined} → known.at`,
      "known.sample → composite.known",
      `${joined} → composite.unknown`,
      ...chain.flatMap(({ from, to }) => (to === undefined ? [] : [`${from}.sample → ${to}.sample`])),
      `${order === "paper" ? last : "composite.sample"} → loop.back`,
      "loop.done → save.image",
    ],
  );
}

/** Guidance by the classifier `reference`, towards class 2, between `predict` and `reverse` of a graph. */
export function guided(graph: GraphFile, reference: string, classifier_scale = 3): GraphFile {
  const { nodes, links } = graphOf(
    [
      ["classifier", "model/load", { model: reference }],
      ["label", "model/label", { label: 2 }],
      ["guide", "denoise/classifier-guidance", { classifier_scale }],
    ],
    [
      "classifier.model → guide.classifier",
      "label.label → guide.label",
      "predict.prediction → guide.prediction",
      "guide.prediction → reverse.prediction",
    ],
  );
  // The classifier stands first in the file, which is to mean nothing.
  return {
    ...graph,
    nodes: [...nodes, ...graph.nodes],
    links: [...graph.links.filter(([from]) => from !== "predict"), ...links],
  };
}

/** The same graph with one param changed. */
export function withParam(graph: GraphFile, id: string, name: string, value: ParamValue): GraphFile {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => (node.id === id ? { ...node, params: { ...node.params, [name]: value } } : node)),
  };
}

/** The same graph without the wires into one input. */
export function without(graph: GraphFile, to: string, input: string): GraphFile {
  return { ...graph, links: graph.links.filter((link) => link[2] !== to || link[3] !== input) };
}
