import type { Lesson } from "../../../runtime/lesson/format.ts";
import type { Language } from "../../../runtime/text.ts";
import { fileName, saveFile } from "../../files.ts";
import { encodeLesson } from "../foreign/lesson-link.ts";
import { written } from "./texts.ts";
import { writingWords } from "./writing-words.ts";

/** Saves a lesson as a file of its own. */
export function saveLesson(lesson: Lesson, language: Language): void {
  const title = written(lesson.title);
  const name = fileName(title?.[language] ?? title?.en ?? title?.zh ?? "lesson", "json");
  saveFile(new File([`${JSON.stringify(lesson, null, 2)}\n`], name, { type: "application/json" }));
}

/** A lesson as a link, copied where the browser lets it be. @returns it, and what is said of it. */
export async function linkOf(
  lesson: Lesson,
  isPage: boolean,
  language: Language,
): Promise<{ readonly address: string; readonly said: string }> {
  const page = new URL(isPage ? location.href : document.baseURI);
  page.hash = "";
  const address = page.href.replace(/#$/, "") + (await encodeLesson(lesson));
  const w = writingWords(language);
  const isCopied = await navigator.clipboard.writeText(address).then(
    () => true,
    () => false,
  );
  return { address, said: isCopied ? w.copied(address.length) : w.notCopied };
}
