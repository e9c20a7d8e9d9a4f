import { biharmonicFilling } from "../runtime/baseline/biharmonic.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { filledBy, fillingNode } from "./common/filling.ts";

/** Fills the hole with the smoothest surface that goes on from its edge. */
export const baselineBiharmonic: NodeDefinition = {
  ...fillingNode,
  type: "baseline/biharmonic",
  title: { en: "Fill smoothly (biharmonic)", zh: "双调和填充" },
  help: {
    en: "Continues values and slopes from the edge of the hole as smoothly as can be: Δ²u = 0. It knows no pictures, only smoothness.",
    zh: "从边缘出发，尽可能光滑地延续数值与斜率：Δ²u = 0。它不懂图像，只懂光滑。",
  },
  source: "Damelin & Hoang 2018 Eq. 2",
  run: filledBy(biharmonicFilling),
};
