import type { NodeDefinition, Site, Stage } from "../runtime/node.ts";
import { commonBounds } from "../runtime/model/range.ts";
import { problem, warning, type Problem } from "../runtime/problem.ts";
import { checkKind, checkLabel, checkModelSize, checkProcess } from "./common/checks.ts";
import { factsOf, numberParam, textParam } from "./common/facts.ts";
import { clipsTo, predictionText } from "./common/prediction.ts";
import { labelIn, modelIn, optional, predictionOut, sampleIn } from "./common/sockets.ts";

/** One network call: what the network takes for noise and for the clean picture. */
export const denoisePredict: NodeDefinition = {
  type: "denoise/predict",
  v: 1,
  category: "denoise",
  title: { en: "Predict", zh: "预测" },
  help: {
    en: "Asks the network once: which part of this sample is noise, and what is the clean picture behind it?",
    zh: "调用一次网络：这个样本中哪些是噪声，背后的干净图像是什么？",
  },
  source: "Ho et al. 2020 §3.2, Eq. 11; Nichol & Dhariwal 2021 Eq. 15; Ho & Salimans 2022 Eq. 6",
  inputs: [modelIn, sampleIn, optional(labelIn)],
  outputs: [predictionOut],
  params: [
    {
      name: "guidance_scale",
      kind: "number",
      title: { en: "Guidance scale", zh: "引导强度" },
      help: {
        en: "How much more than usual the label counts; 1 is off. Any other value costs a second network call.",
        zh: "类别标签的作用放大多少；1 为关闭。其他值需要多调用一次网络。",
      },
      advanced: true,
      default: 1,
      min: 0,
      max: 50,
      step: 0.1,
      varies: true,
    },
    {
      name: "clip",
      kind: "choice",
      title: { en: "Clip the clean estimate", zh: "截断干净估计" },
      help: {
        en: "Whether the estimate of the clean picture is kept within the range of pictures.",
        zh: "是否把对干净图像的估计限制在图像取值范围内。",
      },
      advanced: true,
      default: "card",
      options: [
        { value: "card", title: { en: "as the model says", zh: "按模型说明" } },
        { value: "on", title: { en: "on", zh: "开" } },
        { value: "off", title: { en: "off", zh: "关" } },
      ],
    },
    {
      name: "variance",
      kind: "choice",
      title: { en: "Variance of a step", zh: "每步的方差" },
      help: {
        en: "How much noise a DDPM step adds: what the model says, or one of the two bounds of what it should be. They are exact for data that are one point (small) or standard normal (large), and differ less the more steps there are.",
        zh: "DDPM 每步加入多少噪声：按模型说明，或取应有方差的两个界之一。数据为单点时小的精确，为标准正态时大的精确；步数越多，二者相差越小。",
      },
      advanced: true,
      default: "card",
      options: [
        { value: "card", title: { en: "as the model says", zh: "按模型说明" } },
        { value: "small", title: { en: "small, β̃", zh: "小，β̃" } },
        { value: "large", title: { en: "large, β", zh: "大，β" } },
      ],
    },
  ],
  facts: (site) => ({ prediction: factsOf("prediction", { ...site.inputs["sample"] }) }),
  check: (site) => {
    const card = site.inputs["model"]?.card;
    const wrong = checkKind(site, "model", "denoiser");
    if (wrong.length > 0) return wrong;
    return [
      ...checkModelSize(site, card, ["sample"]),
      ...checkProcess(site, card, "sample"),
      ...checkGuidance(site),
      ...checkLabel(site, card),
    ];
  },
  calls: (site) => (isGuided(site) ? 2 : 1),
  stage: (site) => ({
    text: predictionText({
      card: site.inputs["model"]?.card,
      guided: isGuided(site),
      clip: textParam(site, "clip"),
      variance: textParam(site, "variance"),
    }),
    tensors: { x_t: { input: "sample", part: "x" } },
    scalars: isGuided(site) ? { guidance_scale: numberParam(site, "guidance_scale") } : {},
    level: { input: "sample", at: "arrival" },
    network: networkOf(site),
    outputs: {
      prediction: {
        eps: "eps",
        pred_xstart: "pred_xstart",
        log_variance: "log_variance",
        x_t: { input: "sample", part: "x" },
      },
    },
  }),
};

function isGuided(site: Site): boolean {
  const isOne = numberParam(site, "guidance_scale") === 1 && site.inputs["guidance_scale"] === undefined;
  return !isOne && site.inputs["label"] !== undefined;
}

function networkOf(site: Site): NonNullable<Stage["network"]> {
  return {
    model: "model",
    x: "sample",
    ...(site.inputs["label"] && { label: "label" }),
    ...(isGuided(site) && { guided: true }),
    ...(clipsByChannel(site) && { bounds: true }),
  };
}

function clipsByChannel(site: Site): boolean {
  const card = site.inputs["model"]?.card;
  return clipsTo(card, textParam(site, "clip")) && commonBounds(card?.image) === undefined;
}

function checkGuidance(site: Site): readonly Problem[] {
  const card = site.inputs["model"]?.card;
  const scale = numberParam(site, "guidance_scale");
  const labelled = site.inputs["label"] !== undefined;
  if (card && labelled && !card.classes) return [noClasses(site, card.name)];
  if (card?.classes && card.classes.null_label === undefined) {
    if (!labelled) return [needsLabel(site, card.name)];
    if (scale !== 1) return [noNullLabel(site, card.name, scale)];
  }
  return scale !== 1 && !labelled ? [guidanceWithoutLabel(site, scale)] : [];
}

function noClasses(site: Site, name: string): Problem {
  const message = {
    en: `${site.id}.label is wired, but the model ${name} knows no classes.`,
    zh: `${site.id}.label 已接线，但模型 ${name} 不带类别。`,
  };
  const remedy = {
    en: "Remove the wire, or choose a model with classes.",
    zh: "请删除该连线，或换用带类别的模型。",
  };
  return problem("no-classes", message, remedy, { node: site.id, socket: "label" });
}

function needsLabel(site: Site, name: string): Problem {
  const message = {
    en: `${site.id}.label is not wired, but the model ${name} cannot do without a class.`,
    zh: `${site.id}.label 没有接线，而模型 ${name} 必须给定类别。`,
  };
  const remedy = { en: 'Wire a class label into "label".', zh: "请把“类别标签”节点接入 label。" };
  return problem("needs-label", message, remedy, { node: site.id, socket: "label" });
}

function noNullLabel(site: Site, name: string, scale: number): Problem {
  const message = {
    en: `${site.id}.guidance_scale = ${scale} needs a label that means "no label"; the model ${name} has none.`,
    zh: `${site.id}.guidance_scale = ${scale} 需要表示“无类别”的标签，而模型 ${name} 没有。`,
  };
  const remedy = {
    en: "Set it to 1, or choose a model trained for classifier-free guidance.",
    zh: "请设为 1，或换用为无分类器引导训练的模型。",
  };
  return problem("no-null-label", message, remedy, { node: site.id, param: "guidance_scale" });
}

function guidanceWithoutLabel(site: Site, scale: number): Problem {
  const message = {
    en: `${site.id}.guidance_scale = ${scale} does nothing without a label.`,
    zh: `${site.id}.guidance_scale = ${scale}，但没有类别标签，不起作用。`,
  };
  const remedy = { en: 'Wire a class label into "label", or set it to 1.', zh: "请接入类别标签，或设为 1。" };
  return warning("guidance-without-label", message, remedy, { node: site.id, param: "guidance_scale" });
}
