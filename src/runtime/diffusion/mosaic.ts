import type { Frame, Size } from "./frame.ts";

/** Pictures of one size. */
type Batch = readonly [N: number, C: number, H: number, W: number];

/** How much a window's pixels count where windows overlap. */
export type Weighting = "even" | "tapered";

/**
 * Windows of one size laid evenly over a canvas, from edge to edge, row by row: as few as overlap at least so much.
 *
 * @param overlap share of a window's side that it shares at least with the next one, in [0, 1).
 * @throws RangeError when a window is larger than the canvas.
 */
export function gridOf(canvas: Size, window: Size, overlap: number): readonly Frame[] {
  const [rows, columns] = [placesOf(canvas[0], window[0], overlap), placesOf(canvas[1], window[1], overlap)];
  return rows.flatMap((y) => columns.map((x) => ({ x, y, width: window[1], height: window[0] })));
}

/** Where windows of `side` begin along `length`. */
function placesOf(length: number, side: number, overlap: number): readonly number[] {
  if (side > length) throw new RangeError(`a window of ${side} pixels on a canvas of ${length}`);
  const stride = Math.max(1, Math.floor(side * (1 - overlap)));
  const steps = Math.ceil((length - side) / stride);
  return Array.from({ length: steps + 1 }, (_, i) =>
    steps === 0 ? 0 : Math.floor((i * (length - side)) / steps + 0.5),
  );
}

/** Cuts each picture of a batch `N C H W` into its windows: `N·K C h w`, those of one picture together. */
export function cutWindows(data: Float32Array, [N, C, H, W]: Batch, frames: readonly Frame[]): Float32Array {
  const { width: w = 1, height: h = 1 } = frames[0] ?? {};
  const cut = new Float32Array(N * frames.length * C * h * w);
  let at = 0;
  for (let n = 0; n < N; n++)
    for (const { x, y } of frames)
      for (let c = 0; c < C; c++)
        for (let row = 0; row < h; row++, at += w) {
          const from = ((n * C + c) * H + y + row) * W + x;
          cut.set(data.subarray(from, from + w), at);
        }
  return cut;
}

/**
 * Puts windows together: where they overlap, their weighted mean (Bar-Tal et al. 2023, MultiDiffusion, Eq. 5).
 *
 *     out = Σ_k w_k F_k⁻¹(window_k) / Σ_k w_k
 *
 * @param data `N·K C h w`, as `cutWindows` gives it.
 * @param canvas `N C H W`; every pixel of it lies in some window.
 */
export function blendWindows(
  data: Float32Array,
  [N, C, H, W]: Batch,
  frames: readonly Frame[],
  weighting: Weighting,
): Float32Array {
  const { width: w = 1, height: h = 1 } = frames[0] ?? {};
  const [across, down] = [weightsOf(w, weighting), weightsOf(h, weighting)];
  const weights = new Float64Array(H * W);
  const ones = new Float32Array(w).fill(1);
  for (const { x, y } of frames)
    for (let i = 0; i < h; i++) addLine(weights, (y + i) * W + x, ones, 0, across, down[i] ?? 0);
  const out = new Float32Array(N * C * H * W);
  const sums = new Float64Array(H * W);
  for (let n = 0; n < N; n++)
    for (let c = 0; c < C; c++) {
      sums.fill(0);
      frames.forEach(({ x, y }, k) => {
        const from = ((n * frames.length + k) * C + c) * h * w;
        for (let i = 0; i < h; i++) addLine(sums, (y + i) * W + x, data, from + i * w, across, down[i] ?? 0);
      });
      divide(out, (n * C + c) * H * W, sums, weights);
    }
  return out;
}

/** Adds a line of a window, weighed. Read in place: a helper for each value would cost three times the product. */
function addLine(
  sums: Float64Array,
  to: number,
  values: Float32Array,
  from: number,
  across: Float64Array,
  down: number,
): void {
  for (let j = 0; j < across.length; j++)
    sums[to + j] = (sums[to + j] ?? 0) + down * (across[j] ?? 0) * (values[from + j] ?? 0);
}

function divide(out: Float32Array, to: number, sums: Float64Array, weights: Float64Array): void {
  for (let i = 0; i < sums.length; i++) out[to + i] = (sums[i] ?? 0) / (weights[i] ?? 1);
}

/** Along one side: all alike, or falling from the middle to the edges, where a network sees least around a pixel. */
const weightsOf = (side: number, weighting: Weighting): Float64Array =>
  Float64Array.from({ length: side }, (_, i) => (weighting === "even" ? 1 : Math.min(i + 0.5, side - i - 0.5)));
