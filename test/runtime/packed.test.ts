import assert from "node:assert/strict";
import { test } from "node:test";
import { packed, unpacked } from "../../src/runtime/execute/packed.ts";

const LENGTH = 2 ** 18 + 5;
const bits = (data: Float32Array): Uint32Array => new Uint32Array(data.buffer, data.byteOffset, data.length);

test("what has few different values lies in a byte each and comes back to the bit, whatever the values are", () => {
  const odd = [0, -0, NaN, Infinity, -Infinity, 1e-45, 0.1, Math.fround(2 * (3 / 255) - 1)];
  const values = [...odd, ...Array.from({ length: 248 }, (_, i) => (2 * i) / 255 - 1)];
  const data = Float32Array.from({ length: LENGTH }, (_, i) => values[(i * 7919) % values.length] ?? 0);
  const held = packed(data);
  assert.ok(!(held instanceof Float32Array));
  assert.equal(held.index.byteLength, LENGTH);
  assert.deepEqual(bits(unpacked(held)), bits(data));
});

test("what is small, or has more values, stays as it is", () => {
  const many = Float32Array.from({ length: LENGTH }, (_, i) => i % 257);
  assert.equal(packed(many), many);
  const few = new Float32Array(64);
  assert.equal(unpacked(packed(few)), few);
});
