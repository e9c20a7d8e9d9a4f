import { picturesToBound, picturesToFind, spreadOf } from "../../src/runtime/study/power.ts";
import type { Claim, Compared } from "./claims.ts";
import { callsOf } from "./settings.ts";
import { table } from "./text.ts";

/** Probability with which a difference of the stated effect is found, or shown not to be there. */
const POWER = 0.8;

/**
 * How many faces each finding needs to be decided, from the spread of the differences of the faces that are there. A finding is
 * decided when a difference of the stated effect would be found; where there is none, when it is shown to be smaller.
 *
 * @returns a table in Markdown.
 */
export function powerTable(claims: readonly Claim[]): string {
  const rows = claims.flatMap(({ finding, verdict, compared }) => {
    if (!compared) return [];
    const { score, a, b, differences } = compared;
    const spread = spreadOf(differences);
    const aim = { effect: score.effect, power: POWER };
    const [find, bound] = [picturesToFind(spread, aim), picturesToBound(spread, aim)];
    const left = Math.max(0, bound - differences.length) * (callsOf(a) + callsOf(b));
    const isDecided = verdict !== "cannot be told" && verdict !== "not measured";
    return [
      [
        finding,
        sizeOf(score, score.effect),
        String(differences.length),
        sizeOf(score, spread),
        whole(find),
        whole(bound),
        isDecided ? "–" : whole(left),
      ],
    ];
  });
  return table(["finding", "effect", "faces", "spread", "to find it", "to bound it", "calls left"], rows);
}

const whole = (value: number): string =>
  Number.isFinite(value) ? value.toLocaleString("en-US").replaceAll(",", " ") : "–";

function sizeOf({ unit }: Compared["score"], value: number): string {
  if (Number.isNaN(value)) return "–";
  return unit === "share" ? `${(100 * value).toFixed(1)} points` : `${value.toFixed(2)}${unit && ` ${unit}`}`;
}
