import { meanFilling } from "../runtime/baseline/simple.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { filledBy, fillingNode } from "./common/filling.ts";

/** Fills the hole with the mean colour of what is known. */
export const baselineMean: NodeDefinition = {
  ...fillingNode,
  type: "baseline/mean",
  title: { en: "Fill with the mean", zh: "均值填充" },
  help: {
    en: "Fills every hole with the mean colour of the known pixels. What any other method has to be better than.",
    zh: "用已知像素的平均颜色填充。任何方法都应优于它。",
  },
  run: filledBy(meanFilling),
};
