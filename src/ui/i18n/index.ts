import type { Language } from "../../runtime/text.ts";
import type { Words } from "./words.ts";

/** A reader needs one language at a time: each is a file of its own, fetched when the first editor speaks it. */
const files: Readonly<Record<Language, () => Promise<Words>>> = {
  en: async () => (await import("./en/index.ts")).en,
  zh: async () => (await import("./zh/index.ts")).zh,
};
const here: Partial<Record<Language, Words>> = {};

/** Fetches the words of a language; what failed is tried again when it is asked for again. */
export async function loadWords(language: Language): Promise<void> {
  here[language] ??= await files[language]();
}

export const hasWords = (language: Language): boolean => here[language] !== undefined;

/** The words of a language that `loadWords` has fetched: an editor does so before it shows anything in it. */
export function words(language: Language): Words {
  const found = here[language];
  if (!found) throw new Error(`The words of “${language}” are asked for before they have been fetched.`);
  return found;
}

/** The reader's language, as the browser tells it. */
export function preferredLanguage(languages: readonly string[] = navigator.languages): Language {
  return languages
    .find((tag) => /^(zh|en)\b/i.test(tag))
    ?.toLowerCase()
    .startsWith("zh")
    ? "zh"
    : "en";
}
