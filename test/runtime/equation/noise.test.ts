import assert from "node:assert/strict";
import { test } from "node:test";
import type { NoiseKey } from "../../../src/runtime/backend.ts";
import { createCpuBackend } from "../../../src/runtime/cpu/backend.ts";
import { KernelBuilder } from "../../../src/runtime/equation/builder.ts";
import { nodeHash, noiseKernel, philox } from "../../../src/runtime/equation/noise.ts";
import { interpret } from "./interpreter.ts";

function philoxKernel() {
  const k = new KernelBuilder();
  const counter = [k.word("c0"), k.word("c1"), k.word("c2"), k.word("c3")] as const;
  return k.build("blocks", ["words"], philox(k, counter, [k.word("k0"), k.word("k1")]));
}

/** Philox in 64-bit integers, word by word as the paper writes it. */
function philoxReference(counter: readonly number[], key: readonly number[]): number[] {
  let [a = 0n, b = 0n, c = 0n, d = 0n, low = 0n, high = 0n] = [...counter, ...key].map(BigInt);
  const M = 0xffffffffn;
  for (let round = 0; round < 10; round += 1) {
    const [p, q] = [0xd2511f53n * a, 0xcd9e8d57n * c];
    [a, b, c, d] = [(q >> 32n) ^ b ^ low, q & M, (p >> 32n) ^ d ^ high, p & M];
    [low, high] = [(low + 0x9e3779b9n) & M, (high + 0xbb67ae85n) & M];
  }
  return [a, b, c, d].map(Number);
}

const VECTORS = [
  { counter: [0, 0, 0, 0], key: [0, 0], words: [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8] },
  {
    counter: [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    words: [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  },
  {
    counter: [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    key: [0xa4093822, 0x299f31d0],
    words: [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  },
];

test("Philox 4×32-10 gives the published known answers", () => {
  for (const { counter, key, words } of VECTORS) {
    assert.deepEqual(interpret(philoxKernel(), { inputs: [], scalars: [], words: [...counter, ...key] }), words);
    assert.deepEqual(philoxReference(counter, key), words);
  }
});

/** The normals of a key by float64 arithmetic. */
function reference({ seed, node, visit, draw }: NoiseKey, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, e) => {
    const counter = [(e >> 4) * 4 + (e & 3), visit, node, draw];
    const words = philoxReference(counter, [seed % 2 ** 32, Math.floor(seed / 2 ** 32)]);
    const normal = (e >> 2) & 3;
    const [first = 0, second = 0] = normal < 2 ? words : words.slice(2);
    const radius = Math.sqrt(-2 * Math.log(((first >>> 8) + 1) / 2 ** 24));
    const angle = (2 * Math.PI * (second >>> 8)) / 2 ** 24;
    return radius * (normal % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
}

test("drawn normals are within 1e-6 of Box–Muller in float64", () => {
  const backend = createCpuBackend();
  const keys = [
    { seed: 0, node: 0, visit: 0, draw: 0 },
    { seed: 2 ** 53 - 1, node: 0xffffffff, visit: 4569, draw: 3 },
    { seed: 2 ** 32 + 1, node: nodeHash("reverse"), visit: 17, draw: 1 },
  ];
  for (const key of keys) {
    const tensor = backend.noise(key, [1, 3, 64, 64]);
    const drawn = backend.viewOf(tensor);
    reference(key, drawn.length).forEach((value, e) => {
      assert.ok(Math.abs((drawn[e] ?? NaN) - value) <= 1e-6, `element ${e}: ${drawn[e]}, expected ${value}`);
    });
    backend.free(tensor);
  }
});

test("every count of elements is filled, and nothing behind it is touched", () => {
  const backend = createCpuBackend();
  const key = { seed: 5, node: 6, visit: 7, draw: 8 };
  const long = reference(key, 64);
  for (let count = 1; count <= 50; count += 1) {
    const tensor = backend.noise(key, [1, 1, 1, count]);
    const drawn = backend.viewOf(tensor);
    drawn.forEach((value, e) => assert.ok(Math.abs(value - (long[e] ?? NaN)) <= 1e-6, `${count}: element ${e}`));
    const behind = new Float32Array(drawn.buffer, drawn.byteOffset + drawn.byteLength, 1);
    behind[0] = 1234;
    backend.free(tensor);
    const again = backend.noise(key, [1, 1, 1, count]);
    assert.equal(behind[0], 1234);
    backend.free(again);
  }
});

test("drawn normals have the moments and the distribution of standard normals", () => {
  const backend = createCpuBackend();
  const drawn = backend.viewOf(backend.noise({ seed: 42, node: 1, visit: 2, draw: 3 }, [4, 4, 128, 128]));
  const n = drawn.length;
  const moment = (power: number) => drawn.reduce((sum, x) => sum + x ** power, 0) / n;
  assert.ok(Math.abs(moment(1)) < 4 / Math.sqrt(n), "mean");
  assert.ok(Math.abs(moment(2) - 1) < 4 * Math.sqrt(2 / n), "variance");
  assert.ok(Math.abs(moment(3)) < 4 * Math.sqrt(15 / n), "skewness");
  assert.ok(Math.abs(moment(4) - 3) < 4 * Math.sqrt(96 / n), "kurtosis");
  const sorted = Float64Array.from(drawn).sort();
  const distance = sorted.reduce((most, x, i) => Math.max(most, Math.abs(normalBelow(x) - (i + 0.5) / n)), 0);
  assert.ok(distance < 1.63 / Math.sqrt(n), `Kolmogorov–Smirnov distance ${distance}`);
});

/** Φ(x) by its series about 0, exact enough for |x| < 6. */
function normalBelow(x: number): number {
  let [term, sum] = [x, x];
  for (let k = 1; k < 120; k += 1) sum += term *= (x * x) / (2 * k + 1);
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}

test("draws that differ in one part of the key are uncorrelated, and equal keys draw equal noise", () => {
  const backend = createCpuBackend();
  const base = { seed: 1, node: 2, visit: 3, draw: 4 };
  const draw = (key: NoiseKey) => backend.viewOf(backend.noise(key, [1, 3, 64, 64])).slice();
  const first = draw(base);
  assert.deepEqual(draw({ ...base }), first);
  const others = [{ seed: 2 }, { seed: 1 + 2 ** 32 }, { node: 3 }, { visit: 4 }, { draw: 5 }];
  for (const change of others) {
    const other = draw({ ...base, ...change });
    const correlation = first.reduce((sum, x, e) => sum + x * (other[e] ?? 0), 0) / first.length;
    assert.ok(Math.abs(correlation) < 4 / Math.sqrt(first.length), JSON.stringify(change));
  }
});

test("a larger batch begins with the smaller one's noise", () => {
  const backend = createCpuBackend();
  const key = { seed: 9, node: 9, visit: 9, draw: 0 };
  const one = backend.viewOf(backend.noise(key, [1, 3, 5, 5])).slice();
  const four = backend.viewOf(backend.noise(key, [4, 3, 5, 5]));
  assert.deepEqual(four.slice(0, one.length), one);
});

test("nodeHash is FNV-1a over UTF-8", () => {
  assert.equal(nodeHash(""), 0x811c9dc5);
  assert.equal(nodeHash("a"), 0xe40c292c);
  assert.equal(nodeHash("foobar"), 0xbf9cf968);
  assert.notEqual(nodeHash("图"), nodeHash("圖"));
});

test("the noise kernel names the words of its key", () => {
  assert.deepEqual([...noiseKernel.words].sort(), ["draw", "node", "seed_high", "seed_low", "visit"]);
  assert.deepEqual(noiseKernel.inputs, []);
});
