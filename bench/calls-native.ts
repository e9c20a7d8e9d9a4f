// How many calls a second the bundled networks answer under the native ONNX Runtime.
import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-node";
import { createCpuBackend } from "../src/runtime/cpu/backend.ts";
import { openNetwork } from "../src/runtime/model/open.ts";
import { parseCard } from "../src/runtime/model/parse-card.ts";
import { bundled, callsPerSecond } from "./calls.ts";

const read = (path: string): Buffer => readFileSync(new URL(`../${path}`, import.meta.url));
for (const name of bundled) {
  const card = parseCard(read(`models/${name}.json`).toString());
  for (const threads of [1, 2]) {
    const backend = createCpuBackend();
    const bytes = read(`models/${card.file}`);
    const network = await openNetwork({ ort, backend, card, bytes, provider: "cpu", threads });
    console.log(await callsPerSecond(name, network, backend, { one: 200, eight: 30 }));
    await network.close();
    backend.dispose();
  }
}
