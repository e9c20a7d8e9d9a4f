import type { NodeDefinition, Part } from "../runtime/node.ts";
import { numberParam, textParam } from "./common/facts.ts";
import { UNITS } from "./common/params.ts";
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
    {
      name: "part",
      kind: "choice",
      title: { en: "Of a prediction", zh: "预测中的哪一项" },
      help: { en: "Which part of a prediction is shown.", zh: "显示预测的哪一部分。" },
      default: "pred_xstart",
      options: [
        { value: "pred_xstart", title: { en: "clean estimate x̂_0", zh: "干净估计 x̂_0" } },
        { value: "eps", title: { en: "noise ε", zh: "噪声 ε" } },
        { value: "log_variance", title: { en: "log-variance", zh: "对数方差" } },
        { value: "x_t", title: { en: "sample x_t", zh: "样本 x_t" } },
      ],
    },
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
    const picture = await readPicture(context, "picture", partOf(textParam(site, "part")));
    context.emit({ kind: "picture", node: site.id, name: "preview", picture });
    return {};
  },
};

const PARTS: readonly Part[] = ["pred_xstart", "eps", "log_variance", "x_t"];
const partOf = (name: string): Part => PARTS.find((part) => part === name) ?? "pred_xstart";
