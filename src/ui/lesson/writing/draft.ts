import type { GraphFile } from "../../../runtime/graph/format.ts";
import type { Lesson, LessonText, Scene, Setting, Step } from "../../../runtime/lesson/format.ts";
import type { Registry } from "../../../runtime/node.ts";
import { graphAt, settingEdit, type GraphSource } from "../scenes.ts";

/** Words that are still being written: either language may be empty. */
export interface Words {
  readonly en?: string;
  readonly zh?: string;
}

/** A step that is being written: its scene is the graph that it begins with, whole. */
export interface DraftStep extends Omit<Step, "title" | "text" | "scene" | "notes"> {
  readonly title: Words;
  readonly text: Words;
  readonly notes?: Words;
  readonly scene: Omit<Scene, "graph" | "set">;
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
    const { title, text, notes, scene, graph, fresh, template, ...rest } = step;
    const set = before && !fresh ? settingsBetween(before, graph, registry) : undefined;
    before = graph;
    const from = set ? undefined : template === undefined ? nameOf(graph) : `template:${template}`;
    const speaker = written(notes);
    return {
      title: written(title) ?? { en: `Step ${i + 1}`, zh: `第 ${i + 1} 步` },
      text: written(text) ?? { en: "…", zh: "……" },
      scene: { ...(from !== undefined && { graph: from }), ...(set && set.length > 0 && { set }), ...scene },
      ...rest,
      ...(speaker && { notes: speaker }),
    };
  });
  return {
    format: "repaint-lesson",
    version: 1,
    title: written(draft.title) ?? { en: "A lesson", zh: "一节课" },
    about: written(draft.about) ?? written(draft.title) ?? { en: "…", zh: "……" },
    ...(draft.minutes !== undefined && { minutes: draft.minutes }),
    graphs: Object.fromEntries([...graphs.values()].map((graph, i) => [`graph-${i + 1}`, graph])),
    steps,
  };
}

/** A lesson as a draft, so that it can be changed. */
export async function draftOf(lesson: Lesson, from: GraphSource): Promise<Draft> {
  const steps: DraftStep[] = [];
  for (const [i, step] of lesson.steps.entries()) {
    const { graph: reference, set, ...scene } = step.scene ?? {};
    const template = reference?.startsWith("template:") && !set ? reference.slice("template:".length) : undefined;
    steps.push({
      ...step,
      scene,
      graph: await graphAt(lesson, i, from),
      fresh: i === 0 || reference !== undefined,
      ...(template !== undefined && { template }),
    });
  }
  const { title, about, minutes } = lesson;
  return { title, about, ...(minutes !== undefined && { minutes }), steps };
}

/** Words in at least one language; undefined where there are none. */
export function written(words: Words | undefined): LessonText | undefined {
  const [en, zh] = [words?.en?.trim(), words?.zh?.trim()];
  if (en) return { en, ...(zh && { zh }) };
  return zh ? { zh } : undefined;
}

/** What a camera leaves on a graph is no part of it. */
export function withoutView({ view: _view, ...graph }: GraphFile): GraphFile {
  return graph;
}

export const isSame = (a: GraphFile, b: GraphFile): boolean =>
  a === b || JSON.stringify(withoutView(a)) === JSON.stringify(withoutView(b));

/** The params that make one graph of another; undefined where they differ by more than that. */
function settingsBetween(a: GraphFile, b: GraphFile, registry: Registry): readonly Setting[] | undefined {
  if (a.nodes.length !== b.nodes.length) return undefined;
  const set = b.nodes.flatMap(({ id, params }, i) => {
    const old = a.nodes[i]?.params ?? {};
    return Object.entries(params).flatMap(([name, value]) => (old[name] === value ? [] : [{ node: id, name, value }]));
  });
  const isLong = set.some(({ value }) => typeof value === "string" && value.length > LONGEST_VALUE);
  if (set.length > MOST_SETTINGS || isLong) return undefined;
  return isSame(settingEdit(set, registry)(a), b) ? set : undefined;
}
