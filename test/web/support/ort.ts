import * as jspi from "onnxruntime-web/jspi";
import * as asyncify from "onnxruntime-web/webgpu";
import * as wasm from "onnxruntime-web/wasm";

const folder = "/node_modules/onnxruntime-web/dist";

/** Both builds that run on a device of ours: the second also where WebAssembly cannot suspend. */
export const webgpuBuilds = { jspi, asyncify };
for (const [name, build] of Object.entries(webgpuBuilds)) {
  build.env.wasm.wasmPaths = { wasm: `${folder}/ort-wasm-simd-threaded.${name}.wasm` };
  build.env.wasm.numThreads = 1;
}
wasm.env.wasm.wasmPaths = { wasm: `${folder}/ort-wasm-simd-threaded.wasm` };
wasm.env.wasm.numThreads = 1;

export { wasm, jspi as webgpu };
