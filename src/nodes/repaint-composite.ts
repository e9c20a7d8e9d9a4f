import type { NodeDefinition, Part, Site } from "../runtime/node.ts";
import { problem, type Problem } from "../runtime/problem.ts";
import { checkBatches, checkSameSize } from "./common/checks.ts";
import { likeInput } from "./common/facts.ts";
import { maskIn, TITLES } from "./common/sockets.ts";

/**
 * Joins the known and the unknown part at one level.
 *
 *     x = m ⊙ x^known + (1 − m) ⊙ x^unknown
 */
export const repaintComposite: NodeDefinition = {
  type: "repaint/composite",
  v: 1,
  category: "repaint",
  title: { en: "Composite", zh: "拼合" },
  help: {
    en: "Takes the known pixels from one side and the others from the network's, both with equally much noise.",
    zh: "已知像素取自一边，其余像素取自网络的结果，二者噪声程度相同。",
  },
  source: "Lugmayr et al. 2022 Eq. 8c",
  inputs: [
    { name: "unknown", title: { en: "unknown", zh: "未知部分" }, types: ["sample", "image"] },
    { name: "known", title: { en: "known", zh: "已知部分" }, types: ["sample", "image"] },
    maskIn,
  ],
  outputs: [{ name: "sample", title: TITLES.sample, type: { like: ["unknown"] } }],
  params: [],
  facts: (site) => ({ sample: likeInput(site, "unknown", site.inputs["unknown"]?.type ?? "sample", ["known"]) }),
  check: (site) => [
    ...checkTypes(site),
    ...checkSameSize(site, "unknown", ["known", "keep_mask"]),
    ...checkBatches(site, ["unknown", "known", "keep_mask"]),
  ],
  level: { from: "unknown" },
  sameLevel: ["unknown", "known"],
  stage: ({ inputs }) => ({
    text: "x = keep_mask * known + (1 - keep_mask) * unknown",
    tensors: {
      keep_mask: { input: "keep_mask", part: "mask" },
      known: { input: "known", part: partOf(inputs["known"]) },
      unknown: { input: "unknown", part: partOf(inputs["unknown"]) },
    },
    outputs: { sample: { [partOf(inputs["unknown"])]: "x" } },
  }),
};

const partOf = (facts: Site["inputs"][string] | undefined): Part => (facts?.type === "image" ? "image" : "x");

function checkTypes(site: Site): readonly Problem[] {
  if (site.inputs["unknown"]?.type !== "image" || site.inputs["known"]?.type !== "sample") return [];
  return [
    problem(
      "noise-into-image",
      {
        en: `${site.id}.known carries noise, while ${site.id}.unknown is a finished image.`,
        zh: `${site.id}.known 带有噪声，而 ${site.id}.unknown 是完成的图像。`,
      },
      {
        en: "Wire the image itself into known, or a sample into unknown.",
        zh: "请把图像本身接入“已知部分”，或把样本接入“未知部分”。",
      },
      { node: site.id, socket: "known" },
    ),
  ];
}
