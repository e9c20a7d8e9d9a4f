import type { Part, SocketType } from "../node.ts";
import type { Frame, Plan, PlanNode } from "./program.ts";

/** The tensors inside a value of each type. */
const PARTS: Readonly<Record<SocketType, readonly Part[]>> = {
  model: [],
  schedule: [],
  sample: ["x"],
  prediction: ["eps", "pred_xstart", "log_variance", "x_t"],
  image: ["image"],
  mask: ["mask"],
  number: ["number"],
  label: [],
  frame: [],
};

/** One tensor that somebody needs: where it really is, and who needs it (a node, or the frame itself: loops, watchers). */
export interface Read {
  readonly slot: number;
  readonly part: Part;
  /** Index of the reading node; −1 when a loop carries it or somebody watches it. */
  readonly by: number;
}

/** A tensor's name in kernels. */
export const tensorName = (slot: number, part: Part): string => `s${slot}.${part}`;

/** The part of which slot a part of a slot really is, through nodes that only pass it on. */
export function origin(
  frame: Pick<Plan, "nodes" | "slots">,
  slot: number,
  part: Part,
): { readonly slot: number; readonly part: Part } {
  const at = frame.slots[slot];
  const node = at && frame.nodes[at.node];
  const source = at && node?.moves === 0 ? node.stage?.stage.outputs[at.output]?.[part] : undefined;
  if (!node || source === undefined || typeof source === "string") return { slot, part };
  const from = node.inputs.get(source.input);
  return from === undefined ? { slot, part } : origin(frame, from, source.part);
}

/** Every tensor that has to be there for somebody, in no order. */
export function readsOf(frame: Frame): readonly Read[] {
  const reads: Read[] = [];
  const add = (slot: number | undefined, part: Part, by: number): void => {
    if (slot === undefined || slot < 0) return;
    reads.push({ ...origin(frame, slot, part), by });
  };
  const addAll = (slot: number | undefined, by: number): void => {
    const type = frame.slots[slot ?? -1]?.facts.type;
    for (const part of type ? PARTS[type] : []) add(slot, part, by);
  };
  for (const node of frame.nodes) {
    if (node.stage) stageReads(frame, node, (slot, part) => add(slot, part, node.index));
    if (!node.stage && !node.definition.loop) for (const slot of node.inputs.values()) addAll(slot, node.index);
    if (node.moves === undefined && node.level && "slot" in node.level) addAll(node.level.slot, node.index);
    if (node.watched) for (const slot of node.outputs.values()) addAll(slot, -1);
  }
  for (const loop of frame.loops) for (const slot of [loop.init, loop.back]) addAll(slot, -1);
  return reads;
}

function stageReads(frame: Frame, node: PlanNode, add: (slot: number | undefined, part: Part) => void): void {
  if (!node.stage) return;
  const { stage, equation, before } = node.stage;
  const read = new Set([...equation.reads.tensors, ...(before?.reads.tensors ?? [])]);
  for (const [name, { input, part }] of Object.entries(stage.tensors))
    if (read.has(name)) add(node.inputs.get(input), part);
  if (!stage.network) return;
  const shown = node.inputs.get(stage.network.x);
  add(shown, frame.slots[shown ?? -1]?.facts.type === "prediction" ? "x_t" : "x");
}
