import { identityError } from "../runtime/diffusion/seam.ts";
import type { NodeDefinition } from "../runtime/node.ts";
import { checkBatches, checkSameSize } from "./common/checks.ts";
import { eachMask, eachPlanes, numberOut, resultIn, told, truthIn } from "./common/measuring.ts";
import { tensorOf } from "./common/pictures.ts";
import { maskIn } from "./common/sockets.ts";

/** By how much the known pixels were changed. */
export const measureIdentity: NodeDefinition = {
  type: "measure/identity",
  v: 1,
  category: "measure",
  title: { en: "Known pixels kept", zh: "已知像素是否不变" },
  help: {
    en: "The largest change of a known pixel, in grey levels of 255: 0 where nothing known was touched. Of a batch, the largest of all.",
    zh: "已知像素的最大变化，以 255 级灰度计；未触动任何已知像素则为 0。批量取其中最大者。",
  },
  source: "Lugmayr et al. 2022 Eq. 8c at t = 0",
  inputs: [resultIn, truthIn, maskIn],
  outputs: [numberOut("levels", "largest change", "最大变化")],
  params: [],
  check: (site) => [
    ...checkSameSize(site, "image", ["gt", "keep_mask"]),
    ...checkBatches(site, ["image", "gt", "keep_mask"]),
  ],
  run: async (context) => {
    const { image, gt } = context.inputs;
    if (!image || !gt) throw new Error(`${context.site.id} has not all of its inputs`);
    const N = Math.max(tensorOf(image).shape[0], tensorOf(gt).shape[0]);
    const truths = await eachPlanes(context, "gt", N);
    const masks = await eachMask(context, "keep_mask", N);
    const changes = (await eachPlanes(context, "image", N)).map((one, n) =>
      identityError(one, truths[n] ?? one, masks[n] ?? new Float32Array()),
    );
    return told(context, { levels: Math.max(...changes) });
  },
};
