import type { GraphFile } from "../../../runtime/graph/format.ts";
import type { ComparedSide, Lesson, LessonText, Scene, Setting, Step } from "../../../runtime/lesson/format.ts";
import type { Registry } from "../../../runtime/node.ts";
import { graphAt, graphOf, settingEdit, type GraphSource } from "../scenes.ts";
import { emptied, filled, questionWith, taskWith, written, type Words } from "./texts.ts";

/** One side of a comparison that is being written: the graph that is run, whole. */
export interface DraftSide {
  readonly title: Words;
  readonly graph: GraphFile;
  /** The template that the graph is, unchanged. */
  readonly template?: string;
}

/** A step that is being written: its scene is the graph that it begins with, whole. */
export interface DraftStep extends Omit<Step, "title" | "text" | "scene" | "notes" | "compare"> {
  readonly title: Words;
  readonly text: Words;
  readonly notes?: Words;
  readonly scene: Omit<Scene, "graph" | "set">;
  readonly compare?: { readonly a: DraftSide; readonly b: DraftSide };
  readonly graph: GraphFile;
  /** It begins with this graph whatever the learner has done before; else it only sets what differs. */
  readonly fresh: boolean;
  /** The template that the graph is, unchanged. */
  readonly template?: string;
}

/** A lesson that is being written. */
export interface Draft {
  readonly title: Words;
  readonly about: Words;
  readonly minutes?: number;
  readonly steps: readonly DraftStep[];
}

export const emptyDraft: Draft = { title: {}, about: {}, steps: [] };

const MOST_SETTINGS = 20;
const LONGEST_VALUE = 10_000;

/** The lesson of a draft: every graph once, and of a scene only what differs from the one before. */
export function lessonOf(draft: Draft, registry: Registry): Lesson {
  const graphs = new Map<string, GraphFile>(); // By their content.
  const nameOf = (graph: GraphFile): string => {
    const key = JSON.stringify(graph);
    graphs.set(key, graph);
    return `lesson:graph-${[...graphs.keys()].indexOf(key) + 1}`;
  };
  let before: GraphFile | undefined;
  const steps = draft.steps.map((step, i): Step => {
    const { title, text, notes, scene, graph, fresh, template, task, question, compare, ...rest } = step;
    const set = before && !fresh ? settingsBetween(before, graph, registry) : undefined;
    before = graph;
    const from = set ? undefined : template === undefined ? nameOf(graph) : `template:${template}`;
    const speaker = written(notes);
    return {
      title: written(title) ?? numbered(i),
      text: filled(text),
      scene: { ...(from !== undefined && { graph: from }), ...(set && set.length > 0 && { set }), ...scene },
      ...rest,
      ...(question && { question: questionWith(question, filled) }),
      ...(task && { task: taskWith(task, filled) }),
      ...(compare && { compare: sidesOf(graph, compare, nameOf, registry) }),
      ...(speaker && { notes: speaker }),
    };
  });
  return {
    format: "repaint-lesson",
    version: 1,
    title: filled(draft.title),
    about: written(draft.about) ?? filled(draft.title),
    ...(draft.minutes !== undefined && { minutes: draft.minutes }),
    graphs: Object.fromEntries([...graphs.values()].map((graph, i) => [`graph-${i + 1}`, graph])),
    steps,
  };
}

/** The heading of a step that has none. */
const numbered = (step: number): LessonText => ({ en: `Step ${step + 1}`, zh: `第 ${step + 1} 步` });
const isSameText = (a: LessonText, b: LessonText): boolean => a.en === b.en && a.zh === b.zh;

/**
 * The sides of a comparison. The second is run on what the first has made of the graph, so each sets what either differs
 * in; where that is more than params, each brings its graph.
 */
function sidesOf(
  graph: GraphFile,
  { a, b }: { readonly a: DraftSide; readonly b: DraftSide },
  nameOf: (graph: GraphFile) => string,
  registry: Registry,
): { readonly a: ComparedSide; readonly b: ComparedSide } {
  const [inA, inB] = [settingsBetween(graph, a.graph, registry), settingsBetween(graph, b.graph, registry)];
  const places = inA && inB && [...new Map([...inA, ...inB].map((one) => [`${one.node}/${one.name}`, one])).values()];
  const side = ({ title, graph: own, template }: DraftSide): ComparedSide => {
    if (places)
      return { title: filled(title), set: places.flatMap(({ node, name }) => valueIn(own, node, name, registry)) };
    return { title: filled(title), graph: template === undefined ? nameOf(own) : `template:${template}` };
  };
  return { a: side(a), b: side(b) };
}

function valueIn({ nodes }: GraphFile, id: string, name: string, registry: Registry): readonly Setting[] {
  const node = nodes.find((one) => one.id === id);
  const value = node?.params[name] ?? registry.get(node?.type ?? "")?.params.find((one) => one.name === name)?.default;
  return value === undefined ? [] : [{ node: id, name, value }];
}

/** A lesson as a draft, so that it can be changed. */
export async function draftOf(lesson: Lesson, from: GraphSource): Promise<Draft> {
  const steps: DraftStep[] = [];
  for (const [i, step] of lesson.steps.entries()) {
    const { scene: whole, compare, task, question, ...rest } = step;
    const { graph: reference, set, ...scene } = whole ?? {};
    const template = set ? undefined : templateIn(reference);
    const graph = await graphAt(lesson, i, from);
    steps.push({
      ...rest,
      title: isSameText(step.title, numbered(i)) ? {} : step.title,
      text: emptied(step.text),
      ...(question && { question: questionWith(question, emptied) }),
      ...(task && { task: taskWith(task, emptied) }),
      ...(compare && { compare: await draftSides(compare, graph, lesson, from) }),
      scene,
      graph,
      fresh: i === 0 || reference !== undefined,
      ...(template !== undefined && { template }),
    });
  }
  const { title, about, minutes } = lesson;
  return {
    title: emptied(title),
    about: isSameText(about, title) ? {} : emptied(about),
    ...(minutes !== undefined && { minutes }),
    steps,
  };
}

async function draftSides(
  { a, b }: NonNullable<Step["compare"]>,
  graph: GraphFile,
  lesson: Lesson,
  from: GraphSource,
): Promise<NonNullable<DraftStep["compare"]>> {
  const side = async ({ title, graph: reference, set }: ComparedSide, base: GraphFile): Promise<DraftSide> => {
    const template = set ? undefined : templateIn(reference);
    const begun = reference === undefined ? base : await graphOf(reference, lesson, from);
    return {
      title: emptied(title),
      graph: settingEdit(set ?? [], from.registry)(begun),
      ...(template !== undefined && { template }),
    };
  };
  const first = await side(a, graph);
  return { a: first, b: await side(b, first.graph) };
}

const templateIn = (reference: string | undefined): string | undefined =>
  reference?.startsWith("template:") ? reference.slice("template:".length) : undefined;

/** What a camera leaves on a graph is no part of it. */
export function withoutView({ view: _view, ...graph }: GraphFile): GraphFile {
  return graph;
}

export const isSame = (a: GraphFile, b: GraphFile): boolean =>
  a === b || JSON.stringify(withoutView(a)) === JSON.stringify(withoutView(b));

/** The params that make one graph of another; undefined where they differ by more than that. */
export function settingsBetween(a: GraphFile, b: GraphFile, registry: Registry): readonly Setting[] | undefined {
  if (a.nodes.length !== b.nodes.length) return undefined;
  const set = b.nodes.flatMap(({ id, params }, i) => {
    const old = a.nodes[i]?.params ?? {};
    return Object.entries(params).flatMap(([name, value]) => (old[name] === value ? [] : [{ node: id, name, value }]));
  });
  const isLong = set.some(({ value }) => typeof value === "string" && value.length > LONGEST_VALUE);
  if (set.length > MOST_SETTINGS || isLong) return undefined;
  return isSame(settingEdit(set, registry)(a), b) ? set : undefined;
}
