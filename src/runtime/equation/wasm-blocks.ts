import type { Kernel } from "./kernel.ts";
import { straightLine, type Leaves } from "./wasm-code.ts";
import { I32, type FunctionBody } from "./wasm-function.ts";

const PER_GROUP = 16;

/** Groups that the main loop works on in turns: each waits for its own results most of the time. */
const CHAINS = 2;

/**
 * Loops over groups of four blocks, which fill 16 neighbouring elements: two groups at a time, then one by one; the last
 * group stores only what there is room for.
 */
export function emitBlocks(f: FunctionBody, kernel: Kernel): void {
  const [remaining, address, block] = [f.local(I32), f.local(I32), f.local(I32)];
  const line = straightLine(f, kernel, CHAINS);
  const results = (chain: number): number[] => kernel.results.map((_, index) => line.result(index, chain));
  const none = (): never => {
    throw new Error("Noise kernels read no tensors.");
  };
  const leavesAt = (chain: number): Leaves => ({
    input: none,
    item: none,
    block: () => {
      f.get(block);
      f.op("i32x4_splat");
      f.lanes([0, 1, 2, 3].map((lane) => 4 * chain + lane));
      f.op("i32x4_add");
    },
    scalars: 0,
    words: 16,
  });
  const leaves = leavesAt(0);
  f.parameter(0);
  f.set(remaining);
  f.parameter(8);
  f.int(2);
  f.op("i32_shl");
  f.set(address);
  line.once(leaves);
  f.loop(() => {
    f.get(remaining);
    f.int(CHAINS * PER_GROUP);
    f.op("i32_lt_u");
    f.branch("br_if", 1);
    line.each(...Array.from({ length: CHAINS }, (_, chain) => leavesAt(chain)));
    for (let chain = 0; chain < CHAINS; chain++) storeAll(f, address, results(chain), 4 * PER_GROUP * chain);
    f.add(remaining, remaining, -CHAINS * PER_GROUP);
    f.add(address, address, 4 * CHAINS * PER_GROUP);
    f.add(block, block, 4 * CHAINS);
  });
  f.loop(() => {
    f.get(remaining);
    f.op("i32_eqz");
    f.branch("br_if", 1);
    line.each(leaves);
    f.get(remaining);
    f.int(PER_GROUP);
    f.op("i32_ge_u");
    f.choose(
      () => {
        storeAll(f, address, results(0), 0);
        f.add(remaining, remaining, -PER_GROUP);
      },
      () => {
        storeSome(f, address, remaining, results(0));
        f.int(0);
        f.set(remaining);
      },
    );
    f.add(address, address, 4 * PER_GROUP);
    f.add(block, block, 4);
  });
}

function storeAll(f: FunctionBody, address: number, results: readonly number[], offset: number): void {
  results.forEach((result, index) => {
    f.get(address);
    f.get(result);
    f.memory("v128_store", 16 * index + offset);
  });
}

function storeSome(f: FunctionBody, address: number, remaining: number, results: readonly number[]): void {
  for (let element = 0; element < PER_GROUP - 1; element += 1) {
    f.get(remaining);
    f.int(element);
    f.op("i32_gt_u");
    f.choose(() => {
      f.get(address);
      f.get(results[element >> 2] ?? 0);
      f.memory("v128_store32_lane", 4 * element, element & 3);
    });
  }
}
