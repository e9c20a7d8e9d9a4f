import type { Shape } from "../backend.ts";
import type { GraphFile } from "../graph/format.ts";
import type { NodeDefinition, Registry } from "../node.ts";
import { officialGraph } from "../official/graph.ts";
import type { RecordedCase, Recording } from "./recording.ts";

/** Under which reference the graph asks for the recorded network. */
export const modelReference = "file:model.onnx";

/** A recorded run as a graph. Only picture and mask come from nodes of their own: recorded ones are floats and whole batches. */
export function recordedGraph({ timestep_map, jump, respacing }: RecordedCase): GraphFile {
  return officialGraph({
    model: modelReference,
    schedule: { respacing },
    T: timestep_map.length,
    jump,
    image: { type: "recorded/image", params: {} },
    mask: { type: "recorded/mask", params: {} },
    // As many as the pictures, which say the size.
    noise: { batch: 1 },
  });
}

/** The ordinary nodes, and two that put the recorded picture and mask on the wires. */
export function recordedRegistry(registry: Registry, recording: Recording): Registry {
  const { shape } = recording.case;
  const maskShape: Shape = [shape[0], 1, shape[2], shape[3]];
  const base = { v: 1, category: "input", inputs: [], params: [], help: { en: "", zh: "" } } as const;
  const image: NodeDefinition = {
    ...base,
    type: "recorded/image",
    title: { en: "Recorded image", zh: "录制的图像" },
    outputs: [{ name: "image", title: { en: "image", zh: "图像" }, type: "image" }],
    facts: () => ({ image: { type: "image", shape } }),
    run: ({ backend }) => ({ image: { type: "image", image: backend.upload(recording.gt, shape) } }),
  };
  const mask: NodeDefinition = {
    ...base,
    type: "recorded/mask",
    title: { en: "Recorded mask", zh: "录制的掩码" },
    outputs: [{ name: "mask", title: { en: "mask", zh: "掩码" }, type: "mask" }],
    facts: () => ({ mask: { type: "mask", shape: maskShape } }),
    run: ({ backend }) => ({ mask: { type: "mask", mask: backend.upload(recording.keep_mask, maskShape) } }),
  };
  return new Map([...registry, [image.type, image], [mask.type, mask]]);
}
