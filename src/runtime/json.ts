import type { Text } from "./text.ts";

export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const isNumber = (value: Json | undefined): value is number =>
  typeof value === "number" && Number.isFinite(value);

/** Deepest nesting that is read: nobody's graph, card or setting has a tenth of it. */
export const MAX_DEPTH = 100;

/** Text that is no JSON, or is nested beyond all use; `reason` goes on from "It is …". */
export class JsonError extends Error {
  override readonly name = "JsonError";
  readonly reason: Text;

  constructor(reason: Text) {
    super(reason.en);
    this.reason = reason;
  }
}

/**
 * Reads JSON text of a stranger. Its nesting is measured before anything is built, since whoever walks the value later
 * may do so by recursion.
 *
 * @param revive as of `JSON.parse`.
 * @throws JsonError
 */
export function readJson(text: string, revive?: (key: string, value: unknown) => unknown): unknown {
  const depth = depthOf(text);
  if (depth > MAX_DEPTH) {
    throw new JsonError({
      en: `it is nested ${depth} levels deep, and at most ${MAX_DEPTH} are read`,
      zh: `嵌套了 ${depth} 层，最多读取 ${MAX_DEPTH} 层`,
    });
  }
  try {
    return JSON.parse(text, revive);
  } catch (cause) {
    const where = cause instanceof Error ? cause.message : String(cause);
    throw new JsonError({ en: where, zh: where });
  }
}

/** How deep the brackets of a JSON text go, those in its strings left out; in one pass and without recursion. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case "[":
      case "{":
        deepest = Math.max(deepest, ++depth);
        break;
      case "]":
      case "}":
        depth--;
        break;
      case '"':
        for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === "\\") at++;
    }
  }
  return deepest;
}
