import type { Shape } from "../runtime/backend.ts";
import { toModel, toPicture } from "../runtime/model/range.ts";
import type { Tensor } from "../runtime/backend.ts";
import type { NodeDefinition, OperationContext } from "../runtime/node.ts";
import { checkKind, checkModelSize } from "./common/checks.ts";
import { fillingNode } from "./common/filling.ts";
import { handOver, tensorOf } from "./common/pictures.ts";
import { modelIn } from "./common/sockets.ts";

/**
 * Fills the hole with a network that was trained to fill holes, in one call.
 *
 *     y = m ⊙ x + (1 − m) ⊙ f(x, m)
 */
export const baselineFeedForward: NodeDefinition = {
  ...fillingNode,
  type: "baseline/feed-forward",
  title: { en: "Fill by an inpainting network", zh: "前馈网络填充" },
  help: {
    en: "Asks a network that was trained to fill holes (LaMa and its like; card kind “inpainter”), once. It knows the masks it was trained on.",
    zh: "调用一次为补洞而训练的网络（如 LaMa；模型卡 kind 为“inpainter”）。它只熟悉训练时见过的掩码。",
  },
  source: "Suvorov et al. 2022 (LaMa), the baseline of Lugmayr et al. 2022, Table 1",
  inputs: [{ ...modelIn, title: { en: "inpainting network", zh: "补全网络" } }, ...fillingNode.inputs],
  check: (site) => [
    ...checkKind(site, "model", "inpainter"),
    ...checkModelSize(site, site.inputs["model"]?.card, ["image"]),
    ...fillingNode.check(site),
  ],
  calls: () => 1,
  run: async (context) => ({ image: { type: "image", image: await fill(context) } }),
};

async function fill(context: OperationContext): Promise<Tensor> {
  const { site, inputs, backend } = context;
  const { model, image, keep_mask } = inputs;
  if (model?.type !== "model" || !image || !keep_mask) throw new Error(`${site.id} has not all of its inputs`);
  const { network } = model;
  if (!network.answer) throw new Error(`${network.card.name} is called at levels of noise`);
  const [x, mask] = [tensorOf(image), tensorOf(keep_mask)];
  const N = Math.max(x.shape[0], mask.shape[0]);
  const [, C, H, W] = x.shape;
  const shape: Shape = [N, C, H, W];
  // The graph's pictures have the range of its first model, which need not be this one.
  const own = await backend.read(x);
  const shown = backend.upload(
    toModel(toPicture(own, x.shape, site.card?.image), x.shape, network.card.image),
    x.shape,
  );
  const answer = await network.answer([shown, mask]).finally(() => backend.free(shown));
  const made = toModel(toPicture(await backend.read(answer), shape, network.card.image), shape, site.card?.image);
  backend.free(answer);
  const known = await backend.read(mask);
  const data = new Float32Array(made.length);
  const [size, plane] = [C * H * W, H * W];
  for (let i = 0; i < data.length; i++) {
    const m = known[(mask.shape[0] === 1 ? 0 : Math.floor(i / size) * plane) + (i % plane)] ?? 1;
    const given = own[x.shape[0] === 1 ? i % size : i] ?? 0;
    data[i] = m === 1 ? given : m * given + (1 - m) * (made[i] ?? 0);
  }
  return handOver(backend, data, shape);
}
