import { JsonError, readJson } from "../json.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import type { Text } from "../text.ts";

/** Longest lesson that is read, in UTF-16 units: graphs inside it included. */
const MAX_LESSON_LENGTH = 2_000_000;
/** More entries than this no list or object of a lesson has; those of graphs have bounds of their own. */
const MAX_ENTRIES = 100;
const MAX_KEY = 100;
const FORBIDDEN = new Set(["__proto__", "prototype", "constructor"]);

/** The words of what is wrong in a lesson. */
export const lessonFormat = {
  code: "lesson-format",
  subject: { en: "The lesson", zh: "课程" },
  remedy: {
    en: "Correct this place in the lesson's file; lesson.schema.json in the package says what belongs there.",
    zh: "请修改课程文件中的这一处；格式见安装包内的 lesson.schema.json。",
  },
} as const;

/**
 * The value of a lesson's text, of a size and with keys that a lesson may have; whether it is one the schema says.
 *
 * @throws UserError `lesson-format`, `forbidden-key`.
 */
export function valueOf(text: string): unknown {
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
    measure(value, "");
    return value;
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new UserError(wrong(`is not JSON: ${error.reason.en}`, `不是 JSON：${error.reason.zh}`));
  }
}

/** Refuses what is large beyond all use, before anything looks at each part of it. */
function measure(value: unknown, place: string): void {
  if (typeof value !== "object" || value === null) return;
  const [en, zh] = place === "" ? ["", ""] : [`: ${place} `, `：${place} `];
  const entries = Object.entries(value);
  if (entries.length > MAX_ENTRIES) {
    throw new UserError(
      wrong(
        `${en}has ${entries.length} entries; at most ${MAX_ENTRIES} are read`,
        `${zh}有 ${entries.length} 项，最多读取 ${MAX_ENTRIES} 项`,
      ),
    );
  }
  for (const [key, entry] of entries) {
    if (key.length > MAX_KEY || /\p{Surrogate}/u.test(key)) {
      throw new UserError(wrong(`${en}has a key that no lesson has`, `${zh}含有任何课程都不含的键`));
    }
    if (place === "graphs") continue; // `parseGraph` measures them.
    measure(entry, Array.isArray(value) ? `${place}[${key}]` : place === "" ? key : `${place}.${key}`);
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

/** What is wrong in a lesson; the sentence goes on from “The lesson …”, or with a colon from a place in it. */
export function wrong(en: string, zh: string): Problem {
  const gap = en.startsWith(":") ? "" : " ";
  return problem(lessonFormat.code, { en: `The lesson${gap}${en}.`, zh: `课程${zh}。` }, lessonFormat.remedy);
}
