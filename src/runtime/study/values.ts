import type { Param, ParamValue } from "../node.ts";

/** Most values of one param. */
const MOST = 1000;

/**
 * Reads the values that a param takes one after another: a list (`1, 2, 5`), or numbers from, to and by a step (`0:1:0.25`, the end
 * included where it is met).
 *
 * @returns undefined where something else is written, or a value is none that the param takes.
 */
export function readValues(text: string, param: Param): readonly ParamValue[] | undefined {
  const words = text
    .split(/[,，;]/)
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const read = (word: string): readonly (ParamValue | undefined)[] => rangeOf(word, param) ?? [valueOf(word, param)];
  const values = words.flatMap(read);
  const known = values.flatMap((value) => (value === undefined || Number.isNaN(value) ? [] : [value]));
  return known.length > 0 && known.length === values.length && known.length <= MOST ? [...new Set(known)] : undefined;
}

function rangeOf(word: string, { kind }: Param): readonly number[] | undefined {
  if ((kind !== "number" && kind !== "seed") || !word.includes(":")) return undefined;
  const [from = NaN, to = NaN, step = 1, ...more] = word.split(":").map((part) => (part === "" ? NaN : Number(part)));
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (more.length > 0 || !(count >= 1 && count <= MOST)) return [NaN];
  // Nine digits: 0.1 · 3 is written as 0.3.
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toPrecision(9)));
}

function valueOf(word: string, param: Param): ParamValue | undefined {
  switch (param.kind) {
    case "number":
    case "seed":
      return Number(word);
    case "flag":
      return word === "true" ? true : word === "false" ? false : undefined;
    case "choice":
      return param.options.some(({ value }) => value === word) ? word : undefined;
    default:
      return word;
  }
}

/** Every combination of what several params take, the last one's values in turn first. */
export function combinations(
  sweep: Readonly<Record<string, readonly ParamValue[]>>,
): readonly Readonly<Record<string, ParamValue>>[] {
  return Object.entries(sweep).reduce<readonly Readonly<Record<string, ParamValue>>[]>(
    (all, [key, values]) => all.flatMap((one) => values.map((value) => ({ ...one, [key]: value }))),
    [{}],
  );
}
