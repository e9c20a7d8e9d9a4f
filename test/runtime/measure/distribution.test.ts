import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { randomBelow } from "../../../src/runtime/diffusion/random.ts";
import { frechetDistance, kernelDistance } from "../../../src/runtime/measure/distribution.ts";
import { eigenvalues, matrixOf, reduced } from "../../../src/runtime/measure/matrix.ts";
import cases from "../../fixtures/distribution/cases.json" with { type: "json" };

const near = (value: number, wanted: number, relative: number): void =>
  assert.ok(Math.abs(value - wanted) <= relative * Math.abs(wanted), `${value}, expected ${wanted}`);

function random(rows: number, columns: number, seed: number): number[][] {
  const below = randomBelow(seed);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => below(2000) / 1000 - 1));
}

describe("distances of sets of features", () => {
  for (const { name, a, b, fid, kid } of cases)
    test(`are those of NumPy and SciPy: ${name}`, () => {
      near(frechetDistance(matrixOf(a), matrixOf(b)), fid, 1e-6);
      near(kernelDistance(matrixOf(a), matrixOf(b)), kid, 1e-9);
    });

  test("a set is at distance 0 from itself, and a shift by s at |s|²", () => {
    const a = random(30, 5, 1);
    assert.ok(Math.abs(frechetDistance(matrixOf(a), matrixOf(a))) < 1e-9);
    const moved = a.map((row) => row.map((v, i) => v + i / 10));
    assert.ok(Math.abs(frechetDistance(matrixOf(a), matrixOf(moved)) - 0.3) < 1e-9);
  });

  test("neither depends on the order of the pictures; fewer than two have none", () => {
    const [a, b] = [random(9, 12, 2), random(8, 12, 3)];
    // The root of a sum of squares that is zero but for rounding is 1e-8 and not 1e-16.
    near(frechetDistance(matrixOf([...a].reverse()), matrixOf(b)), frechetDistance(matrixOf(a), matrixOf(b)), 1e-7);
    near(kernelDistance(matrixOf([...a].reverse()), matrixOf(b)), kernelDistance(matrixOf(a), matrixOf(b)), 1e-9);
    assert.ok(Number.isNaN(frechetDistance(matrixOf(a.slice(1, 2)), matrixOf(b))));
    assert.throws(() => kernelDistance(matrixOf(a), matrixOf(random(3, 4, 1))), /12 and of 4 numbers/);
  });

  test("eigenvalues have the trace and the squares of their matrix, and those of a diagonal one are its entries", () => {
    for (const n of [1, 2, 3, 17, 40]) {
      const half = random(n, n, n);
      const symmetric = matrixOf(half.map((row, i) => row.map((v, j) => v + (half[j]?.[i] ?? 0))));
      const found = eigenvalues(symmetric);
      const trace = symmetric.data.filter((_, i) => i % (n + 1) === 0).reduce((sum, v) => sum + v, 0);
      const squares = symmetric.data.reduce((sum, v) => sum + v * v, 0);
      assert.ok(Math.abs(found.reduce((sum, v) => sum + v, 0) - trace) < 1e-9 * n, `${n}`);
      near(
        found.reduce((sum, v) => sum + v * v, 0),
        squares,
        1e-12,
      );
    }
    const diagonal = matrixOf([3, -1, 0, 7].map((v, i) => [0, 1, 2, 3].map((j) => (i === j ? v : 0))));
    assert.deepEqual([...eigenvalues(diagonal)].sort(), [-1, 0, 3, 7]);
  });

  test("a long matrix is reduced to one with the same inner products of its columns", () => {
    const long = matrixOf(random(25, 4, 9));
    const short = reduced(long);
    assert.equal(short.rows, 4);
    for (let i = 0; i < 4; i++)
      for (let j = 0; j < 4; j++) {
        const dot = ({ data, rows }: typeof long): number =>
          Array.from({ length: rows }, (_, r) => (data[r * 4 + i] ?? 0) * (data[r * 4 + j] ?? 0)).reduce(
            (s, v) => s + v,
          );
        assert.ok(Math.abs(dot(long) - dot(short)) < 1e-12);
      }
  });
});
