import type { Lesson } from "../../../runtime/lesson/format.ts";
import { problem, type Problem } from "../../../runtime/problem.ts";
import { unwrittenIn, written } from "./texts.ts";

const remedy = {
  en: "Write it, or take that part out; then save or share the lesson again.",
  zh: "请写上，或去掉那一部分，然后再保存或分享。",
};

/** Why a lesson is not let go: every place where there are no words yet. */
export function unwritten(lesson: Lesson): readonly Problem[] {
  const title = written(lesson.title)
    ? []
    : [problem("lesson-unwritten", { en: "The lesson has no title yet.", zh: "课程还没有标题。" }, remedy)];
  const steps = lesson.steps.flatMap((step, i) =>
    unwrittenIn(step).map(({ en, zh }) =>
      problem("lesson-unwritten", { en: `Step ${i + 1}: ${en}`, zh: `第 ${i + 1} 步：${zh}` }, remedy),
    ),
  );
  return [...title, ...steps];
}
