import fc from "fast-check";
import type { Problem } from "../../src/runtime/problem.ts";
import { answered, assertSentences, assertUnharmed, LIMIT_MS, type Answer } from "./watch.ts";

/** A way in for foreign files, what is carried through it, and what comes of that. */
export interface Door {
  readonly name: string;
  /** Tries so many cases; the same ones for the same seed. */
  check(cases: number, seed: number, told?: (told: Told) => void): Promise<Checked>;
}

export interface Checked {
  readonly cases: number;
  /** The smallest case found that fails, and how. */
  readonly failure?: { readonly error: string; readonly given: string };
}

/** One case that is over. */
export interface Told extends Answer {
  readonly ms: number;
}

/** A door of its name: cases, and what it does with one; `open` gives what is told of it, or throws what refuses it. */
export function door<T>(
  name: string,
  cases: fc.Arbitrary<T>,
  open: (value: T) => Promise<readonly Problem[]> | readonly Problem[],
): Door {
  const timed = async (value: T): Promise<Told> => {
    const [started, before] = [performance.now(), process.cpuUsage()];
    const answer = await answered(() => open(value));
    const { user, system } = process.cpuUsage(before);
    // What other programs took of the time is not the case's; what its own threads did beside it took no time.
    return { ...answer, ms: Math.min(performance.now() - started, (user + system) / 1000) };
  };
  const tried = async (value: T, told?: (told: Told) => void): Promise<void> => {
    let answer = await timed(value);
    // A busy machine is no hang: what takes long takes long again.
    for (let again = 0; again < 2 && answer.ms > LIMIT_MS; again++) {
      const next = await timed(value);
      if (next.ms < answer.ms) answer = next;
    }
    told?.(answer);
    assertUnharmed();
    assertSentences(answer.problems);
    if (!answer.taken && answer.problems.length === 0) throw new Error("refused without a word");
    if (answer.ms > LIMIT_MS) throw new Error(`it took ${Math.round(answer.ms)} ms`);
  };
  return {
    name,
    check: async (numRuns, seed, told) => {
      const property = fc.asyncProperty(cases, (value) => tried(value, told));
      const { numRuns: ran, failed, errorInstance, counterexample } = await fc.check(property, { numRuns, seed });
      if (!failed) return { cases: ran };
      return { cases: ran, failure: { error: fault(errorInstance), given: fc.stringify(counterexample?.[0]) } };
    },
  };
}

const fault = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
