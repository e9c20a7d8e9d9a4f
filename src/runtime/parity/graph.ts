import type { Shape } from "../backend.ts";
import type { GraphFile, GraphLink, GraphNode } from "../graph/format.ts";
import type { NodeDefinition, ParamValue, Registry } from "../node.ts";
import type { RecordedCase, RecordedJumps, Recording } from "./recording.ts";

/** Under which reference the graph asks for the recorded network. */
export const modelReference = "file:model.onnx";

/**
 * The official order as a graph of the ordinary nodes: Predict → Reverse step → Jump back (shortest first) → Composite,
 * so that the known region is renewed at the level just reached, before the next call (`repaint-facts.md` §1.2).
 * Only picture and mask come from nodes of their own, since recorded ones are floats and whole batches.
 */
export function officialGraph(recorded: RecordedCase): GraphFile {
  const T = recorded.timestep_map.length;
  const jumps = jumpNodes(recorded.jump);
  const short = recorded.jump.t_T < T;
  const chain = ["reverse", ...jumps.map(({ id }) => id)];
  const last = chain.at(-1) ?? "reverse";
  return {
    format: "repaint-graph",
    version: 1,
    nodes: [
      node("model", "model/load", { model: modelReference }),
      node("schedule", "model/noise-schedule", { respacing: recorded.respacing }),
      node("gt", "recorded/image"),
      node("mask", "recorded/mask"),
      node("noise", "noise/gaussian", { batch: recorded.shape[0] }),
      ...(short ? shortStart(recorded.jump.t_T) : []),
      node("loop", "flow/loop"),
      node("predict", "denoise/predict"),
      node("reverse", "denoise/reverse-step"),
      ...jumps,
      node("known", "noise/forward"),
      node("composite", "repaint/composite"),
    ],
    links: [
      ["model", "model", "schedule", "model"],
      ["schedule", "schedule", "noise", "schedule"],
      ["gt", "image", "noise", "image"],
      ...(short ? shortLinks : ([["noise", "sample", "loop", "init"]] as const)),
      ["loop", "body", "predict", "sample"],
      ["model", "model", "predict", "model"],
      ["predict", "prediction", "reverse", "prediction"],
      ...chain.slice(1).map((id, i): GraphLink => [chain[i] ?? "reverse", "sample", id, "sample"]),
      ["gt", "image", "known", "image"],
      [last, "sample", "known", "at"],
      [last, "sample", "composite", "unknown"],
      ["known", "sample", "composite", "known"],
      ["mask", "mask", "composite", "keep_mask"],
      ["composite", "sample", "loop", "back"],
    ],
  };
}

/** The official code takes a t_T below the length of the schedule and starts there with pure noise. */
function shortStart(t_T: number): GraphNode[] {
  return [
    node("start", "flow/loop", { stop: t_T }),
    node("skip", "math/equation", { equation: "y = a", moves: "down" }),
  ];
}

const shortLinks: readonly GraphLink[] = [
  ["noise", "sample", "start", "init"],
  ["start", "body", "skip", "a"],
  ["skip", "y", "start", "back"],
  ["start", "done", "loop", "init"],
];

/** Innermost first. A jump may not climb above the start, nor above `start_resampling`: both are indices. */
function jumpNodes(jump: RecordedJumps): GraphNode[] {
  const start_resampling = Math.min(jump.start_resampling ?? Infinity, jump.t_T - 1);
  const all = [
    { id: "jump3", jump_length: jump.jump3_length ?? 1, jump_n_sample: jump.jump3_n_sample ?? 1 },
    { id: "jump2", jump_length: jump.jump2_length ?? 1, jump_n_sample: jump.jump2_n_sample ?? 1 },
    { id: "jump", jump_length: jump.jump_length, jump_n_sample: jump.jump_n_sample },
  ];
  return all
    .filter(({ jump_n_sample }) => jump_n_sample > 1)
    .map(({ id, jump_length, jump_n_sample }) =>
      node(id, "repaint/jump-back", { jump_length, jump_n_sample, start_resampling }),
    );
}

function node(id: string, type: string, params: Readonly<Record<string, ParamValue>> = {}): GraphNode {
  return { id, type, v: 1, pos: [0, 0], params };
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
