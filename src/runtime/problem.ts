import type { Text } from "./text.ts";

/** Where in a graph something is wrong. Every part is optional: a file that is no JSON has no node. */
export interface Place {
  readonly node?: string;
  readonly socket?: string;
  readonly param?: string;
}

/**
 * One thing that a person has to know about a graph: what is wrong, where, and what to do.
 * `error` stops a run; `warning` does not.
 */
export interface Problem extends Place {
  readonly code: string;
  readonly severity: "error" | "warning";
  /** A sentence: names the place, what was expected and what came. */
  readonly message: Text;
  /** A sentence: the next thing to try. */
  readonly remedy: Text;
}

/** The one class for mistakes of the user or the file; anything else that is thrown is a bug and keeps its stack. */
export class UserError extends Error {
  override readonly name = "UserError";
  readonly problems: readonly Problem[];

  constructor(...problems: readonly Problem[]) {
    super(problems.map((p) => `${p.message.en} ${p.remedy.en}`).join("\n"));
    this.problems = problems;
  }
}

/** Shorthand for an error-level problem. */
export function problem(code: string, message: Text, remedy: Text, place: Place = {}): Problem {
  return { code, severity: "error", message, remedy, ...place };
}

/** Shorthand for a warning. */
export function warning(code: string, message: Text, remedy: Text, place: Place = {}): Problem {
  return { code, severity: "warning", message, remedy, ...place };
}
