import { at } from "../diffusion/planes.ts";

/** Rows one after another, in float64. */
export interface Matrix {
  readonly data: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** Vectors of equal length as the rows of a matrix. */
export function matrixOf(vectors: readonly ArrayLike<number>[]): Matrix {
  const columns = vectors[0]?.length ?? 0;
  const data = new Float64Array(vectors.length * columns);
  for (const [i, vector] of vectors.entries()) data.set(Float64Array.from(vector), i * columns);
  return { data, rows: vectors.length, columns };
}

/**
 * A matrix R with RᵀR = AᵀA and no more rows than columns: A itself, or the triangle of its QR decomposition by Householder's
 * reflections (Golub & Van Loan 2013, Algorithm 5.2.1).
 */
export function reduced(a: Matrix): Matrix {
  const { rows, columns } = a;
  if (rows <= columns) return a;
  const data = Float64Array.from(a.data);
  const place = (i: number, j: number): number => i * columns + j;
  for (let k = 0; k < columns; k++) {
    let norm = 0;
    for (let i = k; i < rows; i++) norm += at(data, place(i, k)) ** 2;
    norm = Math.sqrt(norm);
    if (norm === 0) continue;
    const head = at(data, place(k, k));
    const alpha = head > 0 ? -norm : norm;
    data[place(k, k)] = head - alpha;
    // vᵀv of the reflection's vector, which lies in column k from row k on.
    const length = 2 * norm * (norm + Math.abs(head));
    for (let j = k + 1; j < columns; j++) {
      let dot = 0;
      for (let i = k; i < rows; i++) dot += at(data, place(i, k)) * at(data, place(i, j));
      const factor = (2 * dot) / length;
      for (let i = k; i < rows; i++) data[place(i, j)] = at(data, place(i, j)) - factor * at(data, place(i, k));
    }
    data[place(k, k)] = alpha;
    for (let i = k + 1; i < rows; i++) data[place(i, k)] = 0;
  }
  return { data: data.subarray(0, columns * columns), rows: columns, columns };
}

/**
 * The eigenvalues of a symmetric matrix: Householder's reduction to three diagonals, then QL with implicit shifts (Golub & Van
 * Loan 2013, §8.3; Bowdler et al. 1968, "The QR and QL algorithms for symmetric matrices").
 *
 * @returns in no order.
 * @throws RangeError where QL does not end, as with NaN.
 */
export function eigenvalues({ data, rows: n }: Matrix): Float64Array {
  const { diagonal, beside } = tridiagonal(Float64Array.from(data), n);
  for (let l = 0; l < n; l++) {
    for (let turn = 0; ; turn++) {
      let m = l;
      while (m < n - 1) {
        const scale = Math.abs(at(diagonal, m)) + Math.abs(at(diagonal, m + 1));
        if (Math.abs(at(beside, m)) <= Number.EPSILON * scale) break;
        m++;
      }
      if (m === l) break;
      if (turn === 60) throw new RangeError(`the eigenvalues of a matrix of ${n}×${n} were not found in 60 turns`);
      turnOnce(diagonal, beside, l, m);
    }
  }
  return diagonal;
}

/** One QL step with Wilkinson's shift on the block l … m. */
function turnOnce(d: Float64Array, e: Float64Array, l: number, m: number): void {
  let g = (at(d, l + 1) - at(d, l)) / (2 * at(e, l));
  let r = Math.hypot(g, 1);
  g = at(d, m) - at(d, l) + at(e, l) / (g + (g < 0 ? -r : r));
  let [s, c, p] = [1, 1, 0];
  for (let i = m - 1; i >= l; i--) {
    const [f, b] = [s * at(e, i), c * at(e, i)];
    r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      d[i + 1] = at(d, i + 1) - p;
      e[m] = 0;
      return;
    }
    [s, c] = [f / r, g / r];
    g = at(d, i + 1) - p;
    r = (at(d, i) - g) * s + 2 * c * b;
    p = s * r;
    d[i + 1] = g + p;
    g = c * r - b;
  }
  d[l] = at(d, l) - p;
  e[l] = g;
  e[m] = 0;
}

/** A symmetric matrix on its diagonal and the one beside it, by reflections; `a` is used up. `beside[i]` couples i and i + 1. */
function tridiagonal(a: Float64Array, n: number): { diagonal: Float64Array; beside: Float64Array } {
  const beside = new Float64Array(n);
  const v = new Float64Array(n);
  const w = new Float64Array(n);
  for (let k = 0; k < n - 2; k++) {
    let norm = 0;
    for (let i = k + 1; i < n; i++) norm += at(a, i * n + k) ** 2;
    norm = Math.sqrt(norm);
    const head = at(a, (k + 1) * n + k);
    const alpha = head > 0 ? -norm : norm;
    beside[k] = alpha;
    const length = 2 * norm * (norm + Math.abs(head));
    if (length === 0) continue;
    for (let i = k + 1; i < n; i++) v[i] = at(a, i * n + k) - (i === k + 1 ? alpha : 0);
    // A ← A − v wᵀ − w vᵀ, w = p − (vᵀp / vᵀv) v, p = 2 A v / vᵀv.
    let dot = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += (a[i * n + j] ?? 0) * (v[j] ?? 0);
      w[i] = (2 * sum) / length;
      dot += at(v, i) * at(w, i);
    }
    for (let i = k + 1; i < n; i++) w[i] = at(w, i) - (dot / length) * at(v, i);
    for (let i = k + 1; i < n; i++) {
      const [vi, wi] = [at(v, i), at(w, i)];
      for (let j = k + 1; j < n; j++) a[i * n + j] = (a[i * n + j] ?? 0) - vi * (w[j] ?? 0) - wi * (v[j] ?? 0);
    }
  }
  if (n > 1) beside[n - 2] = at(a, (n - 1) * n + n - 2);
  return { diagonal: Float64Array.from({ length: n }, (_, i) => at(a, i * n + i)), beside };
}
