import type { Kernel } from "./kernel.ts";
import { emitBlocks } from "./wasm-blocks.ts";
import { emitElements } from "./wasm-elements.ts";
import { FunctionBody } from "./wasm-function.ts";
import { encodeModule } from "./wasm-module.ts";

/**
 * Lowers a kernel to a WebAssembly module that imports `env.memory` and exports `run(parameters)`: the address of the
 * parameters, laid out as in `parameters.ts`, with tensor offsets counted in floats from the start of the memory. Nothing
 * outside the tensors' own elements is read or written. What all elements share is computed once, ahead of the loops.
 */
export function toWasm(kernel: Kernel): Uint8Array<ArrayBuffer> {
  const f = new FunctionBody(1);
  if (kernel.domain === "blocks") emitBlocks(f, kernel);
  else emitElements(f, kernel);
  return encodeModule(1, f);
}
