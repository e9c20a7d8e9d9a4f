import { histogram, rightPixels, type Measured } from "../../runtime/laboratory/exactness.ts";
import type { Language } from "../../runtime/text.ts";
import type { Scatter } from "../engine/messages.ts";
import { laboratoryWords } from "../i18n/laboratory.ts";
import { sharesOf } from "./held.ts";

/** Total variation between the right pixels and the exact conditional, without its interval: quick enough for every frame. */
export function variationOf({ points, mixture, known }: Scatter): number | undefined {
  const shares = sharesOf(mixture, known);
  if (!shares || points.length === 0) return undefined;
  return histogram(rightPixels(points)).reduce((sum, share, b) => sum + Math.abs(share - (shares[b] ?? 0)), 0) / 2;
}

/** "0.243 [0.231, 0.256]". */
export function measuredText({ value, low, high }: Measured, digits: number, language: Language): string {
  const text = (x: number): string => x.toFixed(digits);
  return `${text(value)} ${laboratoryWords(language).interval(text(low), text(high))}`;
}

/** A share as per cent. */
export const percent = ({ value, low, high }: Measured, language: Language): string => {
  const text = (x: number): string => (100 * x).toFixed(1);
  return `${text(value)} % ${laboratoryWords(language).interval(text(low), text(high))}`;
};

/** What is said of a scatter in two short lines, below its picture. */
export function linesOf(scatter: Scatter, t: number | undefined, language: Language): readonly string[] {
  const w = laboratoryWords(language);
  const level = t === undefined ? [] : [`t = ${t}`];
  const { exactness } = scatter;
  const variation = variationOf(scatter);
  if (scatter.points.length === 0) return [w.notYet];
  const count = w.count(String(scatter.points.length / 2));
  if (variation === undefined) return [[...level, count].join(" · ")];
  if (!exactness) return [[...level, `${w.tv} ${variation.toFixed(3)}`].join(" · "), count];
  return [
    [...level, `${w.tv} ${measuredText(exactness.total_variation, 3, language)}`].join(" · "),
    `${w.chance(exactness.floor.toFixed(3))} · ${w.off(`${(100 * exactness.off_data.value).toFixed(1)} %`)}`,
  ];
}
