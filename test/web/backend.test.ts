import type { Backend, Shape } from "../../src/runtime/backend.ts";
import type { Kernel } from "../../src/runtime/equation/kernel.ts";
import { KernelBuilder } from "../../src/runtime/equation/builder.ts";
import { checkEquation } from "../../src/runtime/equation/check.ts";
import { buildKernel } from "../../src/runtime/equation/lower.ts";
import { parseEquation } from "../../src/runtime/equation/parse.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { onDevices, results } from "./support/gpu.ts";
import { randomFloats, randomKernel, seeded, shapes } from "./support/random.ts";
import { equal, largestDifference, ok, rejection, suite, test } from "./support/suite.ts";

const size = ([N, C, H, W]: Shape): number => N * C * H * W;

/** `y = 2 x`. */
function doubling(): Kernel {
  const k = new KernelBuilder();
  return k.build("elements", ["y"], [k.binary("add", k.input("x"), k.input("x"))]);
}

/** A kernel's outputs on inputs of its own shapes; the same floats on every backend. */
function outcome(
  backend: Backend,
  kernel: Kernel,
  shape: Shape,
  inputShapes: readonly Shape[],
  seed: number,
): Promise<readonly Float32Array[]> {
  return results(backend, (own) => {
    const random = seeded(seed);
    const inputs = inputShapes.map((each) => own.upload(randomFloats(random, size(each)), each));
    const outputs = kernel.outputs.map(() => own.alloc(shape));
    backend.run(
      kernel,
      inputs,
      kernel.scalars.map(() => 2 * random() - 1),
      outputs,
    );
    return outputs;
  });
}

suite("WebGPU and CPU", () => {
  test("let a number of each sample reach all its pixels and channels", () =>
    onDevices(async ({ gpu, cpu }) => {
      const k = new KernelBuilder();
      const kernel = k.build("elements", ["y"], [k.binary("mul", k.input("x"), k.item("w"))]);
      for (const shape of [
        [3, 2, 5, 7],
        [5, 1, 1, 2],
        [1, 3, 8, 8],
      ] as const) {
        const inputShapes: readonly Shape[] = [shape, [shape[0], 1, 1, 1]];
        const [here] = await outcome(cpu, kernel, shape, inputShapes, 3);
        const [there] = await outcome(gpu, kernel, shape, inputShapes, 3);
        const random = seeded(3);
        const [x, w] = inputShapes.map((each) => randomFloats(random, size(each)));
        const each = size(shape) / shape[0];
        const expected = x?.map((v, i) => v * (w?.[Math.floor(i / each)] ?? NaN)) ?? [];
        ok(largestDifference(here ?? [], expected) <= 1e-6, `processor, ${shape.join("×")}`);
        ok(largestDifference(there ?? [], expected) <= 1e-6, `graphics card, ${shape.join("×")}`);
      }
    }));

  test("give the same on random kernels and shapes, broadcast over samples and channels", () =>
    onDevices(async ({ gpu, cpu }) => {
      const random = seeded(1);
      for (let round = 0; round < 60; round++) {
        const kernel = randomKernel(random, 1 + Math.floor(4 * random()), round % 4, 1 + (round % 3), 4 + round);
        const shape = shapes[round % shapes.length] ?? shapes[0];
        ok(shape !== undefined, "a shape");
        const [N, C, H, W] = shape;
        const inputShapes = kernel.inputs.map((): Shape => [random() < 0.3 ? 1 : N, random() < 0.3 ? 1 : C, H, W]);
        const [here, there] = [
          await outcome(cpu, kernel, shape, inputShapes, round),
          await outcome(gpu, kernel, shape, inputShapes, round),
        ];
        here.forEach((floats, i) => {
          const difference = largestDifference(floats, there[i] ?? []);
          ok(difference <= 1e-4, `kernel ${round}, output ${i}: differs by ${difference}\n${kernel.key}`);
        });
      }
    }));

  test("compute the language's functions within 1e-6 of each other", () =>
    onDevices(async ({ gpu, cpu }) => {
      const names = ["e", "l", "h", "c", "d"];
      const ast = parseEquation(`
        e = exp(x) ; l = log(abs(x) + s) ; h = tanh(x)
        c = select(x < s, clamp(x, -1, 1), mix(x, e, s))
        d = sqrt(abs(x)) / (1 + abs(l))`);
      const equation = checkEquation(ast, { tensors: ["x"], scalars: ["s"], outputs: names });
      const same = (list: readonly string[]): Record<string, string> => Object.fromEntries(list.map((n) => [n, n]));
      const kernel = buildKernel([{ equation, bind: same(["x", "s"]), store: same(names) }]);
      const shape: Shape = [1, 1, 100, 100];
      const floats = Float32Array.from({ length: 1e4 }, (_, i) => (i - 5e3) / 500);
      const compute = (backend: Backend): Promise<readonly Float32Array[]> =>
        results(backend, (own) => {
          const [x, outputs] = [own.upload(floats, shape), names.map(() => own.alloc(shape))];
          backend.run(kernel, [x], [0.25], outputs);
          return outputs;
        });
      const [here, there] = [await compute(cpu), await compute(gpu)];
      here.forEach((values, i) => {
        values.forEach((value, at) => {
          const error = Math.abs(value - (there[i]?.[at] ?? NaN)) / Math.max(1, Math.abs(value));
          ok(error <= 1e-6, `${names[i]}(${floats[at]}): ${value} and ${there[i]?.[at]}`);
        });
      });
    }));

  test("read and write views of channels in place", () =>
    onDevices(async ({ gpu, cpu }) => {
      const shape: Shape = [3, 6, 5, 3];
      const half: Shape = [3, 3, 5, 3];
      const floats = randomFloats(seeded(2), size(shape));
      const views = (backend: Backend): Promise<readonly Float32Array[]> =>
        results(backend, (own) => {
          const [both, target] = [own.upload(floats, shape), own.upload(floats, shape)];
          const v = backend.channels(both, 3, 3);
          backend.run(doubling(), [v], [], [backend.channels(target, 1, 3)]);
          const alone = own.alloc(half);
          backend.run(doubling(), [backend.channels(both, 0, 3)], [], [alone]);
          return [v, target, alone, backend.channels(backend.channels(both, 1, 4), 2, 1)];
        });
      const [here, there] = [await views(cpu), await views(gpu)];
      here.forEach((each, i) => equal(largestDifference(each, there[i] ?? []), 0, `result ${i}`));
      equal(there[3]?.length, 45);
    }));

  test("draw the same normals within 1e-6", () =>
    onDevices(async ({ gpu, cpu }) => {
      const keys = [
        { seed: 0, node: 0, visit: 0, draw: 0 },
        { seed: 2 ** 53 - 1, node: 0xffffffff, visit: 4569, draw: 1 },
      ];
      let largest = 0;
      for (const key of keys) {
        for (const shape of [...shapes, [1, 3, 180, 200] as const]) {
          const draw = (backend: Backend): Promise<readonly Float32Array[]> =>
            results(backend, (own) => [own.noise(key, shape)]);
          const [[here = []], [there = []]] = [await draw(cpu), await draw(gpu)];
          largest = Math.max(largest, largestDifference(here, there));
        }
      }
      console.log(`largest difference of ${2 * 108000}+ normals: ${largest}`);
      ok(largest <= 1e-6, `normals differ by ${largest}`);
    }));
});

suite("the WebGPU backend", () => {
  test("runs more workgroups than fit one dimension", () =>
    onDevices(async ({ gpu }) => {
      const shape: Shape = [1, 5, 1024, 1024]; // 81 920 groups of 64, 20 480 of 256
      const wide: Shape = [5, 5, 1024, 1024];
      const floats = Float32Array.from({ length: size(shape) }, (_, i) => i % 4093);
      const [[y = []], [z = []]] = [
        await results(gpu, (own) => {
          const [x, out] = [own.upload(floats, shape), own.alloc(shape)];
          gpu.run(doubling(), [x], [], [out]);
          return [out];
        }),
        await results(gpu, (own) => {
          const [x, out] = [own.upload(floats, shape), own.alloc(wide)];
          gpu.run(doubling(), [x], [], [out]);
          return [gpu.channels(out, 4, 1)];
        }),
      ];
      equal(
        y.findIndex((value, i) => value !== 2 * (i % 4093)),
        -1,
      );
      equal(
        z.findIndex((value, i) => value !== 2 * (((i % 2 ** 20) + 4 * 2 ** 20) % 4093)),
        -1,
      );
    }));

  test("takes up freed memory again without waiting", () =>
    onDevices(async ({ gpu }) => {
      const shape: Shape = [1, 1, 2, 2];
      const [y = []] = await results(gpu, (own) => {
        let x = gpu.upload(Float32Array.of(1, 2, 3, 4), shape);
        for (let i = 0; i < 500; i++) {
          const next = gpu.alloc(shape);
          gpu.run(doubling(), [x], [], [next]);
          const half = gpu.upload(new Float32Array(4).fill(i), shape);
          gpu.free(half);
          gpu.free(x);
          x = next;
          if (i % 50 === 49) {
            const back = gpu.upload(Float32Array.of(1, 2, 3, 4), shape);
            gpu.free(x);
            x = back;
          }
        }
        const kept = own.alloc(shape);
        gpu.run(doubling(), [x], [], [kept]);
        gpu.free(x);
        return [kept];
      });
      equal(largestDifference(y, [2, 4, 6, 8]), 0);
    }));

  test("says in a sentence that there is no room", () =>
    onDevices(async ({ gpu }) => {
      const error = await rejection(Promise.resolve().then(() => gpu.alloc([1, 1, 2 ** 16, 2 ** 16])));
      ok(error instanceof UserError, "a UserError");
      equal(error.problems[0]?.code, "out-of-memory");
    }));

  test("tells of memory that ran out later, and works again once all is freed", () =>
    onDevices(async ({ gpu, opened: { device } }) => {
      const { popErrorScope } = device;
      device.popErrorScope = async () => {
        await popErrorScope.call(device);
        return new GPUOutOfMemoryError("no room");
      };
      const refused = gpu.alloc([1, 1, 3, 3]);
      device.popErrorScope = popErrorScope;
      const error = await rejection(gpu.read(refused));
      ok(error instanceof UserError && error.problems[0]?.code === "out-of-memory", String(error));
      gpu.free(refused);
      await device.queue.onSubmittedWorkDone();
      const [y = []] = await results(gpu, (own) => [own.upload(Float32Array.of(7), [1, 1, 1, 1])]);
      equal(y[0], 7);
    }));

  test("tells of a lost device, in calls and in `lost`, and can still free", () =>
    onDevices(async ({ gpu, opened: { device } }) => {
      const x = gpu.upload(Float32Array.of(1, 2), [1, 1, 1, 2]);
      const reading = gpu.read(x);
      device.destroy();
      await reading.catch(() => undefined);
      ok((await gpu.lost).length > 0, "a sentence");
      for (const call of [
        () => gpu.read(x),
        async () => gpu.alloc([1, 1, 1, 1]),
        async () => gpu.noise({ seed: 1, node: 2, visit: 3, draw: 4 }, [1, 1, 1, 1]),
        () => gpu.idle(),
      ]) {
        const error = await rejection(call());
        ok(error instanceof UserError && error.problems[0]?.code === "device-lost", String(error));
      }
      gpu.free(x);
    }));

  test("refuses a kernel with more tensors than the GPU can bind, in a sentence", () =>
    onDevices(async ({ gpu, opened: { device } }) => {
      const count = device.limits.maxStorageBuffersPerShaderStage;
      const kernel = randomKernel(seeded(3), count, 0, 1, 5);
      const error = await rejection(
        outcome(
          gpu,
          kernel,
          [1, 1, 1, 1],
          kernel.inputs.map(() => [1, 1, 1, 1] as const),
          1,
        ),
      );
      ok(error instanceof UserError && error.problems[0]?.code === "too-many-tensors", String(error));
    }));

  test("throws for mistakes of the program: freed twice, used after, another's, outputs that alias", () =>
    onDevices(async ({ gpu, cpu }) => {
      const shape: Shape = [1, 2, 1, 1];
      const x = gpu.upload(Float32Array.of(1, 2), shape);
      const other = cpu.alloc(shape);
      const calls = [
        () => gpu.run(doubling(), [x], [], [x]),
        () => gpu.run(doubling(), [gpu.channels(x, 0, 1)], [], [gpu.channels(x, 1, 1)]),
        () => gpu.run(doubling(), [other], [], [x]),
        () => gpu.free(gpu.channels(x, 0, 1)),
        () => gpu.upload(Float32Array.of(1), shape),
        () => gpu.channels(x, 1, 2),
      ];
      gpu.free(x);
      calls.push(() => gpu.free(x));
      for (const call of calls) {
        const error = await rejection(Promise.resolve().then(call));
        ok(error instanceof Error && !(error instanceof UserError), String(error));
      }
      cpu.free(other);
      ok((await rejection(gpu.read(x))) instanceof Error, "reading what was freed");
    }));
});
