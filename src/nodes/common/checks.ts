import type { Shape } from "../../runtime/backend.ts";
import { betasOf } from "../../runtime/diffusion/betas.ts";
import { takesSize, type ModelCard, type ModelKind } from "../../runtime/model/card.ts";
import type { Site } from "../../runtime/node.ts";
import { problem, warning, type Problem } from "../../runtime/problem.ts";
import type { Text } from "../../runtime/text.ts";
import { shapeOf } from "./facts.ts";

/** "3×64×64": channels, height, width. */
const sizeText = ([, C, H, W]: Shape): string => `${C}×${H}×${W}`;

/**
 * Reports inputs whose pictures do not have the size of the `reference` input's; masks are compared by height and width
 * alone. Inputs of unknown size pass.
 */
export function checkSameSize(site: Site, reference: string, others: readonly string[]): Problem[] {
  const expected = site.inputs[reference]?.shape;
  if (!expected) return [];
  return others.flatMap((socket) => {
    const came = site.inputs[socket];
    if (!came?.shape || fits(came.shape, expected, came.type === "mask")) return [];
    return [otherSize(site.id, socket, came.shape, expected, `${site.id}.${reference}`)];
  });
}

/** Reports a mask of several channels where one has to stand for all. */
export function checkOneMask(site: Site, socket: string): Problem[] {
  const channels = site.inputs[socket]?.shape?.[1] ?? 1;
  if (channels === 1) return [];
  return [
    problem(
      "mask-layers",
      {
        en: `${site.id}.${socket} has ${channels} masks, one for each channel; here one has to stand for all.`,
        zh: `${site.id}.${socket} 有 ${channels} 个掩码（每个通道一个），而此处须由一个掩码代表所有通道。`,
      },
      {
        en: "Wire a mask of one channel to it, or leave this node out: data are filled as they are.",
        zh: "请接入单通道掩码，或去掉此节点：数据会原样填充。",
      },
      { node: site.id, socket },
    ),
  ];
}

/** Reports inputs whose pictures the model cannot take. */
export function checkModelSize(site: Site, card: ModelCard | undefined, sockets: readonly string[]): Problem[] {
  if (!card) return [];
  const trained = shapeOf(card);
  const { multiple_of } = card.image;
  return sockets.flatMap((socket) => {
    const came = site.inputs[socket];
    if (!came?.shape) return [];
    const [, , H, W] = came.shape;
    const expected: Shape = takesSize(card, H, W) ? [trained[0], trained[1], H, W] : trained;
    if (fits(came.shape, expected, came.type === "mask")) return [];
    const taken = multiple_of === undefined ? sizeText(expected) : `${trained[1]}×${multiple_of}k×${multiple_of}l`;
    const message = {
      en: `${site.id}.${socket} is ${sizeText(came.shape)}; the model ${card.name} takes ${taken}.`,
      zh: `${site.id}.${socket} 的大小是 ${sizeText(came.shape)}，而模型 ${card.name} 需要 ${taken}。`,
    };
    const remedy = {
      en: 'Set "Fit" of the image to "cover", choose a model of that size, or cut what is larger into Windows.',
      zh: "请把图像节点的“适配方式”设为“裁切填满”、换用该尺寸的模型，或把较大的画布“切成窗口”。",
    };
    return [problem("model-size", message, remedy, { node: site.id, socket })];
  });
}

/** Reports a network of another kind: a classifier cannot predict, a denoiser knows no gradient, neither fills in one call. */
export function checkKind(site: Site, socket: string, kind: ModelKind): Problem[] {
  const card = site.inputs[socket]?.card;
  if (!card || (card.kind ?? "denoiser") === kind) return [];
  const [wanted, came] = [KINDS[kind], KINDS[card.kind ?? "denoiser"]];
  return [
    problem(
      `not-a-${kind}`,
      {
        en: `${site.id}.${socket} takes ${wanted.en}; the model ${card.name} is ${came.en}.`,
        zh: `${site.id}.${socket} 需要${wanted.zh}，而模型 ${card.name} 是${came.zh}。`,
      },
      REMEDIES[kind],
      { node: site.id, socket },
    ),
  ];
}

const KINDS: Readonly<Record<ModelKind, Text>> = {
  denoiser: { en: "a denoiser", zh: "去噪网络" },
  classifier: { en: "a classifier", zh: "分类器" },
  inpainter: { en: "an inpainting network", zh: "补全网络" },
  distance: { en: "a network that compares two pictures", zh: "比较两张图的网络" },
  features: { en: "a network that describes a picture", zh: "描述图像的网络" },
};

const REMEDIES: Readonly<Record<ModelKind, Text>> = {
  denoiser: { en: "Wire a Load model with a denoiser to it.", zh: "请接入加载了去噪网络的“加载模型”节点。" },
  classifier: {
    en: "Wire a second Load model to it, with a classifier's network (its gradient as output; docs/networks.md in the package says how one is exported).",
    zh: "请接入另一个“加载模型”节点，其网络为分类器（以梯度为输出；导出方法见安装包内的 docs/networks.md）。",
  },
  inpainter: {
    en: 'Wire a Load model to it whose network fills holes; its card says "kind": "inpainter" (docs/networks.md in the package).',
    zh: '请接入加载了补全网络的“加载模型”节点；其模型卡写有 "kind": "inpainter"（见安装包内的 docs/networks.md）。',
  },
  distance: {
    en: "Wire a Load model to it with LPIPS, which nobody may ship for you: docs/networks.md in the package says what to download and how it is exported.",
    zh: "请接入加载了 LPIPS 的“加载模型”节点；其权重须自行下载，下载与导出方法见安装包内的 docs/networks.md。",
  },
  features: {
    en: "Wire a Load model to it with Inception's features, to be downloaded and exported: docs/networks.md in the package says how.",
    zh: "请接入加载了 Inception 特征的“加载模型”节点；权重须自行下载并导出，方法见安装包内的 docs/networks.md。",
  },
};

/** Reports a sample or prediction that follows another training process than the model's. */
export function checkProcess(site: Site, card: ModelCard | undefined, socket: string): Problem[] {
  const process = site.inputs[socket]?.card;
  if (!card || !process || card === process) return [];
  const [N, M] = [card.num_train_timesteps, process.num_train_timesteps];
  if (N === M && sameBetas(card, process)) return [];
  const [own, theirs] = N === M ? [card.beta_schedule.kind, process.beta_schedule.kind] : [String(N), String(M)];
  const [en, zh] = N === M ? ["betas", "β"] : ["training steps", "训练步"];
  // Other betas only mean that the model is told levels that are somewhat off.
  const report = N === M ? warning : problem;
  return [
    report(
      "other-process",
      {
        en: `${site.id}.${socket} follows the schedule of ${process.name} (${theirs} ${en}); the model ${card.name} was trained with another (${own} ${en}).`,
        zh: `${site.id}.${socket} 使用 ${process.name} 的噪声调度（${theirs} ${zh}），而模型 ${card.name} 训练时用的是另一种（${own} ${zh}）。`,
      },
      { en: "Choose models that were trained with the same noise.", zh: "请选用训练时噪声相同的模型。" },
      { node: site.id, socket },
    ),
  ];
}

function sameBetas(a: ModelCard, b: ModelCard): boolean {
  const [p, q] = [a, b].map((card) => betasOf(card.beta_schedule, card.num_train_timesteps));
  return p?.every((beta, i) => Math.abs(beta - (q?.[i] ?? NaN)) <= 0.01 * beta) === true;
}

/** Reports a class that the model does not know, where it was chosen. */
export function checkLabel(site: Site, card: ModelCard | undefined): Problem[] {
  const label = site.inputs["label"]?.label;
  if (!card?.classes || !label || label.index < card.classes.count) return [];
  const most = card.classes.count - 1;
  return [
    problem(
      "label-range",
      {
        en: `${label.node}.label = ${label.index}; the model ${card.name} of ${site.id} knows the classes 0 to ${most}.`,
        zh: `${label.node}.label = ${label.index}，而 ${site.id} 的模型 ${card.name} 只有类别 0 到 ${most}。`,
      },
      { en: `Choose a class from 0 to ${most}.`, zh: `请选择 0 到 ${most} 的类别。` },
      { node: label.node, param: "label" },
    ),
  ];
}

/** Reports batches that are neither 1 nor equal, so that no picture can be paired with its partner. */
export function checkBatches(site: Site, sockets: readonly string[]): Problem[] {
  const sizes = sockets.map((socket) => ({ socket, N: site.inputs[socket]?.shape?.[0] ?? 1 }));
  const most = Math.max(...sizes.map(({ N }) => N));
  return sizes
    .filter(({ N }) => N !== 1 && N !== most)
    .map(({ socket, N }) =>
      problem(
        "batch",
        {
          en: `${site.id}.${socket} holds ${N} pictures where another input holds ${most}.`,
          zh: `${site.id}.${socket} 有 ${N} 张图，而另一个输入有 ${most} 张。`,
        },
        { en: "Give both the same batch, or a batch of 1.", zh: "请让两者批量相同，或其中之一为 1。" },
        { node: site.id, socket },
      ),
    );
}

function fits(came: Shape, expected: Shape, isMask: boolean): boolean {
  return came[2] === expected[2] && came[3] === expected[3] && (isMask || came[1] === expected[1]);
}

function otherSize(id: string, socket: string, came: Shape, expected: Shape, like: string): Problem {
  return problem(
    "other-size",
    {
      en: `${id}.${socket} is ${sizeText(came)}, expected ${sizeText(expected)} like ${like}.`,
      zh: `${id}.${socket} 的大小是 ${sizeText(came)}，应与 ${like} 一致，为 ${sizeText(expected)}。`,
    },
    {
      en: 'Let the image or mask node fit it to the model ("Fit"), or use a file of that size.',
      zh: "请在图像或掩码节点的“适配方式”中让它适配模型，或使用该尺寸的文件。",
    },
    { node: id, socket },
  );
}
