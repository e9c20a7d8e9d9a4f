import type { Facts, InputSocket, NodeDefinition, Part, Site, Stage } from "../runtime/node.ts";
import { problem, type Problem } from "../runtime/problem.ts";
import type { Text } from "../runtime/text.ts";
import { checkBatches, checkSameSize } from "./common/checks.ts";
import { likeInput, textParam } from "./common/facts.ts";
import { ownEquation } from "./common/own-equation.ts";
import { optional, predictionIn } from "./common/sockets.ts";

const NAMES = ["a", "b", "c", "d", "e", "f"] as const;
const title = (name: string): Text => ({ en: name, zh: name });
const operand = (name: string): InputSocket => ({
  name,
  title: title(name),
  types: ["sample", "image", "mask", "number"],
  optional: true,
});

/** The reader's own equation, in the language that all other stages are written in. */
export const mathEquation: NodeDefinition = {
  type: "math/equation",
  v: 1,
  category: "math",
  title: { en: "Equation", zh: "公式" },
  help: {
    en: "Computes y by your own equation, pixel by pixel. A new sampler needs nothing else.",
    zh: "按自己写的公式逐像素计算 y。写一个新的采样器只需要它。",
  },
  inputs: [
    { name: "a", title: title("a"), types: ["sample", "image", "mask"] },
    ...NAMES.slice(1).map(operand),
    optional(predictionIn),
  ],
  outputs: [{ name: "y", title: title("y"), type: { like: [...NAMES] } }],
  params: [
    {
      name: "equation",
      kind: "equation",
      title: { en: "Equation for y", zh: "y 的公式" },
      help: {
        en: "Lines of assignments; the last value wanted is y. In scope: a to f as wired; with a prediction eps, pred_xstart, log_variance and x_t; with a sample noise, t and the schedule's constants such as alphas_cumprod.",
        zh: "若干行赋值，最终要给出 y。可用：已接线的 a 至 f；接入预测后有 eps、pred_xstart、log_variance、x_t；接入样本后有 noise、t 以及噪声调度的常数，如 alphas_cumprod。",
      },
      default: "y = clamp(a, -1, 1)",
    },
    {
      name: "moves",
      kind: "choice",
      title: { en: "Level", zh: "噪声级" },
      help: {
        en: "What the equation does to t: y is at the level of a, one lower (constants are those of the level left), or one higher (constants are those of the level reached).",
        zh: "公式如何改变 t：y 与 a 同级；或降一级（常数取出发级）；或升一级（常数取到达级）。",
      },
      default: "stay",
      options: [
        { value: "stay", title: { en: "stays at t", zh: "停在 t" } },
        { value: "down", title: { en: "goes to t − 1", zh: "到 t − 1" } },
        { value: "up", title: { en: "goes to t + 1", zh: "到 t + 1" } },
      ],
    },
  ],
  facts: (site) => {
    const like = likeOf(site);
    return { y: likeInput(site, like, site.inputs[like]?.type ?? "sample", [...NAMES, "prediction"]) };
  },
  check: (site) => [...checkMove(site), ...checkKinds(site), ...checkSizes(site)],
  sameLevel: [...NAMES, "prediction"],
  path: ({ params, t }) => [params["moves"] === "up" ? t + 1 : t - 1],
  moves: (params) => (params["moves"] === "stay" ? 0 : 1),
  stage: stageOf,
  makes: ownEquation,
};

const PARTS: Partial<Record<Facts["type"], Part>> = { sample: "x", image: "image", mask: "mask" };

/** The input that y is like: the first sample, else the first thing wired. */
function likeOf(site: Site): (typeof NAMES)[number] {
  return NAMES.find((name) => site.inputs[name]?.type === "sample") ?? "a";
}

/** The input whose level and schedule count. */
function processOf(site: Site): string | undefined {
  return [...NAMES, "prediction"].find((name) => ["sample", "prediction"].includes(site.inputs[name]?.type ?? ""));
}

function stageOf(site: Site): Stage {
  const process = processOf(site);
  const tensors: Record<string, { input: string; part: Part }> = {};
  const numbers: Record<string, string> = {};
  for (const name of NAMES) {
    const type = site.inputs[name]?.type;
    const part = type && PARTS[type];
    if (part) tensors[name] = { input: name, part };
    if (type === "number") numbers[name] = name;
  }
  if (site.inputs["prediction"]) {
    for (const part of ["eps", "pred_xstart", "log_variance", "x_t"] as const) {
      tensors[part] = { input: "prediction", part };
    }
  }
  const part = PARTS[site.inputs[likeOf(site)]?.type ?? "sample"] ?? "x";
  return {
    text: textParam(site, "equation"),
    tensors,
    numbers,
    ...(process !== undefined && {
      noise: ["noise"],
      level: { input: process, at: textParam(site, "moves") === "up" ? "target" : "arrival" } as const,
    }),
    outputs: { y: { [part]: "y" } },
  };
}

function checkMove(site: Site): readonly Problem[] {
  if (textParam(site, "moves") === "stay" || site.inputs[likeOf(site)]?.type === "sample") return [];
  return [
    problem(
      "no-level",
      {
        en: `${site.id} is to change the level t, but no sample is wired to it.`,
        zh: `${site.id} 要改变噪声级 t，但没有接入样本。`,
      },
      { en: "Wire a sample into a, or let it stay at t.", zh: "请把样本接入 a，或让它停在 t。" },
      { node: site.id, param: "moves" },
    ),
  ];
}

/** y is like a, so a mask there would make a mask out of a picture. */
function checkKinds(site: Site): readonly Problem[] {
  if (site.inputs["a"]?.type !== "mask") return [];
  const picture = NAMES.find((name) => site.inputs[name]?.type === "image");
  if (picture === undefined || likeOf(site) !== "a") return [];
  return [
    problem(
      "mask-first",
      {
        en: `${site.id}.a is a mask, so y would be one too, while ${picture} is a picture.`,
        zh: `${site.id}.a 是掩码，y 也会是掩码，而 ${picture} 是图像。`,
      },
      { en: `Exchange the wires of a and ${picture}.`, zh: `请交换 a 与 ${picture} 的连线。` },
      { node: site.id, socket: "a" },
    ),
  ];
}

function checkSizes(site: Site): readonly Problem[] {
  const tensors = [...NAMES, "prediction"].filter((name) => {
    const type = site.inputs[name]?.type;
    return type !== undefined && type !== "number";
  });
  const like = likeOf(site);
  const others = tensors.filter((name) => name !== like);
  return [...checkSameSize(site, like, others), ...checkBatches(site, tensors)];
}
