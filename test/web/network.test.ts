import type { Shape } from "../../src/runtime/backend.ts";
import { openGpuNetwork } from "../../src/runtime/gpu/network.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import type { OrtRuntime } from "../../src/runtime/model/ort.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { tinyClassifier } from "../helpers/tiny-classifier.ts";
import { tinyOnnx, type TinyNetwork } from "../helpers/tiny-onnx.ts";
import { onDevices } from "./support/gpu.ts";
import { wasm, webgpuBuilds } from "./support/ort.ts";
import { randomFloats, seeded } from "./support/random.ts";
import { equal, largestDifference, ok, rejection, suite, test } from "./support/suite.ts";
import { openTiny, tinyCard } from "./support/tiny.ts";

const kinds: readonly {
  title: string;
  net: TinyNetwork;
  card?: Partial<ModelCard>;
  label?: number;
  ort?: OrtRuntime;
}[] = [
  { title: "float32 timesteps", net: {} },
  { title: "ONNX Runtime built with asyncify", net: {}, ort: webgpuBuilds.asyncify },
  { title: "int64 timesteps", net: { timestepsType: "int64" } },
  { title: "int32 timesteps and a scalar", net: { timestepsType: "int32", scalarTimesteps: true } },
  { title: "a fixed batch of 2", net: { batch: 2 } },
  {
    title: "labels",
    net: { label: "y" },
    card: { io: { ...tinyCard.io, label: "y" }, classes: { count: 5 } },
    label: 3,
  },
  { title: "rescaled timesteps", net: {}, card: { num_train_timesteps: 4000, rescale_timesteps: true } },
];

suite("a network on the GPU", () => {
  for (const { title, net, card = {}, label, ort } of kinds) {
    test(`gives what it gives in WebAssembly, for batches and views of channels: ${title}`, () =>
      onDevices(async (devices) => {
        const { gpu, cpu } = devices;
        const here = await openTiny(devices, net, card, ort);
        const { bytes } = tinyOnnx(net);
        const all = { ...tinyCard, ...card };
        const there = await openNetwork({ ort: wasm, backend: cpu, card: all, bytes, provider: "wasm" });
        for (const N of [1, 3, 1]) {
          const shape: Shape = [N, 6, 4, 4];
          const floats = randomFloats(seeded(N), N * 96);
          const results: Float32Array[] = [];
          for (const [backend, network] of [[gpu, here] as const, [cpu, there] as const]) {
            const both = backend.upload(floats, shape);
            const out = await network.call(backend.channels(both, 2, 3), 500, label);
            equal(out.shape.join(), [N, 6, 4, 4].join(), "shape");
            results.push(await backend.read(out));
            backend.free(out);
            backend.free(both);
          }
          ok(largestDifference(results[0] ?? [], results[1] ?? []) <= 1e-4, `batch ${N} differs`);
        }
        await here.close();
        await there.close();
      }));
  }

  test("gives a classifier's gradient", () =>
    onDevices(async ({ gpu, opened }) => {
      const { bytes, card, gradient } = tinyClassifier(8);
      const network = await openGpuNetwork({ ort: webgpuBuilds.jspi, backend: gpu, card, bytes, adapter: opened.name });
      const floats = randomFloats(seeded(3), 2 * 192);
      const x = gpu.upload(floats, [2, 3, 8, 8]);
      const out = await network.call(x, 600, 2);
      const expected = [0, 192].flatMap((first) => [...gradient(floats.subarray(first, first + 192), 600, 2)]);
      ok(largestDifference(await gpu.read(out), expected) <= 1e-4, "the gradient differs from its closed form");
      gpu.free(out);
      gpu.free(x);
      await network.close();
    }));

  test("keeps calls apart that overlap, and lets equations and draws in between", () =>
    onDevices(async (devices) => {
      const { gpu } = devices;
      const network = await openTiny(devices);
      const shape: Shape = [1, 3, 4, 4];
      const x = gpu.upload(new Float32Array(48).fill(1), shape);
      const calls = Array.from({ length: 12 }, async (_, i) => {
        const out = await network.call(x, 2 * i);
        const noise = gpu.noise({ seed: 1, node: 2, visit: i, draw: 0 }, shape);
        gpu.free(noise);
        const [first] = await gpu.read(out);
        gpu.free(out);
        equal(first, 1 + i, `call ${i}`);
      });
      await Promise.all(calls);
      gpu.free(x);
      await network.close();
    }));

  test("runs no further ahead of the GPU than two calls", () =>
    onDevices(async (devices) => {
      const { gpu, opened } = devices;
      const network = await openTiny(devices);
      const x = gpu.upload(new Float32Array(48), [1, 3, 4, 4]);
      const { queue } = opened.device;
      const finished: (() => void)[] = [];
      const done = queue.onSubmittedWorkDone;
      queue.onSubmittedWorkDone = () => new Promise((resolve) => void finished.push(() => resolve(undefined)));
      let returned = 0;
      const calls = Array.from({ length: 4 }, async () => {
        gpu.free(await network.call(x, 1));
        returned += 1;
      });
      while (finished.length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setTimeout(resolve, 200));
      equal(returned, 2, "calls that returned while none was finished");
      queue.onSubmittedWorkDone = done;
      for (const finish of finished) finish();
      await Promise.all(calls);
      gpu.free(x);
      await network.close();
    }));

  test("refuses calls after the device is lost, with a sentence, and can be closed", () =>
    onDevices(async (devices) => {
      const { gpu, opened } = devices;
      const network = await openTiny(devices);
      const x = gpu.upload(new Float32Array(48), [1, 3, 4, 4]);
      const underWay = network.call(x, 1).catch((error: unknown) => error);
      opened.device.destroy();
      const first = await underWay;
      if (!(first instanceof Error)) gpu.free(first as Awaited<ReturnType<typeof network.call>>);
      await gpu.lost;
      const error = await rejection(network.call(x, 1));
      ok(error instanceof UserError && error.problems[0]?.code === "device-lost", String(error));
      gpu.free(x);
      await network.close();
    }));

  test("that does not fit its card or is damaged is refused, and nothing stays alive", () =>
    onDevices(async (devices) => {
      const cases: readonly [string, () => Promise<unknown>][] = [
        ["network-misfit", () => openTiny(devices, { channels: 1 })],
        ["model-corrupt", () => openTiny(devices, {}, { sha256: "0".repeat(64) })],
      ];
      for (const [code, open] of cases) {
        const error = await rejection(open());
        ok(error instanceof UserError && error.problems[0]?.code === code, `${code}: ${String(error)}`);
      }
      const network = await openTiny(devices);
      const x = devices.gpu.upload(new Float32Array(75), [1, 3, 5, 5]);
      const error = await rejection(network.call(x, 1));
      ok(error instanceof UserError && error.problems[0]?.code === "network-shape", String(error));
      devices.gpu.free(x);
      await network.close();
    }));
});
