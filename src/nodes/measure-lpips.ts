import { asked, withKnown } from "../runtime/measure/ask.ts";
import type { NodeDefinition, OperationContext } from "../runtime/node.ts";
import { checkBatches, checkKind, checkSameSize } from "./common/checks.ts";
import { eachMask, eachPlanes, meanOf, numberOut, resultIn, told, truthIn } from "./common/measuring.ts";
import { tensorOf } from "./common/pictures.ts";
import { maskIn, modelIn, optional } from "./common/sockets.ts";

/** How different a result looks from the truth to a network that people's judgements were fitted to. */
export const measureLpips: NodeDefinition = {
  type: "measure/lpips",
  v: 1,
  category: "measure",
  title: { en: "LPIPS", zh: "LPIPS" },
  help: {
    en: "How different the result looks from the truth, by a network fitted to people's judgements; 0 is alike. Its weights are not in the box: docs/networks.md says what to download.",
    zh: "用按人类判断拟合的网络衡量结果与真值看上去的差异；0 为相同。权重不在安装包内：下载方法见 docs/networks.md。",
  },
  source: "Zhang et al. 2018 Eq. 1",
  inputs: [{ ...modelIn, title: { en: "LPIPS network", zh: "LPIPS 网络" } }, resultIn, truthIn, optional(maskIn)],
  outputs: [
    numberOut("whole", "LPIPS of the whole", "整图 LPIPS"),
    numberOut("filled", "LPIPS of what was filled", "填充部分 LPIPS"),
  ],
  params: [],
  check: (site) => [
    ...checkKind(site, "model", "distance"),
    ...checkSameSize(site, "image", ["gt", "keep_mask"]),
    ...checkBatches(site, ["image", "gt", "keep_mask"]),
  ],
  calls: ({ inputs }) => (inputs["keep_mask"] ? 2 : 1),
  run: async (context) => told(context, await measure(context)),
};

/** Means over the batch. What was filled is measured with the truth's own known pixels around it; without a mask all was filled. */
async function measure(context: OperationContext): Promise<Readonly<Record<string, number>>> {
  const { inputs, site } = context;
  const { model, image, gt, keep_mask } = inputs;
  if (model?.type !== "model" || !image || !gt) throw new Error(`${site.id} has not all of its inputs`);
  const N = Math.max(tensorOf(image).shape[0], tensorOf(gt).shape[0]);
  const [pictures, truths] = [await eachPlanes(context, "image", N), await eachPlanes(context, "gt", N)];
  const whole = meanOf(await asked(context.backend, model.network, pictures, truths));
  if (!keep_mask) return { whole, filled: whole };
  const masks = await eachMask(context, "keep_mask", N);
  const joined = pictures.map((one, n) => withKnown(one, truths[n] ?? one, masks[n] ?? new Float32Array()));
  return { whole, filled: meanOf(await asked(context.backend, model.network, joined, truths)) };
}
