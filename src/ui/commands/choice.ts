import { fuzzy } from "./fuzzy.ts";

/** Something that can be chosen from a list. */
export interface Choice {
  readonly id: string;
  readonly title: string;
  /** A muted word behind the title. */
  readonly detail?: string;
  /** What else it is found by: the other language, its type. */
  readonly also?: readonly string[];
  /** The keys that do the same, as they stand on the keyboard. */
  readonly keys?: string;
  /** The heading it stands under while nothing is searched. */
  readonly group?: string;
}

/** Ids of choices that are meant by a text, whatever they are called; the best first. */
export type Meaning = (query: string) => readonly string[];

/**
 * Those that answer what was typed, the best first; all in their order when nothing was. First come those that have the
 * words as they stand, then those of which it is meant, then those that have its letters.
 *
 * @param meant what `Meaning` says of it.
 */
export function found(
  choices: readonly Choice[],
  query: string,
  meant: readonly string[] = [],
  most = 100,
): readonly Choice[] {
  if (query.trim() === "") return choices;
  const words = query.toLowerCase().trim().split(/\s+/);
  return choices
    .flatMap((choice) => {
      const texts = [choice.title, ...(choice.also ?? [])];
      const known = texts.map((text) => fuzzy(query, text)).filter((score) => score !== undefined);
      const rank = meant.indexOf(choice.id);
      if (known.length === 0 && rank < 0) return [];
      const isThere = texts.some((text) => words.every((word) => text.toLowerCase().includes(word)));
      return [
        { choice, group: isThere ? 0 : rank < 0 ? 2 : 1, score: isThere || rank < 0 ? Math.max(...known) : -rank },
      ];
    })
    .sort((a, b) => a.group - b.group || b.score - a.score)
    .slice(0, most)
    .map(({ choice }) => choice);
}
