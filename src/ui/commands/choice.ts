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

/** Those that answer what was typed, the best first; all in their order when nothing was. */
export function found(choices: readonly Choice[], query: string, most = 100): readonly Choice[] {
  if (query.trim() === "") return choices;
  return choices
    .flatMap((choice) => {
      const scores = [fuzzy(query, choice.title), ...(choice.also ?? []).map((text) => fuzzy(query, text))];
      const known = scores.filter((score) => score !== undefined);
      return known.length === 0 ? [] : [{ choice, score: Math.max(...known) }];
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ choice }) => choice);
}
