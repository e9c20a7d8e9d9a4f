import { at } from "../diffusion/planes.ts";

/** The lower half of a symmetric band matrix: row k holds columns k − width … k at `entries[k (width + 1)]` on. */
export interface Banded {
  readonly n: number;
  readonly width: number;
  readonly entries: Float64Array;
}

/**
 * Cholesky's factor of a positive definite band matrix, A = L Lᵀ, in place: L has the band of A (Golub & Van Loan 2013, §4.3.5).
 *
 * @throws RangeError when the matrix is not positive definite.
 */
export function factorise(matrix: Banded): Banded {
  const { n, width, entries } = matrix;
  const row = width + 1;
  for (let k = 0; k < n; k++) {
    const first = Math.max(0, k - width);
    for (let j = first; j <= k; j++) {
      const from = Math.max(first, j - width);
      // Row offsets such that column c of a row lies at offset + c.
      const [ofK, ofJ] = [k * row + width - k, j * row + width - j];
      let sum = entries[ofK + j] ?? 0;
      for (let c = from; c < j; c++) sum -= (entries[ofK + c] ?? 0) * (entries[ofJ + c] ?? 0);
      if (j < k) entries[ofK + j] = sum / (entries[ofJ + j] ?? 1);
      else if (sum > 0) entries[ofK + k] = Math.sqrt(sum);
      else throw new RangeError(`row ${k} of ${n}: the matrix is not positive definite`);
    }
  }
  return matrix;
}

/** Solves L Lᵀ x = b. */
export function solve({ n, width, entries }: Banded, right: Float64Array): Float64Array {
  const row = width + 1;
  const x = Float64Array.from(right);
  for (let k = 0; k < n; k++) {
    const offset = k * row + width - k;
    let sum = at(x, k);
    for (let c = Math.max(0, k - width); c < k; c++) sum -= at(entries, offset + c) * at(x, c);
    x[k] = sum / at(entries, offset + k);
  }
  for (let k = n - 1; k >= 0; k--) {
    const value = at(x, k) / at(entries, k * row + width);
    x[k] = value;
    const offset = k * row + width - k;
    for (let c = Math.max(0, k - width); c < k; c++) x[c] = at(x, c) - at(entries, offset + c) * value;
  }
  return x;
}
