import type { GraphFile, GraphNode } from "../../runtime/graph/format.ts";
import type { ParamValue } from "../../runtime/node.ts";
import type { MaskSet, Measure, StudiedGraph, Study } from "../../runtime/study/format.ts";
import { measuresOf } from "../../runtime/study/parse.ts";

/** The paper's masks, in its order. */
export const PRESETS = ["wide", "narrow", "super-resolve", "every-second-line", "half", "expand"] as const;

/** Measures that need no network of their own. */
const USUAL: readonly Measure[] = ["mse", "psnr", "ssim", "identity", "seam", "diversity"];

/** A param that takes several values, as it is written. */
export interface SweepForm {
  /** `NODE.PARAM` */
  readonly key: string;
  /** With commas between. */
  readonly values: string;
}

/** A graph of the study. Absent parts of a file that the form does not show are kept. */
export interface GraphForm extends Omit<StudiedGraph, "sweep"> {
  readonly sweeps: readonly SweepForm[];
}

/** Pictures or masks: places one a line. */
export interface PlacesForm {
  readonly name: string;
  readonly from: string;
}

export interface MaskForm extends PlacesForm, Pick<MaskSet, "hole"> {
  readonly pair: NonNullable<MaskSet["pair"]>;
}

/** A study as it stands in the form. */
export interface StudyForm {
  readonly title: string;
  readonly data: readonly (PlacesForm & { readonly first?: number })[];
  readonly presets: readonly string[];
  readonly masks: readonly MaskForm[];
  readonly graphs: readonly GraphForm[];
  readonly seeds: NonNullable<Study["seeds"]>;
  readonly measures: readonly Measure[];
  /** Parts of a file that the form does not show. */
  readonly kept?: Pick<Study, "batch" | "networks">;
}

/** What is asked most: the six masks, with and without resampling. @param graph as the study names it. */
export function usualForm(graph: string, sweeps: readonly SweepForm[]): StudyForm {
  return {
    title: "",
    data: [{ name: "pictures", from: "photos" }],
    presets: PRESETS,
    masks: [],
    graphs: [{ graph, sweeps }],
    seeds: { count: 1 },
    measures: USUAL,
  };
}

/** The study that a form says; whether it is one, `parseStudy` tells. */
export function studyOf({ title, data, presets, masks, graphs, seeds, measures, kept = {} }: StudyForm): Study {
  return {
    format: "repaint-study",
    version: 1,
    ...(title.trim() !== "" && { title: title.trim() }),
    data: data.map(({ from, ...one }) => ({ ...one, from: linesOf(from) })),
    masks: [...presets, ...masks.map(({ from, ...one }) => ({ ...one, from: linesOf(from) }))],
    graphs: graphs.map(({ sweeps, ...one }) => ({
      ...one,
      ...(sweeps.length > 0 && { sweep: Object.fromEntries(sweeps.map((s) => [s.key, valuesIn(s.values)])) }),
    })),
    seeds,
    measures,
    ...kept,
  };
}

/** The form of a study that was opened. */
export function formOf(study: Study): StudyForm {
  const sets = study.masks.filter((mask) => typeof mask !== "string");
  return {
    title: study.title ?? "",
    data: study.data.map(({ from, ...one }) => ({ ...one, from: from.join("\n") })),
    presets: study.masks.filter((mask) => typeof mask === "string"),
    masks: sets.map(({ from, pair = "in-turn", ...one }) => ({ ...one, pair, from: from.join("\n") })),
    graphs: study.graphs.map(({ sweep = {}, ...one }) => ({
      ...one,
      sweeps: Object.entries(sweep).map(([key, values]) => ({ key, values: values.join(", ") })),
    })),
    seeds: study.seeds ?? { count: 1 },
    measures: measuresOf(study),
    kept: {
      ...(study.batch !== undefined && { batch: study.batch }),
      ...(study.networks && { networks: study.networks }),
    },
  };
}

/** A file's name that a shell takes as one word, without quotes: "Does it, too?" is Does-it-too.json. */
export function plainFile(title: string, otherwise: string): string {
  const plain = title
    .replace(/[^\p{L}\p{N}._]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 80);
  return `${plain || otherwise}.json`;
}

const linesOf = (text: string): readonly string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** Values with commas between: numbers, true and false, words. */
function valuesIn(text: string): readonly ParamValue[] {
  const parts = text.split(/[,，]/).map((part) => part.trim());
  return parts.filter((part) => part !== "").map(valueOf);
}

function valueOf(text: string): ParamValue {
  if (text === "true" || text === "false") return text === "true";
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

/** How many settings a graph has: every combination of what is swept. */
export const settingCount = ({ sweeps }: GraphForm): number =>
  sweeps.reduce((count, { values }) => count * valuesIn(values).length, 1);

/** The graph at every combination of what is swept, with what is set. */
export function variantsOf(graph: GraphFile, { set = {}, sweeps }: GraphForm): readonly GraphFile[] {
  const start = Object.entries(set).reduce((one, [key, value]) => withParam(one, key, value), graph);
  return sweeps.reduce<readonly GraphFile[]>(
    (all, { key, values }) => all.flatMap((one) => valuesIn(values).map((value) => withParam(one, key, value))),
    [start],
  );
}

/** @param key `NODE.PARAM`; NODE is an id, a type or its short name, as on the command line. */
function withParam(graph: GraphFile, key: string, value: ParamValue): GraphFile {
  const at = key.lastIndexOf(".");
  const [name, param] = [key.slice(0, at), key.slice(at + 1)];
  const byId = graph.nodes.filter(({ id }) => id === name);
  const meant = byId.length > 0 ? byId : graph.nodes.filter(({ type }) => type === name || type.endsWith(`/${name}`));
  const change = (node: GraphNode): GraphNode =>
    meant.includes(node) ? { ...node, params: { ...node.params, [param]: value } } : node;
  return { ...graph, nodes: graph.nodes.map(change) };
}
