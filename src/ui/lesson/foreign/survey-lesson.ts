import type { Lesson } from "../../../runtime/lesson/format.ts";
import type { Registry } from "../../../runtime/node.ts";
import { problem, UserError } from "../../../runtime/problem.ts";
import { glance, type Survey } from "../../share/survey.ts";

/** What a lesson carries, found out without fetching or computing anything of it. */
export interface LessonSurvey extends Omit<Survey, "calls" | "wires"> {
  readonly steps: number;
  readonly tasks: number;
  readonly questions: number;
  readonly graphs: number;
}

export function surveyOfLesson({ steps, graphs }: Lesson, registry: Registry): LessonSurvey {
  const seen = Object.values(graphs).map((graph) => glance(graph, registry));
  const all = <T>(list: (survey: Survey) => readonly T[]): T[] => [...new Set(seen.flatMap(list))];
  const sum = (count: (survey: Survey) => number): number => seen.reduce((total, one) => total + count(one), 0);
  return {
    steps: steps.length,
    tasks: steps.filter(({ task }) => task !== undefined).length,
    questions: steps.filter(({ question }) => question !== undefined).length,
    graphs: seen.length,
    nodes: sum(({ nodes }) => nodes),
    models: all(({ models }) => models),
    pictures: sum(({ pictures }) => pictures),
    unknownTypes: all(({ unknownTypes }) => unknownTypes),
  };
}

/**
 * Refuses a lesson that shows a template which is not here, before its first step is played.
 *
 * @throws UserError `lesson-format`
 */
export function needTemplates({ steps }: Lesson, known: readonly string[]): void {
  const named = steps.flatMap(({ scene, compare }) => [scene?.graph, compare?.a.graph, compare?.b.graph]);
  for (const reference of named) {
    const name = reference?.startsWith("template:") ? reference.slice("template:".length) : undefined;
    if (name === undefined || known.includes(name)) continue;
    throw new UserError(
      problem(
        "lesson-format",
        { en: `The lesson shows the template “${name}”, which is not here.`, zh: `课程要用模板“${name}”，这里没有。` },
        {
          en: "Ask its author for a version that carries its graphs, or use a newer repaint-graph.",
          zh: "请向作者索取自带图的版本，或使用更新的 repaint-graph。",
        },
      ),
    );
  }
}
