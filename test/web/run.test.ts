import { registry } from "../../src/nodes/index.ts";
import { openGpuNetwork } from "../../src/runtime/gpu/network.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import { recordedCard } from "../../src/runtime/parity/recording.ts";
import { replay } from "../../src/runtime/parity/replay.ts";
import { onDevices } from "./support/gpu.ts";
import { wasm, webgpu } from "./support/ort.ts";
import { fetchRecording } from "./support/recordings.ts";
import { savedPicture, smallRun } from "./support/small-run.ts";
import { equal, largestDifference, ok, suite, test } from "./support/suite.ts";

suite("a run on WebGPU", () => {
  test("follows the official run within 1e-4 at every step, and gives the picture of the CPU within 1e-3", () =>
    onDevices(async ({ gpu, cpu, opened }) => {
      const recording = await fetchRecording("half-r3-j4");
      const card = recordedCard(recording.case);
      const { model: bytes } = recording;
      const lap = stopwatch();
      const onGpu = await openGpuNetwork({ ort: webgpu, backend: gpu, card, bytes, adapter: opened.name });
      const onCpu = await openNetwork({ ort: wasm, backend: cpu, card, bytes, provider: "wasm", threads: 1 });
      const opening = lap();
      const recorded = recording.case.events;
      const isNight = ((await (await fetch("/whole")).json()) as { whole: boolean }).whole;
      const most = isNight ? recorded.length : 30; // Two jumps back are among them.
      const undone = recorded.slice(0, most).filter(({ event }) => event === "undo").length;
      ok(undone >= 8, `${undone} steps back`);
      const { events, largest_difference } = await replay(recording, { registry, backend: gpu, network: onGpu, most });
      const replaying = lap();
      equal(events, most, "events");
      ok(largest_difference <= 1e-4, `the replay differs by ${largest_difference}`);

      const pictures = [await savedPicture(smallRun(gpu, onGpu, 6)), await savedPicture(smallRun(cpu, onCpu, 6))];
      const difference = largestDifference(pictures[0]?.data ?? [], pictures[1]?.data ?? []);
      console.log(
        `opened in ${opening} s; ${events} of ${recorded.length} events in ${replaying} s, largest difference ${largest_difference}; ` +
          `same seed on CPU and GPU in ${lap()} s, largest difference ${difference}`,
      );
      ok(difference <= 1e-3, `the pictures differ by ${difference}`);
      await onGpu.close();
      await onCpu.close();
    }));
});

function stopwatch(): () => string {
  let then = performance.now();
  return () => {
    const now = performance.now();
    const seconds = ((now - then) / 1000).toFixed(1);
    then = now;
    return seconds;
  };
}
