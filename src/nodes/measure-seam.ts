import { seam } from "../runtime/diffusion/seam.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { checkBatches, checkSameSize } from "./common/checks.ts";
import { eachMask, eachPlanes, meanOf, numberOut, resultIn, told } from "./common/measuring.ts";
import { tensorOf } from "./common/pictures.ts";
import { maskIn } from "./common/sockets.ts";

/** How much more a picture changes across the edge of the hole than inside it. */
export const measureSeam: NodeDefinition = {
  type: "measure/seam",
  v: 1,
  category: "measure",
  title: { en: "Seam", zh: "接缝" },
  help: {
    en: "How much more the picture changes across the edge of the hole than inside it: about 1 where no seam shows. Compare with the truth's own.",
    zh: "跨越待填充边缘的变化与其内部变化之比：看不出接缝时约为 1。请与真值自身的数值比较。",
  },
  source: "after Pérez et al. 2003 Eq. 1–3",
  inputs: [resultIn, maskIn],
  outputs: [numberOut("ratio", "edge against inside", "边缘与内部之比")],
  params: [],
  check: (site) => [...checkSameSize(site, "image", ["keep_mask"]), ...checkBatches(site, ["image", "keep_mask"])],
  run: async (context) => {
    const { image } = context.inputs;
    if (!image) throw new Error(`${context.site.id} has not all of its inputs`);
    const N = tensorOf(image).shape[0];
    const masks = await eachMask(context, "keep_mask", N);
    const pictures = await eachPlanes(context, "image", N);
    return told(context, { ratio: meanOf(pictures.map((one, n) => seam(one, masks[n] ?? new Float32Array()))) });
  },
};
