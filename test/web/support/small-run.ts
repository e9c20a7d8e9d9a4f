import { registry } from "../../../src/nodes/index.ts";
import type { Backend } from "../../../src/runtime/backend.ts";
import { execute, type Run } from "../../../src/runtime/execute.ts";
import { plan } from "../../../src/runtime/graph/plan.ts";
import type { Network } from "../../../src/runtime/model/network.ts";
import type { Picture } from "../../../src/runtime/node.ts";
import { repaintGraph, withParam } from "../../helpers/graphs.ts";

const modelReference = "file:model.onnx";
const imageReference = "file:picture.png";

/** The default sampler with few steps, on a picture of bands, from seed 5. */
export function smallRun(backend: Backend, network: Network, T: number, signal?: AbortSignal): Run {
  const { height, width } = network.card.image;
  const small = repaintGraph({ T, jumps: [{ jump_length: 3, jump_n_sample: 2 }] });
  const graph = withParam(withParam(small, "model", "model", modelReference), "image", "image", imageReference);
  const env = {
    cards: new Map([[modelReference, network.card]]),
    images: new Map([[imageReference, [height, width] as const]]),
  };
  const data = Float32Array.from({ length: 3 * height * width }, (_, i) => (i % 97) / 96);
  return execute(plan(graph, registry, env), {
    backend,
    networks: new Map([[modelReference, network]]),
    images: new Map([[imageReference, { shape: [1, 3, height, width], data }]]),
    seed: 5,
    ...(signal && { signal }),
  });
}

/** Goes to the end of a run. @returns the picture that it saves. */
export async function savedPicture(run: Run): Promise<Picture> {
  let saved: Picture | undefined;
  for await (const { artifacts } of run) {
    for (const artifact of artifacts) if (artifact.kind === "save") saved = artifact.picture;
  }
  if (!saved) throw new Error("nothing was saved");
  return saved;
}
