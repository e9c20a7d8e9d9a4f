import type { Shape } from "../runtime/backend.ts";
import { toModel } from "../runtime/model/range.ts";
import type { NodeDefinition, Site } from "../runtime/node.ts";
import { problem, UserError } from "../runtime/problem.ts";
import { factsOf, numberParam, shapeOf } from "./common/facts.ts";
import { imageIn, imageOut, optional } from "./common/sockets.ts";

/** A picture of one value. */
export const imageSolid: NodeDefinition = {
  type: "image/solid",
  v: 1,
  category: "image",
  title: { en: "One value", zh: "单一值" },
  help: {
    en: "A picture that has the same value everywhere, as large as the model's or as the one wired.",
    zh: "处处取同一值的图像，大小与模型或接入的图像一致。",
  },
  inputs: [optional(imageIn, { en: "size like", zh: "尺寸参照" })],
  outputs: [imageOut],
  params: [
    {
      name: "value",
      kind: "number",
      title: { en: "Value", zh: "取值" },
      help: { en: "−1 is black, 1 is white.", zh: "−1 为黑，1 为白。" },
      default: 0,
      min: -1,
      max: 1,
    },
  ],
  facts: (site) => ({ image: factsOf("image", { shape: sizeOf(site), card: site.card }) }),
  run: ({ site, backend, inputs: { image } }) => {
    const shape = image?.type === "image" ? image.image.shape : sizeOf(site);
    if (!shape) throw new UserError(noSize(site));
    const [, C, H, W] = shape;
    const signed = new Float32Array(C * H * W).fill(numberParam(site, "value"));
    return {
      image: { type: "image", image: backend.upload(toModel(signed, [1, C, H, W], site.card?.image), [1, C, H, W]) },
    };
  },
};

function sizeOf(site: Site): Shape | undefined {
  const shape = site.inputs["image"]?.shape ?? (site.card && shapeOf(site.card));
  return shape && [1, shape[1], shape[2], shape[3]];
}

function noSize(site: Site) {
  return problem(
    "no-size",
    { en: `Nothing says how large the picture of ${site.id} is to be.`, zh: `${site.id} 的图像没有尺寸依据。` },
    { en: `Wire an image into ${site.id}.image, or load a model.`, zh: `请把图像接入 ${site.id}.image，或加载模型。` },
    { node: site.id, socket: "image" },
  );
}
