import { operandsOf } from "./instruction.ts";
import type { Kernel } from "./kernel.ts";

/**
 * Gives each value that varies over elements a slot, and gives a slot on when its value has been read for the last time, so
 * that a long kernel needs few locals. Invariant values and results keep theirs.
 */
export function slotsOf(kernel: Kernel, invariant: readonly boolean[]): { slots: readonly number[]; count: number } {
  const lastUse = new Array<number>(kernel.code.length).fill(-1);
  kernel.code.forEach((instruction, place) => {
    for (const operand of operandsOf(instruction)) lastUse[operand] = place;
  });
  for (const result of kernel.results) lastUse[result] = Infinity;
  const slots: number[] = [];
  const free: number[] = [];
  let count = 0;
  kernel.code.forEach((instruction, place) => {
    if (!invariant[place]) {
      for (const operand of new Set(operandsOf(instruction))) {
        const slot = slots[operand];
        if (lastUse[operand] === place && !invariant[operand] && slot !== undefined) free.push(slot);
      }
    }
    slots.push(invariant[place] ? count++ : (free.pop() ?? count++));
  });
  return { slots, count };
}
