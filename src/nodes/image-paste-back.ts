import type { Shape } from "../runtime/backend.ts";
import { pasteBack } from "../runtime/diffusion/paste.ts";
import type { NodeDefinition, OperationContext, Site } from "../runtime/node.ts";
import { checkOneMask, checkSameSize } from "./common/checks.ts";
import { factsOf, numberParam } from "./common/facts.ts";
import { handOver, readPlanes, tensorOf } from "./common/pictures.ts";
import { imageIn, imageOut, maskIn, TITLES } from "./common/sockets.ts";

/**
 * The picture that was given, its hole filled.
 *
 *     y = x + a (f − x),   a = 1 in the hole, falling to 0 over the seam
 */
export const imagePasteBack: NodeDefinition = {
  type: "image/paste-back",
  v: 1,
  category: "repaint",
  title: { en: "Paste back", zh: "贴回原图" },
  help: {
    en: "Puts what was filled into the picture it was cropped from. Beyond the seam, known pixels stay as they were, to the bit.",
    zh: "把填充结果放回它所裁自的图像。接缝以外的已知像素逐位保持不变。",
  },
  inputs: [
    { ...imageIn, title: { en: "the picture", zh: "原图" } },
    maskIn,
    { name: "filled", title: { en: "filled", zh: "填充结果" }, types: ["sample", "image"] },
    { name: "frame", title: TITLES.frame, types: ["frame"] },
  ],
  outputs: [imageOut],
  params: [
    {
      name: "seam",
      kind: "number",
      title: { en: "Seam", zh: "接缝" },
      help: {
        en: "Over how many pixels of the picture, around the hole, it fades from what was filled to what was there. Automatic: over one pixel of the network's picture (−1).",
        zh: "在待填充处周围多少图像像素内，由填充结果渐变为原有内容。自动：网络图像的一个像素宽（−1）。",
      },
      unit: { en: "px", zh: "像素" },
      default: -1,
      automatic: -1,
      min: -1,
      max: 512,
      step: 1,
    },
  ],
  facts: (site) => ({ image: factsOf("image", { shape: shapeAt(site), card: site.card }) }),
  check: (site) => [...checkSameSize(site, "image", ["keep_mask"]), ...checkOneMask(site, "keep_mask")],
  run: async (context) => ({ image: { type: "image", image: await paste(context) } }),
};

/** As the picture, as many as were filled. */
function shapeAt({ inputs }: Site): Shape | undefined {
  const shape = inputs["image"]?.shape;
  const windows = inputs["frame"]?.shape?.[0] ?? 1;
  const filled = Math.ceil((inputs["filled"]?.shape?.[0] ?? 1) / windows);
  return shape && [Math.max(shape[0], filled), shape[1], shape[2], shape[3]];
}

async function paste(context: OperationContext) {
  const { site, inputs, backend } = context;
  const { frame, filled, image } = inputs;
  if (frame?.type !== "frame" || !filled || !image) throw new Error(`${site.id} has not all of its inputs`);
  const keep_mask = await readPlanes(context, "keep_mask");
  const { shape } = tensorOf(filled);
  const pictures = await backend.read(tensorOf(filled));
  const [given, C, H, W] = shape;
  const { frames } = frame;
  const N = Math.ceil(given / frames.length);
  const wanted = numberParam(site, "seam");
  const [, channels, height, width] = tensorOf(image).shape;
  const plane = channels * height * width;
  const data = N === 1 ? await backend.read(tensorOf(image)) : new Float32Array(N * plane);
  for (let n = 0; n < N; n++) {
    const own = data.subarray(n * plane, (n + 1) * plane);
    if (N > 1) own.set((await readPlanes(context, "image", n)).data);
    for (const [k, one] of frames.entries()) {
      if (frames.indexOf(one) !== k) continue; // A window to spare repeats an earlier one.
      const first = (n * frames.length + k) * C * H * W;
      const part = { data: pictures.subarray(first, first + C * H * W), C, H, W };
      const seam = wanted < 0 ? Math.max(one.width / W, one.height / H) : wanted;
      pasteBack({ data: own, C: channels, H: height, W: width }, keep_mask, part, one, seam);
    }
  }
  return handOver(backend, data, [N, channels, height, width]);
}
