import type { PlanNode } from "./graph/program.ts";
import { problem, UserError } from "./problem.ts";

export function neverEnds(node: PlanNode, t: number): UserError {
  return new UserError(
    problem(
      "never-ends",
      {
        en: `The loop ${node.name} never ends: a pass began at t = ${t} and came back no lower.`,
        zh: `循环 ${node.name} 永不结束：从 t = ${t} 开始的一轮回来时没有降低。`,
      },
      {
        en: "Put a reverse step on the way from its body to its back.",
        zh: "请在从 body 到 back 的路径上放一个反向步。",
      },
      { node: node.id, socket: node.definition.inputs[1]?.name ?? "back" },
    ),
  );
}

export function levelsDiffer(node: PlanNode, t: number, other: number): UserError {
  const names = (node.definition.sameLevel ?? []).join(", ");
  return new UserError(
    problem(
      "levels-differ",
      {
        en: `${node.name} joins samples of different levels (${names}): t = ${t} and t = ${other}.`,
        zh: `${node.name} 合并了不同层级的样本（${names}）：t = ${t} 与 t = ${other}。`,
      },
      {
        en: `Noise the known region at the level of the other sample: wire that sample into "at" of Forward noise.`,
        zh: `请让已知区域加噪到同一层级：把该样本接入前向加噪的 "at"。`,
      },
      { node: node.id, ...(node.definition.sameLevel?.[0] !== undefined && { socket: node.definition.sameLevel[0] }) },
    ),
  );
}

export function levelBeyond(node: PlanNode, to: number): UserError {
  return new UserError(
    problem(
      "level-beyond",
      {
        en: `${node.name} goes to t = ${to}; its schedule has levels 0 to ${node.T}.`,
        zh: `${node.name} 走到 t = ${to}；其调度只有层级 0 到 ${node.T}。`,
      },
      {
        en: "Raise T of the noise schedule, or let it move the other way.",
        zh: "请增大噪声调度的 T，或改变移动方向。",
      },
      { node: node.id },
    ),
  );
}

export function cleanAlready(node: PlanNode): UserError {
  return new UserError(
    problem(
      "clean-already",
      {
        en: `${node.name} would call the network at t = 0; it was trained on noise, from t = 1 on.`,
        zh: `${node.name} 会在 t = 0 调用网络；网络只在有噪声时（t ≥ 1）受过训练。`,
      },
      {
        en: "Call it before the reverse step rather than after it, or let the loop around it stop at t = 1.",
        zh: "请在反向步之前（而不是之后）调用它，或让外层循环停在 t = 1。",
      },
      { node: node.id },
    ),
  );
}
