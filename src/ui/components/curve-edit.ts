import { curveAt, type Between, type CurveHandle } from "../../runtime/diffusion/curve.ts";

/** Nearest that two handles come. */
const GAP = 0.005;
const MOST = 64;

/** A range of values with room above and below all handles; never of no height. */
export function rangeOf(handles: readonly CurveHandle[]): readonly [number, number] {
  const values = handles.map(([, value]) => value);
  const [low, high] = [Math.min(0, ...values), Math.max(1, ...values)];
  const step = 10 ** Math.floor(Math.log10(high - low));
  return [Math.floor((1.2 * low) / step) * step, Math.ceil((1.2 * high) / step) * step];
}

/** A handle within the plot. */
export const placed = ([u, value]: CurveHandle, [low, high]: readonly [number, number]): CurveHandle => [
  Math.min(1, Math.max(0, u)),
  Math.min(high, Math.max(low, value)),
];

/** One handle moved; it stays between its neighbours. */
export function moved(handles: readonly CurveHandle[], i: number, [u, value]: CurveHandle): readonly CurveHandle[] {
  const before = (handles[i - 1]?.[0] ?? -GAP) + GAP;
  const after = (handles[i + 1]?.[0] ?? 1 + GAP) - GAP;
  return handles.with(i, [Math.min(after, Math.max(before, u)), value]);
}

/** One handle more, where there is room for it. */
export function withHandle(handles: readonly CurveHandle[], handle: CurveHandle): readonly CurveHandle[] {
  const isNear = handles.some(([u]) => Math.abs(u - handle[0]) < GAP);
  if (isNear || handles.length >= MOST) return handles;
  return [...handles, handle].toSorted(([a], [b]) => a - b);
}

/** One handle less; the last one stays. */
export const withoutHandle = (handles: readonly CurveHandle[], i: number): readonly CurveHandle[] =>
  handles.length > 1 ? handles.toSpliced(i, 1) : handles;

/** Points of the curve, close enough to draw lines between. */
export function sampled(handles: readonly CurveHandle[], between: Between): readonly CurveHandle[] {
  const corners = handles.flatMap(([u]) => [Math.max(0, u - 1e-4), u]);
  const places = [...Array.from({ length: 101 }, (_, i) => i / 100), ...corners].toSorted((a, b) => a - b);
  return places.map((u) => [u, curveAt(handles, between, u)]);
}
