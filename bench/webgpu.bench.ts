// What a run costs besides its network calls, on WebGPU in a real Chromium: a small network, whose tensors stay on the device.
// Run by `npm run bench`; the test runner only serves it. SwiftShader says nothing of the speed on a graphics card.
import { openGpuNetwork } from "../src/runtime/gpu/network.ts";
import { recordedCard } from "../src/runtime/parity/recording.ts";
import { onDevices } from "../test/web/support/gpu.ts";
import { webgpu } from "../test/web/support/ort.ts";
import { fetchRecording } from "../test/web/support/recordings.ts";
import { smallRun } from "../test/web/support/small-run.ts";
import { suite, test } from "../test/web/support/suite.ts";
import { compare } from "./statistics.ts";

suite("bench", () => {
  test("run against bare calls on WebGPU", () =>
    onDevices(async ({ gpu, opened }) => {
      const recording = await fetchRecording("half-r3-j4");
      const card = recordedCard(recording.case);
      const network = await openGpuNetwork({
        ort: webgpu,
        backend: gpu,
        card,
        bytes: recording.model,
        adapter: opened.name,
      });
      let evaluations = 0;
      const x = gpu.noise({ seed: 1, node: 1, visit: 0, draw: 0 }, [1, 3, 16, 16]);
      const run = async (): Promise<void> => {
        for await (const visit of smallRun(gpu, network, 6)) evaluations = visit.evaluations;
        await gpu.idle();
      };
      const calls = async (): Promise<void> => {
        for (let i = 0; i < evaluations; i++) gpu.free(await network.call(x, 999 - i));
        await gpu.idle();
      };
      const { ratio, spread, a, b, rounds } = await compare(run, calls, 5);
      console.log(
        `run ÷ ${evaluations} bare calls, WebGPU (${opened.name}): ${ratio.toFixed(3)} (middle half ${spread[0].toFixed(3)}–${spread[1].toFixed(3)}, ` +
          `${rounds} rounds; ${a.toFixed(0)} ms against ${b.toFixed(0)} ms, ${(b / evaluations).toFixed(0)} ms a call)`,
      );
      gpu.free(x);
      await network.close();
    }));
});
