import type { Kernel } from "./kernel.ts";
import { tensorCount } from "./parameters.ts";
import { straightLine, type Leaves, type StraightLine } from "./wasm-code.ts";
import { I32, type FunctionBody } from "./wasm-function.ts";

/** The locals of one tensor: addresses of the sample and of the plane that the loops are at. */
interface Cursor {
  readonly sample: number;
  readonly plane: number;
  /** Byte offset of its offset and strides from the parameters. */
  readonly parameters: number;
}

/** Vectors that the main loop works on in turns: each waits for its own results most of the time. */
const CHAINS = 2;

/** How a pass over a plane takes its elements: several vectors at once, one vector, or one element. */
interface Pass {
  readonly chains: number;
  readonly isVector: boolean;
  /** Local with the byte count at which it ends. */
  readonly end: number;
}

/** Loops over N, over C, and over the elements of a plane: eight at a time, then four, then the last few one by one. */
export function emitElements(f: FunctionBody, kernel: Kernel): void {
  const cursors = Array.from({ length: tensorCount(kernel) }, (_, index): Cursor => {
    return { sample: f.local(I32), plane: f.local(I32), parameters: 16 + 16 * index };
  });
  const [samples, channels, at] = [f.local(I32), f.local(I32), f.local(I32)];
  const [pairs, vectors, bytes] = [f.local(I32), f.local(I32), f.local(I32)];
  const line = straightLine(f, kernel, CHAINS);
  setPlaneBytes(f, pairs, vectors, bytes);
  const passes: readonly Pass[] = [
    { chains: CHAINS, isVector: true, end: pairs },
    { chains: 1, isVector: true, end: vectors },
    { chains: 1, isVector: false, end: bytes },
  ];
  line.once(leavesOf(f, cursors, at, true, 0));
  for (const { sample, parameters } of cursors) {
    f.int(0);
    advance(f, sample, parameters);
  }
  set(f, samples, 0);
  f.countdown(samples, () => {
    for (const { sample, plane } of cursors) f.add(plane, sample, 0);
    set(f, channels, 4);
    f.countdown(channels, () => {
      f.int(0);
      f.set(at);
      for (const pass of passes) emitPass(f, kernel, line, cursors, at, pass);
      for (const { plane, parameters } of cursors) {
        f.get(plane);
        advance(f, plane, parameters + 8);
      }
    });
    for (const { sample, parameters } of cursors) {
      f.get(sample);
      advance(f, sample, parameters + 4);
    }
  });
}

/** `bytes` of a plane, and how many of them `vectors` of four and `pairs` of those cover. */
function setPlaneBytes(f: FunctionBody, pairs: number, vectors: number, bytes: number): void {
  f.parameter(8);
  f.int(2);
  f.op("i32_shl");
  f.set(bytes);
  for (const [local, size] of [
    [vectors, 16],
    [pairs, 16 * CHAINS],
  ] as const) {
    f.get(bytes);
    f.int(-size);
    f.op("i32_and");
    f.set(local);
  }
}

function set(f: FunctionBody, local: number, parameter: number): void {
  f.parameter(parameter);
  f.set(local);
}

/** Sets `to` to the address on the stack plus a parameter, which counts floats. */
function advance(f: FunctionBody, to: number, parameter: number): void {
  f.parameter(parameter);
  f.int(2);
  f.op("i32_shl");
  f.op("i32_add");
  f.set(to);
}

function leavesOf(f: FunctionBody, cursors: readonly Cursor[], at: number, isVector: boolean, chain: number): Leaves {
  return {
    input: (index) => {
      pushAddress(f, cursorAt(cursors, index), at);
      f.memory(isVector ? "v128_load" : "v128_load32_splat", 16 * chain);
    },
    item: (index) => {
      f.get(cursorAt(cursors, index).sample);
      f.memory("v128_load32_splat", 0);
    },
    block: () => {
      throw new Error("Only noise kernels have blocks.");
    },
    scalars: 16 + 16 * cursors.length,
    words: 0,
  };
}

function cursorAt(cursors: readonly Cursor[], index: number): Cursor {
  const cursor = cursors[index];
  if (!cursor) throw new Error("A kernel reads an input that it does not list.");
  return cursor;
}

function pushAddress(f: FunctionBody, cursor: Cursor, at: number): void {
  f.get(cursor.plane);
  f.get(at);
  f.op("i32_add");
}

/** Goes over a plane from the byte count in `at` to the pass's end. */
function emitPass(
  f: FunctionBody,
  kernel: Kernel,
  line: StraightLine,
  cursors: readonly Cursor[],
  at: number,
  { chains, isVector, end }: Pass,
): void {
  const chainList = Array.from({ length: chains }, (_, chain) => chain);
  f.loop(() => {
    f.get(at);
    f.get(end);
    f.op("i32_ge_u");
    f.branch("br_if", 1);
    line.each(...chainList.map((chain) => leavesOf(f, cursors, at, isVector, chain)));
    kernel.outputs.forEach((_, index) => {
      for (const chain of chainList) {
        pushAddress(f, cursorAt(cursors, kernel.inputs.length + index), at);
        f.get(line.result(index, chain));
        if (isVector) f.memory("v128_store", 16 * chain);
        else f.memory("v128_store32_lane", 0, 0);
      }
    });
    f.add(at, at, isVector ? 16 * chains : 4);
  });
}
