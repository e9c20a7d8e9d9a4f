import "./page.ts";
import type { Problem } from "../../src/runtime/problem.ts";
import { UserError } from "../../src/runtime/problem.ts";

/** Milliseconds that one case may take. */
export const LIMIT_MS = 1000;

/** What a door did with what it was given. */
export interface Answer {
  /** Whether it was taken, as a graph, a picture or whatever the door is for. */
  readonly taken: boolean;
  readonly problems: readonly Problem[];
}

/** Runs what a door does; a mistake of the file is an answer, anything else goes on as the bug that it is. */
export async function answered(open: () => Promise<readonly Problem[]> | readonly Problem[]): Promise<Answer> {
  try {
    return { taken: true, problems: await open() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { taken: false, problems: error.problems };
  }
}

const guarded: readonly object[] = [Object, Array, Function, String, Number, Promise, Map, Set, Uint8Array].map(
  (one): object => one.prototype as object,
);
const fingerprint = (): string =>
  guarded.map((one) => Reflect.ownKeys(one).map(String).join()).join("|") + Object.keys(globalThis).length;
const before = fingerprint();

/** @throws Error saying which prototype or global is not as it was. */
export function assertUnharmed(): void {
  const probe: Record<string, unknown> = {};
  if (probe["polluted"] !== undefined || probe["ran"] !== undefined) throw new Error("Object.prototype is polluted");
  if (fingerprint() !== before) throw new Error("a prototype or the global object has other properties than before");
}

const ends = { en: /[.…?!]["”')]?$/, zh: /[。…？！]["”’）]?$/ } as const;

/** @throws Error when a problem is not a sentence in both languages, or tells of the program's own trouble. */
export function assertSentences(problems: readonly Problem[]): void {
  for (const { message, remedy } of problems)
    for (const words of [message, remedy])
      for (const language of ["en", "zh"] as const) {
        const text = words[language];
        if (!ends[language].test(text))
          throw new Error(`no sentence in ${language}: ${JSON.stringify(text.slice(-80))}`);
        if (text.length > 2000) throw new Error(`a sentence of ${text.length} letters: ${text.slice(0, 80)}`);
        if (
          /call stack|is not a function|Cannot (read|convert)|Invalid (array|typed array) length|Offset is outside|should not/.test(
            text,
          )
        )
          throw new Error(`a sentence about the program itself: ${text.slice(0, 200)}`);
      }
}
