import assert from "node:assert/strict";
import { test } from "node:test";
import type { Shape } from "../../../src/runtime/backend.ts";
import { createCpuBackend } from "../../../src/runtime/cpu/backend.ts";
import { UserError } from "../../../src/runtime/problem.ts";
import { kernelOf, randomFloats, randomNumbers } from "../equation/helpers.ts";

const ramp = (count: number, from = 0) => Float32Array.from({ length: count }, (_, index) => from + index);
const add = kernelOf("y = x + z", ["x", "z"], [], ["y"]);

test("what is uploaded comes back, and nothing is alive after free", async () => {
  const backend = createCpuBackend();
  const tensor = backend.upload(ramp(24), [2, 3, 2, 2]);
  assert.equal(backend.live, 1);
  assert.deepEqual(await backend.read(tensor), ramp(24));
  assert.deepEqual(backend.viewOf(tensor), ramp(24));
  backend.free(tensor);
  assert.equal(backend.live, 0);
});

test("inputs broadcast over samples and channels", async () => {
  const backend = createCpuBackend();
  const x = backend.upload(ramp(2 * 3 * 5), [2, 3, 1, 5]);
  const masks: [Shape, (n: number, c: number) => number][] = [
    [[1, 1, 1, 5], () => 0],
    [[2, 1, 1, 5], (n) => n],
    [[1, 3, 1, 5], (_, c) => c],
    [[2, 3, 1, 5], (n, c) => 3 * n + c],
  ];
  for (const [shape, plane] of masks) {
    const data = ramp(shape[0] * shape[1] * 5, 1000);
    const [z, y] = [backend.upload(data, shape), backend.alloc([2, 3, 1, 5])];
    backend.run(add, [x, z], [], [y]);
    const expected = ramp(30).map((value, e) => {
      const [hw, c, n] = [e % 5, Math.floor(e / 5) % 3, Math.floor(e / 15)];
      return value + 1000 + 5 * plane(n, c) + hw;
    });
    assert.deepEqual(await backend.read(y), expected);
  }
});

test("views of channels are read and written in place, and their neighbours stay as they are", async () => {
  const backend = createCpuBackend();
  for (const [H, W] of [
    [1, 1],
    [1, 3],
    [2, 3],
    [4, 4],
  ] as const) {
    const plane = H * W;
    const source = backend.upload(ramp(2 * 6 * plane), [2, 6, H, W]);
    const target = backend.upload(ramp(2 * 4 * plane, -5000), [2, 4, H, W]);
    const view = backend.channels(source, 3, 2);
    backend.run(add, [view, backend.channels(source, 0, 2)], [], [backend.channels(target, 1, 2)]);
    const came = await backend.read(target);
    const expected = ramp(2 * 4 * plane, -5000).map((value, e) => {
      const [hw, c, n] = [e % plane, Math.floor(e / plane) % 4, Math.floor(e / plane / 4)];
      const at = (channel: number) => (n * 6 + channel) * plane + hw;
      return c === 1 || c === 2 ? at(3 + c - 1) + at(c - 1) : value;
    });
    assert.deepEqual(came, expected);
    assert.deepEqual(
      await backend.read(view),
      ramp(12 * plane).filter((e) => [3, 4].includes(Math.floor(e / plane) % 6)),
    );
  }
});

test("writeInto fills a tensor or a view of it", async () => {
  const backend = createCpuBackend();
  const tensor = backend.upload(new Float32Array(12), [2, 3, 1, 2]);
  backend.writeInto(backend.channels(tensor, 1, 1), Float32Array.of(1, 2, 3, 4));
  assert.deepEqual([...(await backend.read(tensor))], [0, 0, 1, 2, 0, 0, 0, 0, 3, 4, 0, 0]);
  assert.throws(() => backend.writeInto(tensor, ramp(5)), /5 floats for a tensor of 12/);
});

test("normals of each sample's own key are those that it draws alone", async () => {
  const backend = createCpuBackend();
  // 3·1·5 is no multiple of 16, the elements of one group of blocks.
  const keys = [7, 8, 7].map((seed) => ({ seed, node: 2, visit: 3, draw: 1 }));
  const together = await backend.read(backend.noiseOfEach(keys, [3, 3, 1, 5]));
  const alone: number[] = [];
  for (const key of keys) alone.push(...(await backend.read(backend.noise(key, [1, 3, 1, 5]))));
  assert.deepEqual([...together], alone);
  assert.throws(() => backend.noiseOfEach(keys, [2, 3, 1, 5]), /3 keys for 2 samples/);
});

test("the map is linear where the equation is", () => {
  const backend = createCpuBackend();
  const kernel = kernelOf("y = a * x + b * noise", ["x", "noise"], ["a", "b"], ["y"]);
  const random = randomNumbers(1);
  const [x, noise] = [randomFloats(64, random), randomFloats(64, random)];
  const doubled = noise.map((value) => 2 * value);
  const run = (with_noise: Float32Array) => {
    const inputs = [x, with_noise].map((data) => backend.upload(data, [1, 1, 8, 8]));
    const y = backend.alloc([1, 1, 8, 8]);
    backend.run(kernel, inputs, [0.25, 0.5], [y]);
    return backend.viewOf(y).slice();
  };
  const [none, once, twice] = [run(new Float32Array(64)), run(noise), run(doubled)];
  for (let e = 0; e < 64; e += 1) {
    const difference = (twice[e] ?? 0) - 2 * (once[e] ?? 0) + (none[e] ?? 0);
    assert.ok(Math.abs(difference) < 1e-6);
    assert.equal(none[e], (x[e] ?? 0) * 0.25);
  }
});

test("memory is used again, also after sizes have changed", () => {
  const backend = createCpuBackend({ limit: 2 ** 20 });
  for (const side of [64, 32, 128, 100, 64]) {
    for (let round = 0; round < 50; round += 1) {
      const tensors = [backend.alloc([1, 3, side, side]), backend.alloc([1, 1, side, side])];
      tensors.forEach((tensor) => backend.free(tensor));
    }
  }
  assert.equal(backend.live, 0);
});

test("a freed block serves a smaller tensor when there is no room otherwise", () => {
  const backend = createCpuBackend({ limit: 2 ** 20 });
  const [kept, large] = [backend.alloc([1, 1, 1, 16]), backend.alloc([1, 1, 480, 512])];
  backend.free(large);
  const small = backend.alloc([1, 1, 300, 512]);
  for (const tensor of [kept, small]) backend.free(tensor);
});

test("tensors survive the growth of the memory", async () => {
  const backend = createCpuBackend();
  const first = backend.upload(ramp(16), [1, 1, 4, 4]);
  const rest = Array.from({ length: 20 }, () => backend.alloc([1, 3, 256, 256]));
  assert.deepEqual(await backend.read(first), ramp(16));
  for (const tensor of [first, ...rest]) backend.free(tensor);
});

test("no memory left is the user's to mend: a smaller batch", () => {
  const backend = createCpuBackend({ limit: 2 ** 20 });
  assert.throws(
    () => backend.alloc([64, 3, 64, 64]),
    (error: unknown) => error instanceof UserError && error.problems[0]?.code === "out-of-memory",
  );
  assert.equal(backend.live, 0);
  backend.free(backend.alloc([1, 3, 64, 64]));
});

test("calls that do not fit are mistakes of the caller's code", () => {
  const backend = createCpuBackend();
  const [x, y] = [backend.alloc([2, 3, 4, 4]), backend.alloc([2, 3, 4, 4])];
  const [wide, freed] = [backend.alloc([2, 3, 4, 5]), backend.alloc([2, 3, 4, 4])];
  backend.free(freed);
  const z = backend.alloc([1, 3, 4, 4]);
  const calls: [() => unknown, RegExp][] = [
    [() => backend.run(add, [x], [], [y]), /takes 2 inputs, got 1/],
    [() => backend.run(add, [x, x], [1], [y]), /takes 0 scalars, got 1/],
    [() => backend.run(add, [x, x], [], []), /takes 1 outputs, got 0/],
    [() => backend.run(add, [x, wide], [], [y]), /z is 2×3×4×5, which does not broadcast to 2×3×4×4/],
    [() => backend.run(add, [x, x], [], [z]), /x is 2×3×4×4, which does not broadcast to 1×3×4×4/],
    [() => backend.run(add, [x, y], [], [y]), /y shares its memory/],
    [() => backend.run(add, [x, backend.channels(y, 0, 1)], [], [y]), /y shares its memory/],
    [() => backend.run(add, [x, freed], [], [y]), /was freed/],
    [() => backend.run(add, [x, createCpuBackend().alloc([2, 3, 4, 4])], [], [y]), /another backend/],
    [() => backend.free(freed), /not alive/],
    [() => backend.free(backend.channels(x, 0, 1)), /not alive/],
    [() => backend.channels(x, 2, 2), /channels 2…3 of 3/],
    [() => backend.viewOf(backend.channels(x, 0, 1)), /not contiguous/],
    [() => backend.upload(ramp(3), [1, 1, 2, 2]), /3 floats for a tensor of 4/],
  ];
  for (const [call, message] of calls) assert.throws(call, message);
  for (const tensor of [x, y, wide, z]) backend.free(tensor);
  assert.equal(backend.live, 0);
});

test("dispose frees what is still alive", () => {
  const backend = createCpuBackend();
  backend.alloc([1, 3, 4, 4]);
  backend.noise({ seed: 1, node: 2, visit: 3, draw: 4 }, [1, 3, 4, 4]);
  backend.dispose();
  assert.equal(backend.live, 0);
});

test("a large array that is handed over is used where it lies, until a kernel wants it; then it is gone", async () => {
  const backend = createCpuBackend();
  const shape: Shape = [1, 1, 1024, 1025];
  const [data, own] = [ramp(1024 * 1025), ramp(1024 * 1025)];
  const tensor = backend.adopt?.(own, shape) ?? backend.upload(own, shape);
  assert.equal(backend.live, 1);
  assert.equal(backend.viewOf(tensor), own);
  assert.deepEqual(await backend.read(tensor), data);
  const [one, sum] = [backend.upload(ramp(1, 1), [1, 1, 1, 1]), backend.alloc(shape)];
  backend.free(one);
  const ones = backend.upload(new Float32Array(data.length).fill(1), shape);
  backend.run(add, [tensor, ones], [], [sum]);
  assert.deepEqual(
    await backend.read(sum),
    data.map((v) => v + 1),
  );
  assert.deepEqual(await backend.read(tensor), data);
  assert.equal(backend.live, 3);
  for (const each of [tensor, ones, sum]) backend.free(each);
  const again = backend.adopt?.(ramp(1024 * 1025), shape);
  if (again) backend.free(again);
  assert.equal(backend.live, 0);
  assert.throws(() => again && backend.free(again), /not alive/);
});
