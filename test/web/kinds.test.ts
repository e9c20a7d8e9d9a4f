import { openGpuNetwork } from "../../src/runtime/gpu/network.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import { networkKinds, networkOf, runKind, toleranceOf } from "../helpers/network-kinds.ts";
import { onDevices } from "./support/gpu.ts";
import { wasm, webgpu } from "./support/ort.ts";
import { ok, suite, test } from "./support/suite.ts";

suite("networks as people have them", () => {
  for (const kind of networkKinds) {
    test(`end with the closed form's picture in WebAssembly and on WebGPU: ${kind.title}`, () =>
      onDevices(async ({ gpu, cpu, opened }) => {
        const { card, bytes, answer } = await networkOf(kind);
        const here = await openNetwork({ ort: wasm, backend: cpu, card, bytes, provider: "wasm", threads: 1 });
        const inWasm = await runKind(kind, here, cpu, answer);
        await here.close();
        ok(inWasm <= toleranceOf(kind), `WebAssembly differs by ${inWasm}`);
        if (kind.notOnGpu !== undefined) return console.log(kind.notOnGpu);
        const isHalf = kind.shape?.xType === "float16";
        if (isHalf && !opened.device.features.has("shader-f16"))
          return console.log("no half precision on this adapter");
        const there = await openGpuNetwork({ ort: webgpu, backend: gpu, card, bytes, adapter: opened.name });
        const onGpu = await runKind(kind, there, gpu, answer);
        await there.close();
        ok(onGpu <= 10 * toleranceOf(kind), `WebGPU differs by ${onGpu}`);
      }));
  }
});
