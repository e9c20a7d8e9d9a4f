import { nearestFilling } from "../runtime/baseline/simple.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { filledBy, fillingNode } from "./common/filling.ts";

/** Fills each pixel of the hole with the nearest known one. */
export const baselineNearest: NodeDefinition = {
  ...fillingNode,
  type: "baseline/nearest",
  title: { en: "Fill with the nearest", zh: "最近像素填充" },
  help: {
    en: "Every pixel of a hole takes the value of the known pixel that is nearest to it.",
    zh: "待填充的每个像素取离它最近的已知像素的值。",
  },
  source: "Saito & Toriwaki 1994 (exact distances)",
  run: filledBy(nearestFilling),
};
