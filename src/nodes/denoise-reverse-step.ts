import { ddimCoefficients } from "../runtime/diffusion/schedule.ts";
import type { NodeDefinition, Site, Stage } from "../runtime/node.ts";
import { factsOf, numberParam, textParam } from "./common/facts.ts";
import { predictionIn, sampleOut } from "./common/sockets.ts";

/** One step towards the clean picture: x_{t−1} from what the network said about x_t. */
export const denoiseReverseStep: NodeDefinition = {
  type: "denoise/reverse-step",
  v: 1,
  category: "denoise",
  title: { en: "Reverse step", zh: "反向去噪一步" },
  help: {
    en: "Takes one step towards the clean picture, t → t − 1: a little noise is removed, and less than that is added anew.",
    zh: "向干净图像走一步，t → t − 1：去掉一些噪声，再加回更少的一点。",
  },
  source: "Lugmayr et al. 2022 Eq. 2, 5, 8b; Ho et al. 2020 Eq. 7; Song et al. 2021 Eq. 12",
  inputs: [predictionIn],
  outputs: [{ ...sampleOut, title: { en: "sample, t − 1", zh: "样本（t − 1）" } }],
  params: [
    {
      name: "sampler",
      kind: "choice",
      title: { en: "Sampler", zh: "采样器" },
      help: {
        en: "DDPM draws from the posterior, as in the paper. DDIM goes with little or no new noise and is good with few steps.",
        zh: "DDPM 从后验中抽样，与论文一致。DDIM 几乎不加新噪声，步数少时效果好。",
      },
      default: "ddpm",
      options: [
        { value: "ddpm", title: { en: "DDPM", zh: "DDPM" } },
        { value: "ddim", title: { en: "DDIM", zh: "DDIM" } },
      ],
    },
    {
      name: "eta",
      kind: "number",
      title: { en: "η of DDIM", zh: "DDIM 的 η" },
      help: {
        en: "How much noise DDIM adds: 0 is deterministic, 1 has the variance of DDPM. Not used by DDPM.",
        zh: "DDIM 加回多少噪声：0 为确定性，1 与 DDPM 方差相同。DDPM 不使用。",
      },
      advanced: true,
      default: 0,
      min: 0,
      max: 1,
      step: 0.05,
      varies: true,
    },
  ],
  facts: (site) => ({ sample: factsOf("sample", { ...site.inputs["prediction"] }) }),
  path: ({ t }) => [t - 1],
  moves: () => 1,
  stage: (site) => (textParam(site, "sampler") === "ddim" ? ddim(site) : ddpm()),
};

const LEVEL = { input: "prediction", at: "arrival" } as const;

/** Draws from the posterior; `noise_scale` is 0 in the last step, which adds no noise. */
function ddpm(): Stage {
  return {
    text: [
      "mean = posterior_mean_coef1 * pred_xstart + posterior_mean_coef2 * x_t",
      "x_prev = mean + noise_scale * exp(log_variance / 2) * noise",
    ].join("\n"),
    tensors: {
      pred_xstart: { input: "prediction", part: "pred_xstart" },
      x_t: { input: "prediction", part: "x_t" },
      log_variance: { input: "prediction", part: "log_variance" },
    },
    noise: ["noise"],
    level: LEVEL,
    outputs: { sample: { x: "x_prev" } },
  };
}

/** The direction ε follows from the clean estimate, which may have been clipped or replaced, as in guided-diffusion. */
function ddim(site: Site): Stage {
  const eta = numberParam(site, "eta");
  const draws = eta > 0 || site.inputs["eta"] !== undefined;
  const drawn = draws ? " + ddim_sigma * noise" : "";
  return {
    text: [
      "eps = (sqrt_recip_alphas_cumprod * x_t - pred_xstart) / sqrt_recipm1_alphas_cumprod",
      `x_prev = ddim_coef_xstart * pred_xstart + ddim_coef_eps * eps${drawn}`,
    ].join("\n"),
    tensors: {
      pred_xstart: { input: "prediction", part: "pred_xstart" },
      x_t: { input: "prediction", part: "x_t" },
    },
    scalars: {
      ddim_coef_xstart: (schedule, level) => ddimCoefficients(schedule, level, eta).ddim_coef_xstart,
      ddim_coef_eps: (schedule, level) => ddimCoefficients(schedule, level, eta).ddim_coef_eps,
      ...(draws && { ddim_sigma: (schedule, level) => ddimCoefficients(schedule, level, eta).ddim_sigma }),
    },
    ...(draws && { noise: ["noise"] }),
    level: LEVEL,
    outputs: { sample: { x: "x_prev" } },
  };
}
