import type { NodeDefinition } from "../runtime/node.ts";
import { numberParam, textParam } from "./common/facts.ts";
import { partNamed, partOfPrediction, UNITS } from "./common/params.ts";
import { readPicture } from "./common/pictures.ts";

/** Shows a picture whenever it comes by. */
export const viewPreview: NodeDefinition = {
  type: "view/preview",
  v: 1,
  category: "view",
  title: { en: "Preview", zh: "预览" },
  help: {
    en: "Shows what comes along this wire, each time it comes.",
    zh: "每次有数据经过时，显示连线上的图像。",
  },
  inputs: [{ name: "picture", title: { en: "picture", zh: "图像" }, types: ["sample", "image", "mask", "prediction"] }],
  outputs: [],
  params: [
    partOfPrediction,
    {
      name: "every",
      kind: "number",
      title: { en: "Every", zh: "间隔" },
      help: {
        en: "Shows only every so many visits; looking at a picture costs a little time.",
        zh: "每隔若干次才显示一次；查看图像会花一点时间。",
      },
      unit: UNITS.visits,
      default: 1,
      min: 1,
      max: 10_000,
      step: 1,
      integer: true,
    },
  ],
  run: async (context) => {
    const { site, visit } = context;
    if (visit % numberParam(site, "every") !== 0) return {};
    const picture = await readPicture(context, "picture", partNamed(textParam(site, "part")));
    context.emit({ kind: "picture", node: site.id, name: "preview", picture });
    return {};
  },
};
