import type { Language } from "../../runtime/text.ts";
import { en } from "./en.ts";
import { zh } from "./zh.ts";

type Widened<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widened<T[K]> };

/** The words of the editor: a key for each, the same in every language. */
export type Words = Widened<typeof en>;

const dictionaries: Readonly<Record<Language, Words>> = { en, zh };

export const words = (language: Language): Words => dictionaries[language];

/** The reader's language, as the browser tells it. */
export function preferredLanguage(languages: readonly string[] = navigator.languages): Language {
  return languages
    .find((tag) => /^(zh|en)\b/i.test(tag))
    ?.toLowerCase()
    .startsWith("zh")
    ? "zh"
    : "en";
}
