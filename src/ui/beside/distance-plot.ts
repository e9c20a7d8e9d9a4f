import { html, svg, type TemplateResult } from "lit";
import type { LevelDistance } from "../../runtime/levels.ts";

const [WIDTH, HEIGHT] = [368, 150];
const [LEFT, RIGHT, TOP, BOTTOM] = [36, 8, 10, 22];

/** The distance of two runs over t: the noisiest level on the left, as time goes. @param label is read aloud in its place. */
export function distancePlot(distances: readonly LevelDistance[], label: string): TemplateResult {
  const noisiest = Math.max(1, ...distances.map(({ t }) => t));
  const top = Math.max(1e-6, ...distances.map(({ distance }) => distance)) * 1.05;
  const x = (t: number): number => LEFT + (WIDTH - LEFT - RIGHT) * (1 - t / noisiest);
  const y = (distance: number): number => TOP + (HEIGHT - TOP - BOTTOM) * (1 - distance / top);
  const line = distances.map(({ t, distance }) => `${x(t).toFixed(1)},${y(distance).toFixed(1)}`).join(" ");
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${label}>
    ${[0, 0.5, 1].map((share) => {
      const at = y((top * share) / 1.05);
      return svg`<line class="rule" x1=${LEFT} x2=${WIDTH - RIGHT} y1=${at} y2=${at}></line>
        <text x=${LEFT - 5} y=${at + 4} text-anchor="end">${((top * share) / 1.05).toPrecision(2)}</text>`;
    })}
    ${[noisiest, Math.round(noisiest / 2), 0].map(
      (t, i) =>
        svg`<text x=${x(t)} y=${HEIGHT - 6} text-anchor=${["start", "middle", "end"][i] ?? "middle"}>t = ${t}</text>`,
    )}
    <polyline class="series" points=${line}></polyline>
  </svg>`;
}
