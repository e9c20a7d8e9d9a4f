import type { Shape } from "../../runtime/backend.ts";
import type { Planes } from "../../runtime/diffusion/planes.ts";
import type { InputSocket, OperationContext, OutputSocket, Value } from "../../runtime/node.ts";
import { floatsOf, withTensor } from "./items.ts";

/** What a node that works on pictures of any kind takes and gives: the same kind of thing, at the same level. */
export const anyPictureIn: InputSocket = {
  name: "a",
  title: { en: "picture", zh: "图像" },
  types: ["image", "sample", "mask"],
};
export const samePictureOut: OutputSocket = {
  name: "y",
  title: { en: "picture", zh: "图像" },
  type: { like: ["a"] },
};

/** Does the same to each picture of a batch, on the host; what comes out has one size. */
export async function mapEach(
  context: OperationContext,
  input: string,
  work: (planes: Planes) => Planes,
): Promise<Value> {
  const { value, shape, data } = await floatsOf(context, input);
  const [N, C, H, W] = shape;
  const size = C * H * W;
  const done = Array.from({ length: N }, (_, n) => work({ data: data.subarray(n * size, (n + 1) * size), C, H, W }));
  const [first] = done;
  if (!first) throw new Error("a batch of none");
  const result = N === 1 ? first.data : new Float32Array(N * first.data.length);
  if (N > 1) done.forEach((planes, n) => result.set(planes.data, n * first.data.length));
  const out: Shape = [N, first.C, first.H, first.W];
  return withTensor(value, context.backend.upload(result, out));
}
