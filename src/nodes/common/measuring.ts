import type { Planes } from "../../runtime/diffusion/planes.ts";
import type { InputSocket, OperationContext, OutputSocket, Picture, Value } from "../../runtime/node.ts";
import { readPicture } from "./pictures.ts";

/** Sockets that nodes which measure a result have in common. */
export const resultIn: InputSocket = {
  name: "image",
  title: { en: "result", zh: "结果" },
  types: ["image", "sample"],
};
export const truthIn: InputSocket = { name: "gt", title: { en: "truth", zh: "真值" }, types: ["image", "sample"] };

export const numberOut = (name: string, en: string, zh: string): OutputSocket => ({
  name,
  title: { en, zh },
  type: "number",
});

/** Puts numbers on the outputs of their names, and tells them. NaN, where there is nothing to measure, is told too. */
export function told(
  { site, t, emit }: OperationContext,
  numbers: Readonly<Record<string, number>>,
): Readonly<Record<string, Value>> {
  for (const [name, value] of Object.entries(numbers)) emit({ kind: "number", node: site.id, name, t, value });
  return Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, { type: "number", number }]));
}

/** The pictures of an input in [−1, 1], as many as wanted: one stands for any. */
export async function eachPlanes(context: OperationContext, input: string, N: number): Promise<readonly Planes[]> {
  const picture = await readPicture(context, input);
  return Array.from({ length: N }, (_, n) => planesAt(picture, n));
}

/** The masks of an input, 1 = known, as many as wanted. */
export async function eachMask(context: OperationContext, input: string, N: number): Promise<readonly Float32Array[]> {
  // Read masks lie in [−1, 1].
  return (await eachPlanes(context, input, N)).map(({ data, H, W }) => data.subarray(0, H * W).map((v) => (1 + v) / 2));
}

function planesAt({ shape: [N, C, H, W], data }: Picture, n: number): Planes {
  const at = N === 1 ? 0 : n * C * H * W;
  return { data: data.subarray(at, at + C * H * W), C, H, W };
}

export const meanOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;
