import type { Group } from "./program.ts";
import type { Op, Plan, PlanNode } from "./program.ts";

/** A plan as text, for bug reports and for those who want to see what will run: order, loops, kernels, last uses. */
export function printPlan(plan: Plan): string {
  const lines: string[] = [];
  let depth = 0;
  const write = (text: string): void => void lines.push(`${"  ".repeat(depth)}${text}`);
  for (const [i, op] of plan.ops.entries()) {
    if (op.op === "test") depth++;
    else {
      if (op.op === "back") depth--;
      const line = opLine(plan, op);
      if (line) write(line + freed(plan, i));
    }
  }
  const kernels = plan.groups.map((group) => kernelLine(plan, group));
  return [...lines, "", "kernels", ...kernels.map((line) => `  ${line}`), ""].join("\n");
}

const slotName = (plan: Plan, slot: number): string => {
  const at = plan.slots[slot];
  return `${plan.nodes[at?.node ?? -1]?.id ?? "?"}.${at?.output ?? "?"}`;
};

function opLine(plan: Plan, op: Op): string | undefined {
  if (op.op === "visit") return nodeLine(plan, plan.nodes[op.node]);
  const loop = plan.loops[op.loop];
  if (!loop || op.op === "test" || op.op === "exit") return undefined;
  const id = plan.nodes[loop.node]?.id ?? "?";
  if (op.op === "enter") return `${id}: ${until(loop)}, from ${slotName(plan, loop.init)}`;
  return `${id}: again with ${slotName(plan, loop.back)}`;
}

const until = ({ until }: Plan["loops"][number]): string =>
  "times" in until ? `${until.times} times` : `while t > ${until.stop}`;

function nodeLine(plan: Plan, node: PlanNode | undefined): string | undefined {
  if (!node) return undefined;
  const inputs = [...node.inputs.values()].map((slot) => slotName(plan, slot)).join(", ");
  const outputs = [...node.outputs].map(([name, slot]) => {
    const { type, shape, T } = plan.slots[slot]?.facts ?? { type: "?" };
    return `${name}: ${type}${shape ? ` ${shape.join("×")}` : ""}${T ? ` T=${T}` : ""}`;
  });
  const group = plan.groups.find((g) => g.nodes.includes(node.index));
  const marks = [
    ...(node.calls > 0 ? [`${node.calls} ${network(node)} call${node.calls > 1 ? "s" : ""}`] : []),
    ...(group ? [`kernel ${group.index}`] : []),
    ...(node.watched ? ["watched"] : []),
  ];
  const tail = marks.length > 0 ? `  [${marks.join(", ")}]` : "";
  return `${node.id} = ${node.definition.type}(${inputs})${outputs.length > 0 ? ` → ${outputs.join(", ")}` : ""}${tail}`;
}

const network = ({ definition }: PlanNode): string => (definition.callsClassifier ? "classifier" : "network");

function freed(plan: Plan, op: number): string {
  const slots = (plan.free[op] ?? []).map((slot) => slotName(plan, slot));
  return slots.length > 0 ? `  free ${slots.join(", ")}` : "";
}

function kernelLine(plan: Plan, group: Group): string {
  const ids = group.nodes.map((index) => plan.nodes[index]?.id ?? "?").join(" + ");
  const reads = group.inputs.map((input) => {
    if (input.kind === "value") return `${slotName(plan, input.slot)}.${input.part}`;
    return `${plan.nodes[input.node]?.id ?? "?"}.${input.kind === "noise" ? "noise" : input.name}`;
  });
  const writes = group.outputs.map(({ slot, part }) => `${slotName(plan, slot)}.${part}`);
  return `${group.index}: ${ids}: (${reads.join(", ")}) → ${writes.join(", ") || "nothing"}; ${group.kernel.code.length} instructions`;
}
