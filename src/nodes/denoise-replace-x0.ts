import type { NodeDefinition } from "../runtime/node.ts";
import { checkBatches, checkSameSize } from "./common/checks.ts";
import { factsOf } from "./common/facts.ts";
import { imageIn, maskIn, optional, predictionIn, predictionOut } from "./common/sockets.ts";

/** Puts the known pixels into the clean estimate, as DDNM does; ε follows, so that both stay one prediction. */
export const denoiseReplaceX0: NodeDefinition = {
  type: "denoise/replace-x0",
  v: 1,
  category: "denoise",
  title: { en: "Replace clean estimate", zh: "替换干净估计" },
  help: {
    en: "Puts the known pixels into the network's idea of the clean picture, instead of into the noisy sample.",
    zh: "把已知像素放进网络对干净图像的估计，而不是放进带噪样本。",
  },
  source: "Wang et al. 2023 (DDNM), Eq. 13",
  inputs: [predictionIn, imageIn, optional(maskIn)],
  outputs: [predictionOut],
  params: [],
  facts: (site) => ({ prediction: factsOf("prediction", { ...site.inputs["prediction"] }) }),
  check: (site) => [
    ...checkSameSize(site, "prediction", ["image", "keep_mask"]),
    ...checkBatches(site, ["prediction", "image", "keep_mask"]),
  ],
  stage: ({ inputs }) => ({
    text: [
      inputs["keep_mask"] ? "pred_xstart = keep_mask * gt + (1 - keep_mask) * unknown" : "pred_xstart = gt",
      "eps = (sqrt_recip_alphas_cumprod * x_t - pred_xstart) / sqrt_recipm1_alphas_cumprod",
    ].join("\n"),
    tensors: {
      gt: { input: "image", part: "image" },
      x_t: { input: "prediction", part: "x_t" },
      ...(inputs["keep_mask"] && {
        keep_mask: { input: "keep_mask", part: "mask" } as const,
        unknown: { input: "prediction", part: "pred_xstart" } as const,
      }),
    },
    level: { input: "prediction", at: "arrival" },
    outputs: {
      prediction: {
        pred_xstart: "pred_xstart",
        eps: "eps",
        log_variance: { input: "prediction", part: "log_variance" },
        x_t: { input: "prediction", part: "x_t" },
      },
    },
  }),
};
