import type { ModelCard } from "../runtime/model/card.ts";
import type { NodeDefinition, Site } from "../runtime/node.ts";
import { problem, type Problem } from "../runtime/problem.ts";
import { commonBounds } from "../runtime/model/range.ts";
import { checkBatches, checkKind, checkLabel, checkModelSize, checkProcess, checkSameSize } from "./common/checks.ts";
import { factsOf } from "./common/facts.ts";
import { imageIn, imageOut, labelIn, maskIn, modelIn, optional, predictionIn } from "./common/sockets.ts";

/** Which way x_t would have to go for the network's clean estimate to leave the known pixels: through the network. */
export const denoiseGradient: NodeDefinition = {
  type: "denoise/gradient",
  v: 1,
  category: "denoise",
  title: { en: "Gradient through the network", zh: "穿过网络的梯度" },
  help: {
    en: "In which direction the noisy sample would have to change for the clean estimate to miss the known pixels by more: ∇ of ‖m (x̂₀ − y)‖². Samplers step against it.",
    zh: "带噪样本朝哪个方向变化会使干净估计与已知像素相差更大：‖m (x̂₀ − y)‖² 的梯度。采样器沿其反方向走。",
  },
  source: "Chung et al. 2023 (DPS), Alg. 1; Chung et al. 2022 (MCG), Eq. 14; Zhang et al. 2023 (CoPaint), Eq. 9",
  inputs: [
    modelIn,
    predictionIn,
    { ...imageIn, title: { en: "known picture", zh: "已知图像" } },
    optional(maskIn),
    optional(labelIn),
  ],
  outputs: [{ ...imageOut, name: "gradient", title: { en: "gradient", zh: "梯度" } }],
  params: [],
  facts: ({ inputs: { prediction } }) => ({
    gradient: factsOf("image", { shape: prediction?.shape, card: prediction?.card }),
  }),
  check: (site) => {
    const card = site.inputs["model"]?.card;
    const wrong = checkKind(site, "model", "denoiser");
    if (wrong.length > 0) return wrong;
    return [
      ...checkVjp(site, card),
      ...checkModelSize(site, card, ["prediction"]),
      ...checkProcess(site, card, "prediction"),
      ...checkSameSize(site, "prediction", ["image", "keep_mask"]),
      ...checkBatches(site, ["prediction", "image", "keep_mask"]),
      ...checkLabel(site, card),
    ];
  },
  calls: () => 1,
  stage: (site) => ({
    text: gradientText(site),
    tensors: {
      pred_xstart: { input: "prediction", part: "pred_xstart" },
      gt: { input: "image", part: "image" },
      ...(site.inputs["keep_mask"] && { keep_mask: { input: "keep_mask", part: "mask" } as const }),
    },
    level: { input: "prediction", at: "arrival" },
    network: {
      model: "model",
      x: "prediction",
      cotangent: "cotangent",
      out: "vjp",
      ...(site.inputs["label"] && { label: "label" }),
      ...(commonBounds(site.inputs["model"]?.card?.image) === undefined && { bounds: true }),
    },
    outputs: { gradient: { image: "error_gradient" } },
  }),
};

/**
 * The equation: with c = 2 m (x̂₀ − y), the gradient of the error in x̂₀, and Jᵀ c what the network's file gives,
 *
 *     ∇ = c / √ᾱ_t − √(1/ᾱ_t − 1) Jᵀ c      epsilon: x̂₀ = x_t / √ᾱ_t − √(1/ᾱ_t − 1) ε(x_t)
 *     ∇ = Jᵀ c                              x_start
 *     ∇ = √ᾱ_t c − √(1 − ᾱ_t) Jᵀ c          v
 *
 * Where x̂₀ was clipped it does not move with x_t: such pixels lie on a bound to the bit, and c is 0 there.
 */
function gradientText(site: Site): string {
  const card = site.inputs["model"]?.card;
  const [low, high] = commonBounds(card?.image) ?? ["x_min", "x_max"];
  const residual = site.inputs["keep_mask"] ? "keep_mask * (pred_xstart - gt)" : "pred_xstart - gt";
  const through = {
    epsilon: "sqrt_recip_alphas_cumprod * cotangent - sqrt_recipm1_alphas_cumprod * vjp",
    x_start: "vjp",
    v: "sqrt_alphas_cumprod * cotangent - sqrt_one_minus_alphas_cumprod * vjp",
  }[card?.prediction_type ?? "epsilon"];
  return [
    `residual = ${residual}`,
    ...unclipped(low, high),
    "cotangent = 2 * unclipped * residual",
    `error_gradient = ${through}`,
  ].join("\n");
}

/** Lines for `unclipped`: 0 where the clean estimate lies on a bound, 1 elsewhere. */
function unclipped(low: number | string, high: number | string): readonly string[] {
  const unless = (value: string, bound: number | string): string =>
    `select(${value} >= ${bound}, select(${value} <= ${bound}, 0, 1), 1)`;
  if (typeof low === "number" && low === -Number(high))
    return ["far = abs(pred_xstart)", `unclipped = ${unless("far", high)}`];
  return [
    `unclipped_low = ${unless("pred_xstart", low)}`,
    `unclipped = unclipped_low * ${unless("pred_xstart", high)}`,
  ];
}

function checkVjp(site: Site, card: ModelCard | undefined): readonly Problem[] {
  if (!card || card.vjp) return [];
  return [
    problem(
      "no-vjp",
      {
        en: `${site.id} takes the gradient through the model ${card.name}, whose card names no file for it (vjp).`,
        zh: `${site.id} 要求模型 ${card.name} 的梯度，但其模型卡未列出相应文件（vjp）。`,
      },
      {
        en: "Choose a model that has one, or write it: tools/export/vjp.py NAME.onnx in the repository adds it to an exported network.",
        zh: "请换用带有该文件的模型，或自行生成：仓库中的 tools/export/vjp.py 名称.onnx 可为已导出的网络添加。",
      },
      { node: site.id, socket: "model" },
    ),
  ];
}
