import { mse, psnr, ssim } from "../runtime/diffusion/metrics.ts";
import type { Planes } from "../runtime/diffusion/planes.ts";
import type { NodeDefinition, OperationContext, OutputSocket, Picture } from "../runtime/node.ts";
import { checkBatches, checkOneMask, checkSameSize } from "./common/checks.ts";
import { readPicture } from "./common/pictures.ts";
import { maskIn, optional } from "./common/sockets.ts";

const MEASURES = { mse, psnr, ssim };
const NAMES = ["mse", "psnr", "ssim"] as const;

const output = (name: string, en: string, zh: string): OutputSocket => ({ name, title: { en, zh }, type: "number" });

/** How far a result is from the true picture, over the filled region alone where a mask is given. */
export const imageMetrics: NodeDefinition = {
  type: "image/metrics",
  v: 1,
  category: "view",
  title: { en: "Metrics", zh: "指标" },
  help: {
    en: "Measures how near a result comes to the true picture; with a mask only what was filled counts.",
    zh: "衡量结果与真实图像的接近程度；给出掩码时只计算被填充的部分。",
  },
  source: "Wang et al. 2004 Eq. 13 (SSIM)",
  inputs: [
    { name: "image", title: { en: "result", zh: "结果" }, types: ["image", "sample"] },
    { name: "gt", title: { en: "truth", zh: "真值" }, types: ["image", "sample"] },
    optional(maskIn),
  ],
  outputs: [
    output("mse", "MSE", "均方误差"),
    output("psnr", "PSNR (dB)", "峰值信噪比 (dB)"),
    output("ssim", "SSIM", "结构相似度"),
  ],
  params: [],
  check: (site) => [
    ...checkSameSize(site, "image", ["gt", "keep_mask"]),
    ...checkBatches(site, ["image", "gt", "keep_mask"]),
    ...checkOneMask(site, "keep_mask"),
  ],
  run: async (context) => {
    const result = await measure(context);
    for (const name of NAMES) {
      context.emit({ kind: "number", node: context.site.id, name, t: context.t, value: result[name] });
    }
    return {
      mse: { type: "number", number: result.mse },
      psnr: { type: "number", number: result.psnr },
      ssim: { type: "number", number: result.ssim },
    };
  },
};

/** Means over the batch; a batch of 1 on either side is compared with every picture of the other. */
async function measure(context: OperationContext): Promise<Record<(typeof NAMES)[number], number>> {
  const image = await readPicture(context, "image");
  const gt = await readPicture(context, "gt");
  const mask = context.inputs["keep_mask"] ? await readPicture(context, "keep_mask") : undefined;
  const N = Math.max(image.shape[0], gt.shape[0]);
  const sums = { mse: 0, psnr: 0, ssim: 0 };
  for (let n = 0; n < N; n++) {
    // Read masks lie in [−1, 1]; what counts is what was filled.
    const region = mask && sampleOf(mask, n).data.map((v) => (1 - v) / 2);
    for (const name of NAMES) sums[name] += MEASURES[name](sampleOf(image, n), sampleOf(gt, n), region) / N;
  }
  return sums;
}

function sampleOf({ shape: [N, C, H, W], data }: Picture, n: number): Planes {
  const at = N === 1 ? 0 : n * C * H * W;
  return { data: data.subarray(at, at + C * H * W), C, H, W };
}
