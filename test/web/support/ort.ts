import * as webgpu from "onnxruntime-web/jspi";
import * as wasm from "onnxruntime-web/wasm";

const folder = "/node_modules/onnxruntime-web/dist";

webgpu.env.wasm.wasmPaths = { wasm: `${folder}/ort-wasm-simd-threaded.jspi.wasm` };
webgpu.env.wasm.numThreads = 1;
wasm.env.wasm.wasmPaths = { wasm: `${folder}/ort-wasm-simd-threaded.wasm` };
wasm.env.wasm.numThreads = 1;

export { wasm, webgpu };
