import type { Param } from "../../runtime/node.ts";
import { emptyValue, formatNumber } from "../format.ts";
import type { Words } from "../i18n/words.ts";

const MAX_SEED = 2 ** 53 - 1;

/** Reads what was typed into a number field. @returns the number, or what is wrong with it. */
export function readNumber(text: string, param: Param, w: Words): number | string {
  const plain = text.replace(/[\s\u202f,_]/g, "").replace("−", "-");
  const empty = emptyValue(param);
  if (plain === "" && empty !== undefined) return empty;
  const value = plain === "" ? NaN : Number(plain);
  if (!Number.isFinite(value)) return w.notANumber;
  const [min, max] = param.kind === "number" ? [param.min, param.max] : [0, MAX_SEED];
  if (value < min || value > max) return w.outOfRange(formatNumber(min), formatNumber(max));
  const whole = param.kind === "seed" || (param.kind === "number" && param.integer === true);
  return whole && !Number.isInteger(value) ? w.wholeNumber : value;
}
