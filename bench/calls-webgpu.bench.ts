// How many calls a second the bundled networks answer on WebGPU. SwiftShader says nothing of the speed on a graphics card.
import { openGpuNetwork } from "../src/runtime/gpu/network.ts";
import { onDevices } from "../test/web/support/gpu.ts";
import { webgpu } from "../test/web/support/ort.ts";
import { suite, test } from "../test/web/support/suite.ts";
import { bundled, callsPerSecond } from "./calls.ts";
import { fetchModel } from "./fetch-model.ts";

suite("calls", () => {
  for (const name of bundled) {
    test(`${name} on WebGPU`, () =>
      onDevices(async ({ gpu, opened }) => {
        const options = { ort: webgpu, backend: gpu, ...(await fetchModel(name)), adapter: opened.name };
        const network = await openGpuNetwork(options);
        const repeats = opened.isSoftware ? { one: 3, eight: 1 } : { one: 100, eight: 30 };
        console.log(await callsPerSecond(name, network, gpu, repeats));
        await network.close();
      }));
  }
});
