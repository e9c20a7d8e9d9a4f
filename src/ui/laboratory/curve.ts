import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { SweepRow } from "../../runtime/laboratory/sweep.ts";

/** What one network made of all settings. */
export interface Series {
  readonly name: string;
  /** A colour of the theme. */
  readonly colour: string;
  readonly rows: readonly SweepRow[];
}

const [WIDTH, HEIGHT] = [520, 220];
const [LEFT, RIGHT, TOP, BOTTOM] = [40, 12, 10, 24];

/**
 * Total variation over the values of a param, with intervals and with what chance alone would show. Values stand evenly
 * apart in their order: they are mostly 1, 2, 5, 10, 20.
 *
 * @param label what is read aloud in its place.
 */
export function curveOf(
  values: readonly (number | undefined)[],
  all: readonly Series[],
  label: string,
): TemplateResult {
  const rows = all.flatMap(({ rows }) => rows);
  const top = Math.max(0.1, ...rows.map(({ total_variation }) => total_variation.high)) * 1.05;
  const x = (i: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * (i + 0.5)) / Math.max(1, values.length);
  const y = (tv: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - tv / top);
  const place = (value: number | undefined): number => x(values.indexOf(value));
  const floors = rows.map(({ value, floor }) => `${place(value)},${y(floor)}`).slice(0, values.length);
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
    ${ticks(top).map(
      (tv) =>
        svg`<line class="rule" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${y(tv)} y2=${y(tv)}></line>
          <text x=${LEFT - 6} y=${y(tv) + 4} text-anchor="end">${tv.toFixed(top > 0.3 ? 1 : 2)}</text>`,
    )}
    ${values.map((value, i) => svg`<text x=${x(i)} y=${HEIGHT - 6} text-anchor="middle">${value ?? "–"}</text>`)}
    <polyline class="floor" points=${floors.join(" ")}></polyline>
    ${all.map((series, i) => seriesOf(series, 5 * (i - (all.length - 1) / 2), place, y))}
  </svg>`;
}

/** @param aside pixels by which it stands beside the others, so that their bars do not cover each other. */
function seriesOf(
  { colour, rows }: Series,
  aside: number,
  place: (value: number | undefined) => number,
  y: (tv: number) => number,
): SVGTemplateResult {
  const at = (row: SweepRow): number => place(row.value) + aside;
  const line = rows.map((row) => `${at(row)},${y(row.total_variation.value)}`).join(" ");
  return svg`<g style="--of: ${colour}">
    <polyline class="series" points=${line}></polyline>
    ${rows.map((row) => {
      const { value, low, high } = row.total_variation;
      return svg`<line class="bar" x1=${at(row)} x2=${at(row)} y1=${y(low)} y2=${y(high)}></line>
        <circle cx=${at(row)} cy=${y(value)} r="3.5"></circle>`;
    })}
  </g>`;
}

function ticks(top: number): number[] {
  const step = [0.02, 0.05, 0.1, 0.2].find((one) => top / one <= 5) ?? 0.25;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, i) => i * step);
}
