import type { Schema } from "@cfworker/json-schema";
import type { GraphFile } from "../graph/format.ts";
import { parseGraph } from "../graph/parse.ts";
import { schemaProblems } from "../model/schema-problems.ts";
import type { Registry } from "../node.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import type { Text } from "../text.ts";
import type { Lesson, Step } from "./format.ts";
import { migrated } from "./migrate.ts";
import { lessonFormat, valueOf, wrong } from "./read-value.ts";
import schema from "./lesson.schema.json" with { type: "json" };

/** What `readLesson` gives: the lesson, and what its graphs dropped or changed on the way in. */
export interface ReadLesson {
  readonly lesson: Lesson;
  readonly notes: readonly Problem[];
}

export const parseLesson = (text: string, registry: Registry): Lesson => readLesson(text, registry).lesson;

/**
 * Reads a lesson from JSON text. Its keys are closed, its lengths have caps, and everything in it is data: words, names
 * of nodes, numbers. A lesson that breaks the schema is refused as a whole, with everything that is wrong. Nodes of older
 * versions, and what steps set of them, are brought up to date.
 *
 * @throws UserError `lesson-format`, `forbidden-key`, `unknown-version`; and as `parseGraph` for a graph inside it.
 */
export function readLesson(text: string, registry: Registry): ReadLesson {
  const value = valueOf(text);
  checkVersion(value);
  const problems = schemaProblems(schema as Schema, value, lessonFormat);
  if (problems.length > 0) throw new UserError(...problems);
  const written = value as Omit<Lesson, "graphs"> & { readonly graphs?: Readonly<Record<string, unknown>> };
  const graphs: Record<string, GraphFile> = {};
  const notes: Problem[] = [];
  for (const [name, graph] of Object.entries(written.graphs ?? {})) {
    const parsed = parseGraph(JSON.stringify(graph), registry);
    graphs[name] = parsed.graph;
    notes.push(...parsed.notes);
  }
  const lesson = { ...written, graphs };
  const deeper = lesson.steps.flatMap((step, i) => contradictions(step, i, lesson));
  if (deeper.length > 0) throw new UserError(...deeper);
  return { lesson: { ...lesson, steps: migrated(lesson, written.graphs ?? {}, registry) }, notes };
}

function checkVersion(value: unknown): void {
  if (typeof value !== "object" || value === null || !("version" in value) || !("format" in value)) return;
  const { format, version } = value;
  if (format !== "repaint-lesson" || typeof version !== "number" || version <= 1) return;
  const message: Text = {
    en: `The lesson has format version ${version}; this program reads version 1.`,
    zh: `课程的格式版本是 ${version}，本程序读取版本 1。`,
  };
  const remedy: Text = { en: "Use a newer repaint-graph for it.", zh: "请使用更新的 repaint-graph。" };
  throw new UserError(problem("unknown-version", message, remedy));
}

/** What a schema cannot say: places that have to fit one another. */
function contradictions(step: Step, i: number, { graphs }: Lesson): readonly Problem[] {
  const problems: Problem[] = [];
  const at = `steps[${i}]`;
  const needed = [step.scene?.graph, step.compare?.a.graph, step.compare?.b.graph];
  for (const graph of needed) {
    const own = graph?.startsWith("lesson:") ? graph.slice("lesson:".length) : undefined;
    if (own === undefined || Object.hasOwn(graphs, own)) continue;
    problems.push(
      wrong(
        `: ${at} shows the graph "${own}", which is not among its graphs`,
        `：${at} 要显示图 "${own}"，但课程的 graphs 里没有它`,
      ),
    );
  }
  const { question, task, compare } = step;
  if (question?.kind === "choice" && !question.options.some(({ right }) => right)) {
    problems.push(wrong(`: ${at}.question has no option that is right`, `：${at}.question 没有正确选项`));
  }
  if (question?.kind === "number" && (question.figure === undefined) === (question.value === undefined)) {
    problems.push(
      wrong(`: ${at}.question has to have either a figure or a value`, `：${at}.question 应有 figure 或 value 之一`),
    );
  }
  if (task?.when.some(({ kind }) => kind === "compared") && !compare) {
    problems.push(
      wrong(`: ${at}.task waits for a comparison, and the step has none`, `：${at}.task 等待对比，但该步骤没有对比`),
    );
  }
  return problems;
}
