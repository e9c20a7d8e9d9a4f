import type { NodeDefinition, Site } from "../runtime/node.ts";
import { checkKind, checkLabel, checkModelSize, checkProcess } from "./common/checks.ts";
import { factsOf, numberParam, textParam } from "./common/facts.ts";
import { labelIn, predictionIn, predictionOut } from "./common/sockets.ts";

/** Leans a prediction towards a class, by the gradient of a classifier that sees through noise. */
export const denoiseClassifierGuidance: NodeDefinition = {
  type: "denoise/classifier-guidance",
  v: 1,
  category: "denoise",
  title: { en: "Classifier guidance", zh: "分类器引导" },
  help: {
    en: "Asks a classifier in which direction the noisy sample would look more like a class, and leans the prediction that way.",
    zh: "询问分类器：带噪样本朝哪个方向变化会更像某一类别，并让预测偏向该方向。",
  },
  source: "Dhariwal & Nichol 2021, Algorithms 1 and 2",
  inputs: [{ name: "classifier", title: { en: "classifier", zh: "分类器" }, types: ["model"] }, predictionIn, labelIn],
  outputs: [predictionOut],
  params: [
    {
      name: "classifier_scale",
      kind: "number",
      title: { en: "Scale s", zh: "强度 s" },
      help: {
        en: "How strongly the class pulls: 1 is the classifier's own word, more gives up variety for likeness; below 0 leads away from it.",
        zh: "类别的牵引强度：1 为分类器的原意，更大则以多样性换取相似度；小于 0 则远离该类别。",
      },
      default: 1,
      min: -100,
      max: 100,
      step: 0.1,
      varies: true,
    },
    {
      name: "moves",
      kind: "choice",
      title: { en: "What is moved", zh: "移动的量" },
      help: {
        en: "The mean of the reverse step, for DDPM (Algorithm 1); or the noise estimate, for DDIM (Algorithm 2).",
        zh: "反向步的均值，用于 DDPM（算法 1）；或噪声估计，用于 DDIM（算法 2）。",
      },
      advanced: true,
      default: "mean",
      options: [
        { value: "mean", title: { en: "the mean (DDPM)", zh: "均值（DDPM）" } },
        { value: "eps", title: { en: "the noise estimate (DDIM)", zh: "噪声估计（DDIM）" } },
      ],
    },
  ],
  facts: (site) => ({ prediction: factsOf("prediction", { ...site.inputs["prediction"] }) }),
  check: (site) => {
    const card = site.inputs["classifier"]?.card;
    const wrong = checkKind(site, "classifier", "classifier");
    if (wrong.length > 0) return wrong;
    return [
      ...checkModelSize(site, card, ["prediction"]),
      ...checkProcess(site, card, "prediction"),
      ...checkLabel(site, card),
    ];
  },
  calls: () => 1,
  callsClassifier: true,
  stage: (site) => ({
    text: guidanceText(site),
    tensors: {
      pred_xstart: { input: "prediction", part: "pred_xstart" },
      x_t: { input: "prediction", part: "x_t" },
      log_variance: { input: "prediction", part: "log_variance" },
    },
    scalars: { classifier_scale: numberParam(site, "classifier_scale") },
    level: { input: "prediction", at: "arrival" },
    network: { model: "classifier", x: "prediction", label: "label", out: "gradient" },
    outputs: {
      prediction: {
        eps: "guided_eps",
        pred_xstart: "guided_xstart",
        log_variance: { input: "prediction", part: "log_variance" },
        x_t: { input: "prediction", part: "x_t" },
      },
    },
  }),
};

/**
 * The equation, with g = ∇ log p(y | x_t) at the x_t that the network was shown:
 *
 *     μ ← μ + s σ² g              Algorithm 1; μ = posterior_mean_coef1 x̂_0 + …, so x̂_0 moves by s σ² g / posterior_mean_coef1
 *     ε ← ε − s √(1 − ᾱ_t) g      Algorithm 2
 *
 * Nothing is clipped afterwards, as in guided-diffusion. ε is that of x̂_0, and x̂_0 that of ε, so both stay one prediction.
 */
function guidanceText(site: Site): string {
  const eps = (of: string): string => `(sqrt_recip_alphas_cumprod * x_t - ${of}) / sqrt_recipm1_alphas_cumprod`;
  if (textParam(site, "moves") === "mean")
    return [
      "variance = exp(log_variance)",
      "mean_shift = classifier_scale * variance * gradient",
      "guided_xstart = pred_xstart + mean_shift / posterior_mean_coef1",
      `guided_eps = ${eps("guided_xstart")}`,
    ].join("\n");
  return [
    `eps = ${eps("pred_xstart")}`,
    "guided_eps = eps - classifier_scale * sqrt_one_minus_alphas_cumprod * gradient",
    "guided_xstart = sqrt_recip_alphas_cumprod * x_t - sqrt_recipm1_alphas_cumprod * guided_eps",
  ].join("\n");
}
