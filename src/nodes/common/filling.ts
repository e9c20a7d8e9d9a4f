import type { Filling } from "../../runtime/baseline/simple.ts";
import type { Shape, Tensor } from "../../runtime/backend.ts";
import type { Facts, NodeDefinition, OperationContext, Site } from "../../runtime/node.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { checkBatches, checkSameSize } from "./checks.ts";
import { factsOf } from "./facts.ts";
import { handOver, readPlanes, tensorOf } from "./pictures.ts";
import { imageIn, imageOut, maskIn } from "./sockets.ts";

/** Sockets, facts and checks of every node that fills a picture's hole without noise, in one step. */
export const fillingNode = {
  v: 1,
  category: "baseline",
  inputs: [imageIn, maskIn],
  outputs: [imageOut],
  params: [],
  facts: (site: Site): Readonly<Record<string, Facts>> => ({
    image: factsOf("image", { ...site.inputs["image"], shape: filledShape(site) }),
  }),
  check: (site: Site) => [
    ...checkSameSize(site, "image", ["keep_mask"]),
    ...checkBatches(site, ["image", "keep_mask"]),
  ],
} satisfies Partial<NodeDefinition>;

/** As the picture, and as many as there are pictures or masks. */
function filledShape({ inputs }: Site): Shape | undefined {
  const shape = inputs["image"]?.shape;
  return shape && [Math.max(shape[0], inputs["keep_mask"]?.shape?.[0] ?? 1), shape[1], shape[2], shape[3]];
}

/** A filling as the work of a node: picture by picture. */
export function filledBy(filling: Filling): NonNullable<NodeDefinition["run"]> {
  return async (context) => ({ image: { type: "image", image: await fillEach(context, filling) } });
}

async function fillEach(context: OperationContext, filling: Filling): Promise<Tensor> {
  const { image, keep_mask } = context.inputs;
  if (!image || !keep_mask) throw new Error(`${context.site.id} has not all of its inputs`);
  const [[given, C, H, W], [masks]] = [tensorOf(image).shape, tensorOf(keep_mask).shape];
  const N = Math.max(given, masks);
  const size = C * H * W;
  const data = new Float32Array(N * size);
  for (let n = 0; n < N; n++) {
    const { data: known } = await readPlanes(context, "keep_mask", n);
    const kept = Float32Array.from(known.subarray(0, H * W));
    try {
      data.set(filling(await readPlanes(context, "image", n), kept).data, n * size);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new UserError(tooLarge(context.site.id, error.message));
    }
  }
  return handOver(context.backend, data, [N, C, H, W]);
}

function tooLarge(node: string, message: string) {
  return problem(
    "hole-too-large",
    { en: `${node} cannot fill this: ${message}.`, zh: `${node} 无法填充：${message}。` },
    {
      en: "Crop the picture to its hole, make it smaller, or fill it by the nearest pixel.",
      zh: "请将图像裁到待填充处、缩小图像，或改用最近像素填充。",
    },
    { node },
  );
}
