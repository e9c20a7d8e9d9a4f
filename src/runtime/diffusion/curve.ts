/** Most handles of a curve. */
const MOST_HANDLES = 64;

/** A handle of a curve: u = t / T in [0, 1], 0 is clean, and the value there. */
export type CurveHandle = readonly [u: number, value: number];

/** What a curve does between two handles. */
export type Between = "linear" | "cosine" | "step";

/**
 * Reads `u,value;u,value;…`, at least one handle, u rising.
 *
 * @returns undefined where it is no such text.
 */
export function readCurve(text: string): readonly CurveHandle[] | undefined {
  const parts = text.split(";");
  if (parts.length > MOST_HANDLES) return undefined;
  const number = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
  const handles = parts.map((part): CurveHandle | undefined => {
    const [u = "", value = "", ...more] = part.split(",");
    return more.length === 0 && number.test(u) && number.test(value) ? [Number(u), Number(value)] : undefined;
  });
  const known = handles.filter((handle) => handle !== undefined);
  const rises = known.every(([u], i) => u >= 0 && u <= 1 && (i === 0 || u > (known[i - 1]?.[0] ?? 0)));
  const isWhole = known.length === handles.length && known.every(([, value]) => Number.isFinite(value));
  return isWhole && rises ? known : undefined;
}

/** A curve as text, to a thousandth of the way and five digits. */
export const curveText = (handles: readonly CurveHandle[]): string =>
  handles.map(([u, value]) => `${Number(u.toFixed(4))},${Number(value.toPrecision(5))}`).join(";");

/**
 * The value at u. Before the first handle and after the last it is theirs; between two of them, with w the share of the way,
 *
 *     linear  a + (b − a) w        cosine  a + (b − a)(1 − cos π w) / 2        step  a
 */
export function curveAt(handles: readonly CurveHandle[], between: Between, u: number): number {
  const next = handles.findIndex(([at]) => at > u);
  const last = handles[next < 0 ? handles.length - 1 : Math.max(0, next - 1)];
  if (!last) throw new RangeError("a curve without handles");
  const after = handles[next];
  if (next <= 0 || !after || between === "step") return last[1];
  const way = (u - last[0]) / (after[0] - last[0]);
  const share = between === "cosine" ? (1 - Math.cos(Math.PI * way)) / 2 : way;
  return last[1] + (after[1] - last[1]) * share;
}
