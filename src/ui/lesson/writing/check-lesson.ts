import type { GraphFile } from "../../../runtime/graph/format.ts";
import { plan } from "../../../runtime/graph/plan.ts";
import { actionsOf, isDone, type Facts } from "../../../runtime/lesson/conditions.ts";
import type { Condition, Lesson, LessonText, Setting, Step, Task } from "../../../runtime/lesson/format.ts";
import type { Registry } from "../../../runtime/node.ts";
import { UserError } from "../../../runtime/problem.ts";
import type { Text } from "../../../runtime/text.ts";
import { trace, type Trace } from "../../../runtime/trace.ts";
import { referencesIn } from "../markdown.ts";
import { referenceOf } from "../references.ts";
import { editOf, graphAt, graphOf, settingEdit, type GraphSource } from "../scenes.ts";
import { sentenceOf } from "./recording.ts";
import { textsOf, unwrittenIn, written } from "./texts.ts";

/** Something in a step that a learner would stumble over. */
export interface Finding {
  /** From 0. */
  readonly step: number;
  readonly text: Text;
}

/** Words that a step's text may have: it is read beside a graph, in a minute. */
const MOST_WORDS = 90;

/** Words of a text: Latin words and single Chinese characters, two of which are spoken in the time of one word. */
export function wordsIn(text: string): number {
  const plain = text.replace(/```[\s\S]*?```/g, "").replace(/\]\([^)]*\)/g, "");
  const chinese = plain.match(/\p{Script=Han}/gu)?.length ?? 0;
  return (plain.match(/[\p{Script=Latin}\p{N}’']+/gu)?.length ?? 0) + chinese / 2;
}

/** What has to be computed to be known. */
export interface Measures {
  /** Share of the picture that a mask says is known, 0 to 1; undefined where the node gives no mask. */
  known(graph: GraphFile, node: string): Promise<number | undefined>;
  /** Total variation of what a scatter shows at the end of a whole run; undefined where the run does not end there. */
  variation(graph: GraphFile, node: string): Promise<number | undefined>;
}

/**
 * Plays a lesson: whether what its texts and scenes name is there, whether a task is still to be done when its step begins
 * and is done once “Show me” has done it, and whether what has to run can be run. Nothing is run but what a task measures:
 * a mask is drawn, a distribution sampled.
 */
export async function checkLesson(lesson: Lesson, from: GraphSource, measures: Measures): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const isIn = (language: "en" | "zh"): boolean => lesson.steps.some(({ text }) => text[language] !== undefined);
  const both = isIn("en") && isIn("zh");
  for (const [i, step] of lesson.steps.entries()) {
    const graph = await graphAt(lesson, i, from);
    const say = (en: string, zh: string): void => void findings.push({ step: i, text: { en, zh } });
    for (const { en, zh } of unwrittenIn(step)) say(en, zh);
    for (const { text } of textsOf(step)) if (written(text)) checkText(text, graph, from.registry, both, say);
    checkScene(step, graph, from.registry, say);
    if (step.task) await checkTask(step, step.task, graph, from.registry, measures, say);
    await checkRuns(step, lesson, graph, from, say);
  }
  return findings;
}

type Say = (en: string, zh: string) => void;

function checkText(text: LessonText, graph: GraphFile, registry: Registry, both: boolean, say: Say): void {
  const short = (text.en ?? text.zh ?? "").slice(0, 40);
  if (both && !text.zh) say(`“${short}” is not there in Chinese.`, `“${short}”没有中文。`);
  if (both && !text.en) say(`“${short}” is not there in English.`, `“${short}”没有英文。`);
  for (const words of [text.en, text.zh]) {
    const count = Math.round(wordsIn(words ?? ""));
    if (count > MOST_WORDS) {
      say(
        `“${short}…” has ${count} words; more than ${MOST_WORDS} are not read beside a graph.`,
        `“${short}……”有 ${count} 个词（两个汉字算一词），超过 ${MOST_WORDS} 就不会有人在图旁读完。`,
      );
    }
    for (const href of referencesIn(words ?? "")) {
      if (/^https:/.test(href)) continue;
      const missing = whatIsMissing(href, graph, registry);
      if (missing) say(`The reference ${href} leads nowhere: ${missing.en}.`, `引用 ${href} 没有去处：${missing.zh}。`);
    }
  }
}

function whatIsMissing(href: string, graph: GraphFile, registry: Registry): Text | undefined {
  const reference = referenceOf(href);
  if (!reference) return { en: "it is no reference to something in the editor", zh: "它不是对编辑器中某物的引用" };
  if (!("node" in reference)) return undefined;
  const node = graph.nodes.find(({ id }) => id === reference.node);
  if (!node) return { en: `there is no node “${reference.node}”`, zh: `没有节点“${reference.node}”` };
  const definition = registry.get(node.type);
  if (reference.kind === "node" || !definition) return undefined;
  const { inputs, outputs, params } = definition;
  const names = (reference.kind === "param" ? params : [...inputs, ...outputs]).map(({ name }) => name);
  if (names.includes(reference.name)) return undefined;
  return { en: `${node.id} has no “${reference.name}”`, zh: `${node.id} 没有“${reference.name}”` };
}

function checkScene({ scene, question, task }: Step, graph: GraphFile, registry: Registry, say: Say): void {
  const node = (name: string): GraphFile["nodes"][number] | undefined =>
    graph.nodes.find(({ id, type }) => (name.includes("/") ? type : id) === name);
  for (const name of new Set([...(scene?.select ?? []), ...(scene?.frame ?? [])])) {
    if (!node(name))
      say(`The scene shows a node “${name}” that is not there.`, `场景要显示节点“${name}”，图里没有它。`);
  }
  const settings: readonly Setting[] = [
    ...(scene?.set ?? []),
    ...(question?.kind === "number" ? (question.set ?? []) : []),
    ...(task?.show ?? []).filter((action) => action.do === "set"),
  ];
  for (const { node: name, name: param } of settings) {
    const definition = registry.get(node(name)?.type ?? "");
    if (definition && definition.params.some((one) => one.name === param)) continue;
    say(`It sets ${name}.${param}, which is not there.`, `它要设 ${name}.${param}，但没有这个参数。`);
  }
}

async function checkTask(
  step: Step,
  task: Task,
  graph: GraphFile,
  registry: Registry,
  measures: Measures,
  say: Say,
): Promise<void> {
  const start = { ...factsOf(graph, new Set(step.scene?.select ?? [])), known: await masksOf(task, graph, measures) };
  if (isDone(task, start))
    say("The task is done before the learner has done anything.", "任务在学员动手之前就已完成。");
  let after = graph;
  const selected = new Set(step.scene?.select ?? []);
  const actions = actionsOf(task);
  for (const action of actions) {
    after = editOf(action, after, registry)?.(after) ?? after;
    if (action.do !== "select") continue;
    selected.clear();
    for (const { id, type } of after.nodes) if (id === action.node || type === action.node) selected.add(id);
  }
  const walk = walkOf(after, registry);
  const level = actions.findLast(({ do: kind }) => kind === "level");
  const finished = actions.some(({ do: kind }) => kind === "run") && walk !== undefined;
  const facts: Facts = {
    ...factsOf(after, selected),
    finished,
    level: level?.do === "level" && walk?.levels().includes(level.t) ? level.t : undefined,
    calls: walk?.evaluations,
    known: await masksOf(task, after, measures),
    variation: finished ? await scattersOf(task, after, measures) : () => undefined,
    compared: actions.some(({ do: kind }) => kind === "compare") && step.compare !== undefined,
  };
  for (const one of task.when) {
    if (isDone({ ...task, when: [one] }, facts)) continue;
    const [en, zh] = [sentenceOf(one, graph, registry, "en"), sentenceOf(one, graph, registry, "zh")];
    const [came, cameZh] = cameTo(one, facts);
    say(`“Show me” does not come to this: ${en}${came}`, `“做给我看”做不到这一点：${zh}${cameZh}`);
  }
}

/** What a measured condition has come to instead. */
function cameTo(condition: Condition, facts: Facts): readonly [string, string] {
  if (condition.kind !== "known" && condition.kind !== "variation") return ["", ""];
  const value = condition.kind === "known" ? facts.known(condition.node) : facts.variation(condition.node);
  if (value === undefined) return [" It cannot be measured there.", "那里测不出这个数。"];
  const text = condition.kind === "known" ? `${(100 * value).toFixed(1)} %` : value.toFixed(3);
  return [` It comes to ${text}.`, `结果是 ${text}。`];
}

/** What nodes that conditions of one kind name measure, once each. */
async function measured(
  { when }: Task,
  kind: "known" | "variation",
  measure: (node: string) => Promise<number | undefined>,
): Promise<(node: string) => number | undefined> {
  const found = new Map<string, number | undefined>();
  for (const one of when) if (one.kind === kind && !found.has(one.node)) found.set(one.node, await measure(one.node));
  return (node) => found.get(node);
}

const masksOf = (task: Task, graph: GraphFile, measures: Measures) =>
  measured(task, "known", (node) => measures.known(graph, node));
const scattersOf = (task: Task, graph: GraphFile, measures: Measures) =>
  measured(task, "variation", (node) => measures.variation(graph, node));

const factsOf = (graph: GraphFile, selected: ReadonlySet<string>): Facts => ({
  graph,
  selected,
  finished: false,
  level: undefined,
  calls: undefined,
  known: () => undefined,
  variation: () => undefined,
  compared: false,
});

/** What is to be run, compared or counted has to be a graph that runs. */
async function checkRuns(step: Step, lesson: Lesson, graph: GraphFile, from: GraphSource, say: Say): Promise<void> {
  const { registry } = from;
  const { scene, question, compare } = step;
  if (question?.kind === "number" && question.figure && question.figure !== "level") {
    if (!walkOf(settingEdit(question.set ?? [], registry)(graph), registry))
      say("The question asks the dry run, and the graph cannot be run.", "问题要看试算的结果，但图不能运行。");
  }
  const walk = scene?.at === undefined ? undefined : walkOf(graph, registry);
  if (scene?.at !== undefined && scene.at > (walk?.transitions ?? -1)) {
    const most = walk?.transitions ?? 0;
    say(
      `The scene stands at transition ${scene.at}; the run has ${most}.`,
      `场景停在第 ${scene.at} 步，运行只有 ${most} 步。`,
    );
  }
  for (const side of compare ? [compare.a, compare.b] : []) {
    const base = side.graph === undefined ? graph : await graphOf(side.graph, lesson, from);
    if (walkOf(settingEdit(side.set ?? [], registry)(base), registry)) continue;
    const title = side.title.en ?? side.title.zh ?? "";
    say(`“${title}” of the comparison cannot be run.`, `对比中的“${title}”不能运行。`);
  }
}

function walkOf(graph: GraphFile, registry: Registry): Trace | undefined {
  try {
    return trace(plan(graph, registry));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return undefined;
  }
}
