import { UserError, warning, type Problem } from "../problem.ts";
import type { Text } from "../text.ts";

const REST: Text = {
  en: "The rest was opened; nodes of this type need a definition that fits.",
  zh: "其余部分已打开；该类型的节点需要合适的定义。",
};

/** Why a definition was left out, in a sentence that begins with its name; it stops the reading of this definition alone. */
export function fault(code: string, name: string, en: string, zh: string, remedy: Text = REST): UserError {
  const message = {
    en: `The node type "${name}" was left out: ${en}.`,
    zh: `节点类型 "${name}" 已略去：${zh}。`,
  };
  return new UserError(warning(`definition-${code}`, message, remedy));
}

/** Anything of a file as a name for people: cut short, and on one line. */
export const shown = (value: unknown): string =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing")).replace(/\s+/g, " ").slice(0, 60);

/** The sentences of a fault; anything else that was thrown is a bug. */
export function faultsOf(error: unknown): readonly Problem[] {
  if (error instanceof UserError) return error.problems;
  throw error;
}
