import assert from "node:assert/strict";
import { test } from "node:test";
import type { Shape, Tensor } from "../../../src/runtime/backend.ts";
import { noiseKernel } from "../../../src/runtime/equation/noise.ts";
import {
  blocksOf,
  packNoiseParameters,
  packParameters,
  parameterBytes,
  tensorCount,
} from "../../../src/runtime/equation/parameters.ts";
import { toWGSL, workgroupsOf } from "../../../src/runtime/equation/wgsl.ts";
import { kernelOf, randomNumbers } from "./helpers.ts";
import { randomKernel } from "./random-kernel.ts";

test("a kernel reads as the shader one would write", () => {
  const { code, entryPoint, layout } = toWGSL(kernelOf("y = s * x + keep_mask", ["x", "keep_mask"], ["s"], ["y"]));
  assert.equal(entryPoint, "main");
  assert.deepEqual(layout, { parameters: { binding: 0, bytes: 80 }, inputs: [1, 2], outputs: [3] });
  assert.equal(
    code,
    `struct Parameters {
  size: vec4<u32>,
  in0: vec4<u32>,
  in1: vec4<u32>,
  out0: vec4<u32>,
  s0: f32,
}
@group(0) @binding(0) var<uniform> p: Parameters;
@group(0) @binding(1) var<storage, read> in0: array<f32>;
@group(0) @binding(2) var<storage, read> in1: array<f32>;
@group(0) @binding(3) var<storage, read_write> out0: array<f32>;
fn at(tensor: vec4<u32>, n: u32, c: u32, hw: u32) -> u32 {
  return tensor.x + n * tensor.y + c * tensor.z + hw;
}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let id = invocation.x + invocation.y * groups.x * 64u;
  if (id >= p.size.w) { return; }
  let hw = id % p.size.z;
  let plane = id / p.size.z;
  let c = plane % p.size.y;
  let n = plane / p.size.y;
  let v0 = p.s0;
  let v1 = in0[at(p.in0, n, c, hw)];
  let v2 = v0 * v1;
  let v3 = in1[at(p.in1, n, c, hw)];
  let v4 = v2 + v3;
  out0[at(p.out0, n, c, hw)] = v4;
}
`,
  );
});

test("no shader holds a number that WGSL cannot write, or an operation on literals alone", () => {
  const random = randomNumbers(4);
  const extreme = kernelOf("y = x + 1e30 * 1e30 + 1e-45 - 3.4e38 + log(0) * -0", ["x"], [], ["y"]);
  const kernels = [extreme, ...Array.from({ length: 40 }, () => randomKernel(random, 2, 1, 40))];
  for (const kernel of kernels) {
    const { code } = toWGSL(kernel);
    assert.ok(!/Infinity|NaN|undefined/.test(code), code);
    for (const [, number = ""] of code.matchAll(/= ([-\d.e+]+)f;/g))
      assert.ok(Number.isFinite(Math.fround(Number(number))));
    for (const line of code.match(/let v\d+ = .*;/g) ?? [])
      assert.match(line, /= (-?[\d.e+-]+[fu]|[^\d-].*|-\(v\d+\));$/);
  }
});

function tensor(shape: Shape, offset: number, strideN = shape[1] * shape[2] * shape[3]): Tensor {
  return { shape, offset, strideN, storage: {} };
}

test("parameters say sizes, offsets and strides, with stride 0 where a tensor broadcasts", () => {
  const kernel = kernelOf("y = s * x + keep_mask", ["x", "keep_mask"], ["s"], ["y"]);
  const inputs = [tensor([2, 3, 4, 5], 100, 999), tensor([1, 1, 4, 5], 7)];
  const packed = packParameters(kernel, inputs, [0.5], [tensor([2, 3, 4, 5], 0)]);
  assert.equal(packed.byteLength, parameterBytes(kernel));
  assert.deepEqual([...new Uint32Array(packed, 0, 16)], [2, 3, 20, 120, 100, 999, 20, 0, 7, 0, 0, 0, 0, 60, 20, 0]);
  assert.deepEqual([...new Float32Array(packed, 64)], [0.5, 0, 0, 0]);
  assert.equal(tensorCount(kernel), 3);
});

test("the words of a noise key are all of the seed's 53 bits, the visit, the node and the draw", () => {
  const key = { seed: 0x12345 * 2 ** 32 + 0xfedcba98, node: 0xffffffff, visit: 3, draw: 2 };
  const packed = new Uint32Array(packNoiseParameters(noiseKernel, key, tensor([1, 1, 5, 5], 64)));
  assert.deepEqual([...packed.slice(0, 4)], [25, 8, 64, 0]);
  const words = Object.fromEntries(noiseKernel.words.map((name, index) => [name, packed[4 + index]]));
  assert.deepEqual(words, { seed_low: 0xfedcba98, seed_high: 0x12345, node: 0xffffffff, visit: 3, draw: 2 });
});

test("dispatches cover every invocation and stay within the device's limit", () => {
  for (const invocations of [1, 64, 65, 64 * 65535, 64 * 65535 + 1, 2 ** 28]) {
    const [x, y] = workgroupsOf(invocations);
    assert.ok(x * y * 64 >= invocations && x <= 65535 && y <= 65535);
  }
  assert.deepEqual(workgroupsOf(blocksOf(17)), [1, 1]);
  assert.deepEqual(workgroupsOf(64 * 10, 4), [4, 3]);
});
