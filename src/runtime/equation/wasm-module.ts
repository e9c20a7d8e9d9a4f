import { I32, unsigned, type FunctionBody } from "./wasm-function.ts";

/** A module that imports the memory `env.memory` and exports `run`, a function of i32 numbers without result. */
export function encodeModule(params: number, body: FunctionBody): Uint8Array<ArrayBuffer> {
  const parts = [
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, [1, 0x60, params, ...new Array<number>(params).fill(I32), 0]),
    section(2, [1, ...text("env"), ...text("memory"), 0x02, 0x00, 0]),
    section(3, [1, 0]),
    section(7, [1, ...text("run"), 0x00, 0]),
    section(10, [1, ...body.encoded()]),
  ];
  return Uint8Array.from(parts.flat());
}

function section(id: number, content: readonly number[]): number[] {
  return [id, ...unsigned(content.length), ...content];
}

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [...unsigned(bytes.length), ...bytes];
}
