import type { Shape, Tensor } from "./backend.ts";
import type { Kernel } from "./equation/kernel.ts";

/**
 * Checks a call of a kernel before it reaches memory. Whatever is wrong is a mistake of the caller's code.
 * @throws Error saying which tensor does not fit.
 */
export function checkRun(
  kernel: Kernel,
  inputs: readonly Tensor[],
  scalars: readonly number[],
  outputs: readonly Tensor[],
): void {
  checkCount("inputs", kernel.inputs.length, inputs.length);
  checkCount("scalars", kernel.scalars.length, scalars.length);
  checkCount("outputs", kernel.outputs.length, outputs.length);
  const target = outputs[0]?.shape;
  if (!target) return;
  inputs.forEach((tensor, index) => {
    if (!broadcasts(tensor.shape, target) && !isItem(kernel, index, tensor.shape, target)) {
      throw new Error(
        `${kernel.inputs[index]} is ${tensor.shape.join("×")}, which does not broadcast to ${target.join("×")}.`,
      );
    }
  });
  outputs.forEach((tensor, index) => {
    if (tensor.shape.some((size, axis) => size !== target[axis])) {
      throw new Error(`${kernel.outputs[index]} is ${tensor.shape.join("×")}, expected ${target.join("×")}.`);
    }
    const others = [...inputs, ...outputs.slice(0, index)];
    if (others.some((other) => other.storage === tensor.storage)) {
      throw new Error(`${kernel.outputs[index]} shares its memory with another tensor of the call.`);
    }
  });
}

function checkCount(what: string, expected: number, came: number): void {
  if (expected !== came) throw new Error(`The kernel takes ${expected} ${what}, got ${came}.`);
}

/** Whether an input has one number for each sample, and the kernel takes it so. */
function isItem({ code }: Kernel, index: number, [n, c, h, w]: Shape, [N]: Shape): boolean {
  const fits = (n === N || n === 1) && c === 1 && h === 1 && w === 1;
  return fits && code.every((step) => step.op !== "input" || step.index !== index);
}

function broadcasts([n, c, h, w]: Shape, [N, C, H, W]: Shape): boolean {
  return (n === N || n === 1) && (c === C || c === 1) && h === H && w === W;
}
