import assert from "node:assert/strict";
import { test } from "node:test";
import type { Shape } from "../../../src/runtime/backend.ts";
import { createCpuBackend } from "../../../src/runtime/cpu/backend.ts";
import { elementsOf } from "../../../src/runtime/equation/parameters.ts";
import { randomFloats, randomNumbers } from "./helpers.ts";
import { interpret } from "./interpreter.ts";
import { randomKernel } from "./random-kernel.ts";

const SIZES = [
  [1, 1],
  [1, 3],
  [2, 2],
  [1, 5],
  [4, 4],
  [7, 7],
] as const;

/** Where an input of this shape keeps what element (n, c, hw) of the output reads. */
function indexOf([N, C, H, W]: Shape, n: number, c: number, hw: number): number {
  return ((N === 1 ? 0 : n) * C + (C === 1 ? 0 : c)) * H * W + hw;
}

test("compiled kernels give, bit for bit, what the plain interpreter gives, for all shapes and broadcasts", () => {
  const random = randomNumbers(20220124);
  const backend = createCpuBackend();
  for (let round = 0; round < 120; round += 1) {
    const kernel = randomKernel(random, 3, 2, 10 + Math.floor(random() * 40));
    const [H, W] = SIZES[round % SIZES.length] ?? [1, 1];
    const [N, C] = [1 + Math.floor(random() * 3), 1 + Math.floor(random() * 4)];
    const shapes = kernel.inputs.map((): Shape => [random() < 0.5 ? N : 1, random() < 0.5 ? C : 1, H, W]);
    const data = shapes.map((shape) => randomFloats(elementsOf(shape), random));
    const scalars = kernel.scalars.map(() => Math.fround(random() * 4 - 2));
    const inputs = shapes.map((shape, index) => backend.upload(data[index] ?? new Float32Array(), shape));
    const outputs = kernel.outputs.map(() => backend.alloc([N, C, H, W]));
    backend.run(kernel, inputs, scalars, outputs);
    const results = outputs.map((output) => backend.viewOf(output));
    for (let element = 0; element < N * C * H * W; element += 1) {
      const [hw, plane] = [element % (H * W), Math.floor(element / (H * W))];
      const [n, c] = [Math.floor(plane / C), plane % C];
      const values = shapes.map((shape, index) => data[index]?.[indexOf(shape, n, c, hw)] ?? NaN);
      const expected = interpret(kernel, { inputs: values, scalars });
      expected.forEach((value, output) => {
        const came = results[output]?.[element];
        assert.ok(Object.is(came, value), `round ${round} element ${element} output ${output}: ${came}, not ${value}`);
      });
    }
    for (const tensor of [...inputs, ...outputs]) backend.free(tensor);
  }
  assert.equal(backend.live, 0);
});
