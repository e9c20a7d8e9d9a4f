import { registry } from "../../src/nodes/index.ts";
import type { Backend } from "../../src/runtime/backend.ts";
import { execute } from "../../src/runtime/execute.ts";
import { openGpuNetwork } from "../../src/runtime/gpu/network.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import type { Network } from "../../src/runtime/model/network.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import type { Picture } from "../../src/runtime/node.ts";
import { recordedCard } from "../../src/runtime/parity/recording.ts";
import { replay } from "../../src/runtime/parity/replay.ts";
import { repaintGraph, withParam } from "../helpers/graphs.ts";
import { onDevices } from "./support/gpu.ts";
import { wasm, webgpu } from "./support/ort.ts";
import { fetchRecording } from "./support/recordings.ts";
import { equal, largestDifference, ok, suite, test } from "./support/suite.ts";

const modelReference = "file:model.onnx";
const imageReference = "file:picture.png";

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
      const { events, largest_difference } = await replay(recording, { registry, backend: gpu, network: onGpu });
      const replaying = lap();
      equal(events, recording.case.events.length, "events");
      ok(largest_difference <= 1e-4, `the replay differs by ${largest_difference}`);

      const pictures = [await finalPicture(gpu, onGpu), await finalPicture(cpu, onCpu)];
      const difference = largestDifference(pictures[0]?.data ?? [], pictures[1]?.data ?? []);
      console.log(
        `opened in ${opening} s; ${events} events in ${replaying} s, largest difference ${largest_difference}; ` +
          `same seed on CPU and GPU in ${lap()} s, largest difference ${difference}`,
      );
      ok(difference <= 1e-3, `the pictures differ by ${difference}`);
      await onGpu.close();
      await onCpu.close();
    }));
});

/** The default sampler, small, from a seed to its saved picture. */
async function finalPicture(backend: Backend, network: Network): Promise<Picture> {
  const { height, width } = network.card.image;
  const small = repaintGraph({ T: 12, jumps: [{ jump_length: 3, jump_n_sample: 2 }] });
  const graph = withParam(withParam(small, "model", "model", modelReference), "image", "image", imageReference);
  const env = {
    cards: new Map([[modelReference, network.card]]),
    images: new Map([[imageReference, [height, width] as const]]),
  };
  const picture: Picture = {
    shape: [1, 3, height, width],
    data: Float32Array.from({ length: 3 * height * width }, (_, i) => (i % 97) / 96),
  };
  const run = execute(plan(graph, registry, env), {
    backend,
    networks: new Map([[modelReference, network]]),
    images: new Map([[imageReference, picture]]),
    seed: 5,
  });
  let saved: Picture | undefined;
  for await (const visit of run) {
    for (const artifact of visit.artifacts) if (artifact.kind === "save") saved = artifact.picture;
  }
  if (!saved) throw new Error("nothing was saved");
  return saved;
}

function stopwatch(): () => string {
  let then = performance.now();
  return () => {
    const now = performance.now();
    const seconds = ((now - then) / 1000).toFixed(1);
    then = now;
    return seconds;
  };
}
