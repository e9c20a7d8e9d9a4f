import type { Schema } from "@cfworker/json-schema";
import type { GraphFile } from "../graph/format.ts";
import { parseGraph } from "../graph/parse.ts";
import { JsonError, readJson } from "../json.ts";
import { schemaProblems } from "../model/schema-problems.ts";
import type { Registry } from "../node.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import type { Text } from "../text.ts";
import type { Lesson, Step } from "./format.ts";
import schema from "./lesson.schema.json" with { type: "json" };

/** Longest lesson that is read, in UTF-16 units: graphs inside it included. */
const MAX_LESSON_LENGTH = 2_000_000;
const FORBIDDEN = new Set(["__proto__", "prototype", "constructor"]);

const words = {
  code: "lesson-format",
  subject: { en: "The lesson", zh: "课程" },
  remedy: {
    en: "Correct this place in the lesson's file; lesson.schema.json in the package says what belongs there.",
    zh: "请修改课程文件中的这一处；格式见安装包内的 lesson.schema.json。",
  },
} as const;

/**
 * Reads a lesson from JSON text. Its keys are closed, its lengths have caps, and everything in it is data: words, names
 * of nodes, numbers. A lesson that breaks the schema is refused as a whole, with everything that is wrong.
 *
 * @throws UserError `lesson-format`, `forbidden-key`; and as `parseGraph` for a graph inside it.
 */
export function parseLesson(text: string, registry: Registry): Lesson {
  const value = valueOf(text);
  const problems = schemaProblems(schema as Schema, value, words);
  if (problems.length > 0) throw new UserError(...problems.slice(0, 20));
  const written = value as Omit<Lesson, "graphs"> & { readonly graphs?: Readonly<Record<string, unknown>> };
  const graphs: Record<string, GraphFile> = {};
  for (const [name, graph] of Object.entries(written.graphs ?? {})) {
    graphs[name] = parseGraph(JSON.stringify(graph), registry).graph;
  }
  const lesson = { ...written, graphs };
  const deeper = lesson.steps.flatMap((step, i) => contradictions(step, i, lesson));
  if (deeper.length > 0) throw new UserError(...deeper);
  return lesson;
}

function valueOf(text: string): unknown {
  if (text.length > MAX_LESSON_LENGTH) {
    throw new UserError(
      wrong(
        `has ${text.length} characters; at most 2 000 000 are read`,
        `有 ${text.length} 个字符，最多读取 2 000 000 个`,
      ),
    );
  }
  let forbidden: string | undefined;
  const look = (key: string, value: unknown): unknown => {
    if (FORBIDDEN.has(key)) forbidden = key;
    return value;
  };
  try {
    const value = readJson(text.replace(/^\uFEFF/, ""), look);
    if (forbidden !== undefined) throw new UserError(forbiddenKey(forbidden));
    return value;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new UserError(wrong(`is not JSON: ${error.reason.en}`, `不是 JSON：${error.reason.zh}`));
  }
}

function forbiddenKey(key: string): Problem {
  const message: Text = {
    en: `The lesson has a key "${key}", which no lesson has.`,
    zh: `课程里有键 "${key}"，任何课程都不含此键。`,
  };
  const remedy: Text = {
    en: "Do not open it: it was made to harm the program that reads it.",
    zh: "请勿打开：它意在破坏读取它的程序。",
  };
  return problem("forbidden-key", message, remedy);
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

function wrong(en: string, zh: string): Problem {
  const gap = en.startsWith(":") ? "" : " ";
  return problem(words.code, { en: `The lesson${gap}${en}.`, zh: `课程${zh}。` }, words.remedy);
}
