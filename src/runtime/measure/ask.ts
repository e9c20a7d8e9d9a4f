import type { Backend, Shape } from "../backend.ts";
import type { Planes } from "../diffusion/planes.ts";
import { takesSize } from "../model/card.ts";
import type { Network } from "../model/network.ts";
import { toModel } from "../model/range.ts";
import { resizeBilinear } from "./bilinear.ts";

/**
 * Asks a network that measures about pictures in [−1, 1], brought to its size where it has one of its own.
 *
 * @param inputs as many pictures each: one list for features, two for a distance.
 * @returns N numbers, or N times D.
 * @throws UserError as `Network.answer`.
 */
export async function asked(
  backend: Backend,
  network: Network,
  ...inputs: readonly (readonly Planes[])[]
): Promise<Float32Array> {
  if (!network.answer) throw new Error(`${network.card.name} is called at levels of noise`);
  const { card } = network;
  const tensors = inputs.map((pictures) => {
    const sized = pictures.map((one) =>
      takesSize(card, one.H, one.W) ? one : resizeBilinear(one, card.image.height, card.image.width),
    );
    const [first] = sized;
    if (!first) throw new Error("a batch of none");
    const shape: Shape = [sized.length, first.C, first.H, first.W];
    const data = new Float32Array(sized.length * first.data.length);
    for (const [n, { data: own }] of sized.entries()) data.set(own, n * first.data.length);
    return backend.upload(toModel(data, shape, card.image), shape);
  });
  try {
    const answer = await network.answer(tensors);
    const numbers = new Float32Array(await backend.read(answer));
    backend.free(answer);
    return numbers;
  } finally {
    for (const tensor of tensors) backend.free(tensor);
  }
}

/** A picture whose known pixels are the truth's: what differs then is what was filled. @param keep_mask `[H W]`, 1 = known. */
export function withKnown(picture: Planes, truth: Planes, keep_mask: Float32Array): Planes {
  const plane = picture.H * picture.W;
  const data = picture.data.map((v, i) => {
    const m = keep_mask[i % plane] ?? 0;
    return m * (truth.data[i] ?? 0) + (1 - m) * v;
  });
  return { ...picture, data };
}
