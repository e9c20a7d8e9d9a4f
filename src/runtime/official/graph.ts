import type { GraphFile, GraphLink, GraphNode } from "../graph/format.ts";
import type { ParamValue } from "../node.ts";
import { jumpsOf, type RecordedJumps } from "../parity/recording.ts";

export interface OfficialSettings {
  /** Reference of the network. */
  readonly model: string;
  /** Params of `model/noise-schedule`. */
  readonly schedule: Readonly<Record<string, ParamValue>>;
  /** Length of the respaced schedule. */
  readonly T: number;
  readonly jump: RecordedJumps;
  /** A node with an output `image`, and one with an output `mask`. */
  readonly image: Pick<GraphNode, "type" | "params">;
  readonly mask: Pick<GraphNode, "type" | "params"> & { readonly v?: number };
  readonly noise?: Readonly<Record<string, ParamValue>>;
  readonly predict?: Readonly<Record<string, ParamValue>>;
  readonly reverse?: Readonly<Record<string, ParamValue>>;
  /** The class that every picture has. */
  readonly label?: number;
  /** Name of the result; without it the graph ends with its loop. */
  readonly result?: string;
}

/**
 * The official order as a graph of the ordinary nodes: Predict → Reverse step → Jump back (shortest first) → Composite,
 * so that the known region is renewed at the level just reached, before the next call (`repaint-facts.md` §1.2).
 */
export function officialGraph(settings: OfficialSettings): Pick<GraphFile, "format" | "version" | "nodes" | "links"> {
  const { jump, T, label, result } = settings;
  const short = jump.t_T < T;
  const jumps = jumpNodes(jump, short);
  const chain = ["reverse", ...jumps.map(({ id }) => id)];
  const last = chain.at(-1) ?? "reverse";
  const right = 918 + 240 * jumps.length;
  return {
    format: "repaint-graph",
    version: 1,
    nodes: [
      node("model", "model/load", [0, 0], { model: settings.model }),
      ...(label === undefined ? [] : [node("label", "model/label", [232, 150], { label })]),
      node("schedule", "model/noise-schedule", [232, 0], settings.schedule),
      node("image", settings.image.type, [0, 186], settings.image.params),
      { ...node("mask", settings.mask.type, [0, 470], settings.mask.params), v: settings.mask.v ?? 1 },
      node("noise", "noise/gaussian", [440, 0], settings.noise),
      ...(short ? shortStart(jump.t_T) : []),
      node("loop", "flow/loop", [262, 356]),
      node("predict", "denoise/predict", [470, 316], settings.predict),
      node("reverse", "denoise/reverse-step", [678, 316], settings.reverse),
      ...jumps,
      node("known", "noise/forward", [right, 502]),
      node("composite", "repaint/composite", [right + 240, 346]),
      ...(result === undefined ? [] : [node("result", "image/save", [right + 240, 46], { name: result })]),
    ],
    links: [
      ["model", "model", "schedule", "model"],
      ["schedule", "schedule", "noise", "schedule"],
      ["image", "image", "noise", "image"],
      ...(short ? shortLinks : ([["noise", "sample", "loop", "init"]] as const)),
      ["loop", "body", "predict", "sample"],
      ["model", "model", "predict", "model"],
      ...(label === undefined ? [] : ([["label", "label", "predict", "label"]] as const)),
      ["predict", "prediction", "reverse", "prediction"],
      ...chain.slice(1).map((id, i): GraphLink => [chain[i] ?? "reverse", "sample", id, "sample"]),
      ["image", "image", "known", "image"],
      [last, "sample", "known", "at"],
      [last, "sample", "composite", "unknown"],
      ["known", "sample", "composite", "known"],
      ["mask", "mask", "composite", "keep_mask"],
      ["composite", "sample", "loop", "back"],
      ...(result === undefined ? [] : ([["loop", "done", "result", "image"]] as const)),
    ],
  };
}

/** The official code takes a t_T below the length of the schedule and starts there with pure noise. */
function shortStart(t_T: number): GraphNode[] {
  return [
    node("start", "flow/loop", [650, 0], { stop: t_T }),
    node("skip", "math/equation", [850, 0], { equation: "y = a", moves: "down" }),
  ];
}

const shortLinks: readonly GraphLink[] = [
  ["noise", "sample", "start", "init"],
  ["start", "body", "skip", "a"],
  ["skip", "y", "start", "back"],
  ["start", "done", "loop", "init"],
];

/** A jump may not climb above a shortened start, nor above `start_resampling`: both are indices. */
function jumpNodes(jump: RecordedJumps, short: boolean): GraphNode[] {
  return jumpsOf(jump).map(({ id, jump_length, jump_n_sample, limit: own }, i) => {
    const limit = Math.min(own, short ? jump.t_T - 1 : Infinity);
    const limited = limit < 1e8 ? { start_resampling: limit } : {};
    return node(id, "repaint/jump-back", [918 + 240 * i, 328], { jump_length, jump_n_sample, ...limited });
  });
}

function node(
  id: string,
  type: string,
  pos: readonly [number, number],
  params: Readonly<Record<string, ParamValue>> = {},
): GraphNode {
  return { id, type, v: 1, pos, params };
}
