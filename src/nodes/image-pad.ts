import type { Shape } from "../runtime/backend.ts";
import { padded } from "../runtime/diffusion/filters.ts";
import type { NodeDefinition, Param, Site } from "../runtime/node.ts";
import { anyPictureIn, mapEach, samePictureOut } from "./common/each.ts";
import { factsOf, numberParam } from "./common/facts.ts";

const side = (name: string, en: string, zh: string): Param & { kind: "number" } => ({
  name,
  kind: "number",
  title: { en, zh },
  help: { en: "Pixels that are added on this side.", zh: "在这一侧增加的像素数。" },
  unit: { en: "pixels", zh: "像素" },
  default: 0,
  min: 0,
  max: 4096,
  step: 1,
  integer: true,
});

/** Room around a picture: for outpainting, where the mask is padded with "to be filled". */
export const imagePad: NodeDefinition = {
  type: "image/pad",
  v: 1,
  category: "image",
  title: { en: "Pad", zh: "扩边" },
  help: {
    en: "Adds room around a picture. A mask gets 0 there, to be filled, so that the picture grows outwards.",
    zh: "在图像四周增加空间。掩码在该处为 0（待填充），图像由此向外扩展。",
  },
  inputs: [anyPictureIn],
  outputs: [samePictureOut],
  params: [
    side("left", "Left", "左"),
    side("right", "Right", "右"),
    side("top", "Top", "上"),
    side("bottom", "Bottom", "下"),
    {
      name: "value",
      kind: "number",
      title: { en: "Value", zh: "取值" },
      help: {
        en: "What stands there, −1 to 1; for masks 0 is to be filled.",
        zh: "填入的值，−1 到 1；掩码中 0 表示待填充。",
      },
      default: 0,
      min: -1,
      max: 1,
    },
  ],
  facts: (site) => ({ y: factsOf(site.inputs["a"]?.type ?? "image", { ...site.inputs["a"], shape: grown(site) }) }),
  level: { from: "a" },
  run: async (context) => ({
    y: await mapEach(context, "a", (planes) =>
      padded(planes, sidesOf(context.site), numberParam(context.site, "value")),
    ),
  }),
};

function sidesOf(site: Pick<Site, "params">) {
  const [left, right] = [numberParam(site, "left"), numberParam(site, "right")];
  return { left, right, top: numberParam(site, "top"), bottom: numberParam(site, "bottom") };
}

function grown(site: Site): Shape | undefined {
  const shape = site.inputs["a"]?.shape;
  const { left, right, top, bottom } = sidesOf(site);
  return shape && [shape[0], shape[1], shape[2] + top + bottom, shape[3] + left + right];
}
