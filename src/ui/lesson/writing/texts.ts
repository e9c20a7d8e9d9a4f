import type { LessonText, Question, Step, Task } from "../../../runtime/lesson/format.ts";
import type { Text } from "../../../runtime/text.ts";

/** What stands where words are still to be written, so that a draft can be kept, previewed and checked. */
const UNWRITTEN = { en: "…", zh: "……" } as const;

/** Words that are still being written: either language may be empty. */
export interface Words {
  readonly en?: string;
  readonly zh?: string;
}

/** Words in at least one language; undefined where there are none. */
export function written(words: Words | undefined): LessonText | undefined {
  const [en, zh] = [words?.en?.trim(), words?.zh?.trim()].map((one) => (one && !/^…+$/.test(one) ? one : undefined));
  if (en) return { en, ...(zh && { zh }) };
  return zh ? { zh } : undefined;
}

/** The same with what stands for words that are missing. */
export const filled = (words: Words | undefined): LessonText => written(words) ?? UNWRITTEN;

/** The same with no words where they are missing: what a field shows. */
export const emptied = (words: Words): LessonText => (written(words) ?? {}) as LessonText;

type Change = (text: LessonText) => LessonText;

/** A question with other words. */
export function questionWith(question: Question, change: Change): Question {
  const ask = change(question.ask);
  if (question.kind !== "choice") return { ...question, ask, why: change(question.why) };
  const options = question.options.map((option) => ({ ...option, text: change(option.text), why: change(option.why) }));
  return { ...question, ask, options };
}

/** A task with other words. */
export const taskWith = (task: Task, change: Change): Task => ({
  ...task,
  do: change(task.do),
  ...(task.hint && { hint: change(task.hint) }),
});

/** A text of a step, and what it is. */
interface Part {
  readonly what: Text;
  readonly text: LessonText;
}

const part = (text: LessonText | undefined, en: string, zh: string): readonly Part[] =>
  text ? [{ text, what: { en, zh } }] : [];

/** Every text of a step that a learner reads. */
export function textsOf({ title, text, task, question, compare }: Step): readonly Part[] {
  const options = question?.kind === "choice" ? question.options : [];
  return [
    ...part(title, "heading", "小标题"),
    ...part(text, "text", "正文"),
    ...part(task?.do, "words of the task", "任务说明"),
    ...part(task?.hint, "hint", "提示"),
    ...part(question?.ask, "question", "问题"),
    ...options.flatMap((option, i) => [
      ...part(option.text, `answer ${i + 1}`, `答案 ${i + 1}`),
      ...part(option.why, `reason of answer ${i + 1}`, `答案 ${i + 1} 的解释`),
    ]),
    ...part(question && question.kind !== "choice" ? question.why : undefined, "reason of the answer", "答案的解释"),
    ...part(compare?.a.title, "caption of the first picture", "第一张图的说明"),
    ...part(compare?.b.title, "caption of the second picture", "第二张图的说明"),
  ];
}

/** What of a step is still to be written, a sentence each. */
export const unwrittenIn = (step: Step): readonly Text[] =>
  textsOf(step)
    .filter(({ text }) => written(text) === undefined)
    .map(({ what }) => ({ en: `The ${what.en} is still to be written.`, zh: `${what.zh}还没写。` }));
