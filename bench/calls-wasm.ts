// How many calls a second the bundled networks answer in WebAssembly. The number of threads holds for a whole page.
import { createCpuBackend } from "../src/runtime/cpu/backend.ts";
import { openNetwork } from "../src/runtime/model/open.ts";
import { wasm } from "../test/web/support/ort.ts";
import { suite, test } from "../test/web/support/suite.ts";
import { bundled, callsPerSecond } from "./calls.ts";
import { fetchModel } from "./fetch-model.ts";

export function benchWasm(threads: number): void {
  suite("calls", () => {
    for (const name of bundled) {
      test(`${name} in WebAssembly, ${threads} thread${threads > 1 ? "s" : ""}`, async () => {
        const backend = createCpuBackend();
        const network = await openNetwork({
          ort: wasm,
          backend,
          ...(await fetchModel(name)),
          provider: "wasm",
          threads,
        });
        console.log(await callsPerSecond(name, network, backend, { one: 60, eight: 8 }));
        await network.close();
        backend.dispose();
      });
    }
  });
}
