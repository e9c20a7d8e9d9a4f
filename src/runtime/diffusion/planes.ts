/** A picture or mask in plain memory: `data` is `C H W`, planes one after another, rows from the top. */
export interface Planes {
  readonly data: Float32Array;
  readonly C: number;
  readonly H: number;
  readonly W: number;
}

/**
 * Returns `planes` when its memory is as long as its shape says.
 *
 * @throws RangeError with the length expected and the length found.
 */
export function checkPlanes(planes: Planes): Planes {
  const { data, C, H, W } = planes;
  checkSize(H, W);
  if (data.length !== C * H * W) {
    throw new RangeError(`a picture of ${C}×${H}×${W} has ${data.length} values, expected ${C * H * W}`);
  }
  return planes;
}

/** @throws RangeError when a side is no whole number of pixels. */
export function checkSize(H: number, W: number): void {
  if (!Number.isSafeInteger(H) || !Number.isSafeInteger(W) || H < 1 || W < 1) {
    throw new RangeError(`the size is ${H}×${W}, expected whole numbers of pixels ≥ 1`);
  }
}

/** A copy whose values lie in [low, high]. */
export function clampPlanes(planes: Planes, low: number, high: number): Planes {
  return { ...planes, data: planes.data.map((v) => Math.min(high, Math.max(low, v))) };
}

/** The value at `i`, which the caller knows to exist. */
export function at(values: ArrayLike<number>, i: number): number {
  const value = values[i];
  if (value === undefined) throw new Error(`no entry ${i} among ${values.length}`);
  return value;
}
