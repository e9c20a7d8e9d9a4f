import { at } from "../diffusion/planes.ts";
import { eigenvalues, reduced, type Matrix } from "./matrix.ts";

/**
 * The Fréchet distance of two sets of features, each taken for a normal distribution (Heusel et al. 2017, Eq. 6):
 *
 *     FID = |μ_a − μ_b|² + tr(Σ_a + Σ_b − 2 (Σ_a Σ_b)^½)
 *
 * The last trace is worked out without the matrices of D × D: with A and B the centred features, one row a picture,
 * tr (Σ_a Σ_b)^½ is the sum of the singular values of A Bᵀ / √((n−1)(m−1)), since AᵀA BᵀB and A BᵀB Aᵀ have the same
 * eigenvalues. It depends on the number of pictures: only figures of equally many can be compared.
 *
 * @param a, b `[n D]` and `[m D]`, n and m at least 2.
 * @returns NaN where either has fewer than two.
 * @throws RangeError when they are not equally long.
 */
export function frechetDistance(a: Matrix, b: Matrix): number {
  checkAlike(a, b);
  if (a.rows < 2 || b.rows < 2) return NaN;
  const [mean_a, mean_b] = [meanOf(a), meanOf(b)];
  const [A, B] = [centred(a, mean_a), centred(b, mean_b)];
  const apart = mean_a.reduce((sum, v, i) => sum + (v - at(mean_b, i)) ** 2, 0);
  const own = squares(A) / (a.rows - 1) + squares(B) / (b.rows - 1);
  const [P, Q] = [reduced(A), reduced(B)];
  const crossed = times(P, Q);
  const gram = times(crossed, crossed);
  let trace = 0;
  for (const value of eigenvalues(gram)) trace += Math.sqrt(Math.max(0, value));
  return apart + own - (2 * trace) / Math.sqrt((a.rows - 1) * (b.rows - 1));
}

/**
 * The kernel distance of two sets of features, without bias (Bińkowski et al. 2018, Eq. 4, with the kernel of §4):
 *
 *     k(x, y) = (xᵀy / D + 1)³
 *     KID = Σ_{i≠j} k(a_i, a_j) / (n (n−1)) + Σ_{i≠j} k(b_i, b_j) / (m (m−1)) − 2 Σ_{i,j} k(a_i, b_j) / (n m)
 *
 * over all pictures at once. It may be negative where the sets do not differ.
 *
 * @returns NaN where either has fewer than two.
 * @throws RangeError when they are not equally long.
 */
export function kernelDistance(a: Matrix, b: Matrix): number {
  checkAlike(a, b);
  const [n, m] = [a.rows, b.rows];
  if (n < 2 || m < 2) return NaN;
  return (
    kernelSum(a, a, true) / (n * (n - 1)) +
    kernelSum(b, b, true) / (m * (m - 1)) -
    (2 * kernelSum(a, b, false)) / (n * m)
  );
}

function kernelSum(a: Matrix, b: Matrix, unlike: boolean): number {
  let sum = 0;
  for (let i = 0; i < a.rows; i++)
    for (let j = 0; j < b.rows; j++) if (!unlike || i !== j) sum += (inner(a, i, b, j) / a.columns + 1) ** 3;
  return sum;
}

function inner(a: Matrix, i: number, b: Matrix, j: number): number {
  const D = a.columns;
  let sum = 0;
  for (let k = 0; k < D; k++) sum += (a.data[i * D + k] ?? 0) * (b.data[j * D + k] ?? 0);
  return sum;
}

/** A Bᵀ. */
function times(a: Matrix, b: Matrix): Matrix {
  const data = new Float64Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++) for (let j = 0; j < b.rows; j++) data[i * b.rows + j] = inner(a, i, b, j);
  return { data, rows: a.rows, columns: b.rows };
}

function meanOf({ data, rows, columns }: Matrix): Float64Array {
  const mean = new Float64Array(columns);
  for (const [i, v] of data.entries()) mean[i % columns] = at(mean, i % columns) + v / rows;
  return mean;
}

function centred({ data, rows, columns }: Matrix, mean: Float64Array): Matrix {
  return { data: data.map((v, i) => v - at(mean, i % columns)), rows, columns };
}

const squares = ({ data }: Matrix): number => data.reduce((sum, v) => sum + v * v, 0);

function checkAlike(a: Matrix, b: Matrix): void {
  if (a.columns === b.columns) return;
  throw new RangeError(`features of ${a.columns} and of ${b.columns} numbers, expected equally many`);
}
