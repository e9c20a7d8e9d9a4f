import type { Backend, Shape, Tensor } from "../../runtime/backend.ts";
import type { OperationContext, Part, Value } from "../../runtime/node.ts";
import { tensorOf } from "./pictures.ts";

/** The floats of a value's tensor, on the host, as they are. */
export async function floatsOf(context: OperationContext, input: string, part?: Part) {
  const value = context.inputs[input];
  if (!value) throw new Error(`${context.site.id}.${input} is not there`);
  const { shape } = tensorOf(value, part);
  return { value, shape, data: await context.backend.read(tensorOf(value, part)) };
}

/** A number that each sample of a batch has of its own. */
export function itemsValue(backend: Backend, items: Float32Array): Value {
  const mean = items.reduce((sum, item) => sum + item, 0) / items.length;
  return { type: "number", number: mean, items: backend.upload(items, [items.length, 1, 1, 1]) };
}

/** What a number is for each of N samples. */
export async function itemsOf(context: OperationContext, input: string, N: number): Promise<Float32Array> {
  const value = context.inputs[input];
  if (value?.type !== "number") throw new Error(`${context.site.id}.${input} is no number`);
  if (!value.items) return new Float32Array(N).fill(value.number);
  const items = await context.backend.read(value.items);
  return items.length === N ? items : new Float32Array(N).fill(items[0] ?? NaN);
}

/** The same kind of value, at the same level, with another tensor. */
export function withTensor(value: Value, tensor: Tensor): Value {
  switch (value.type) {
    case "sample":
      return { ...value, x: tensor };
    case "image":
      return { type: "image", image: tensor };
    case "mask":
      return { type: "mask", mask: tensor };
    default:
      throw new Error(`a ${value.type} carries no picture`);
  }
}

/** Samples of a batch by their numbers, in the order asked for. */
export function gathered(data: Float32Array, [N, C, H, W]: Shape, chosen: ArrayLike<number>): Float32Array {
  const size = C * H * W;
  const result = new Float32Array(chosen.length * size);
  for (let i = 0; i < chosen.length; i++) {
    const from = (chosen[i] ?? 0) % N;
    result.set(data.subarray(from * size, (from + 1) * size), i * size);
  }
  return result;
}
