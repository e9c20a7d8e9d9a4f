import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { totalmem } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { wasmMemory } from "../../src/runtime/model/memory.ts";
import { cardOf } from "../helpers/cards.ts";
import { cli, freshFolder, put } from "../helpers/cli.ts";

/** A card of so many parameters; its network would be called corrupt by whoever opened it. */
function huge(parameters: number): string {
  const folder = freshFolder();
  put(folder, "huge.json", JSON.stringify({ ...cardOf("huge", 64), parameters }));
  return put(folder, "huge.onnx", "no network at all");
}

const runs = [
  {
    device: "native",
    parameters: 1e12,
    told: /needs about 4603\.1 GB of memory; this machine has [\d.]+ GB\.[^]*more memory/,
  },
  {
    device: "wasm",
    parameters: 0.9e9,
    told: /needs about 7\.7 GB of memory; WebAssembly has 4\.3 GB at most\.[^]*native code/,
  },
] as const;

for (const { device, parameters, told } of runs) {
  test(`a network that cannot fit is refused before it is opened, with the size it needs: ${device}`, async () => {
    assert.ok(device === "wasm" ? 8.4 * parameters > wasmMemory : 4.6 * parameters > totalmem());
    const out = join(freshFolder(), "out");
    const { code, err } = await cli(["run", "repaint", "--model", huge(parameters), "--device", device, "--out", out]);
    assert.equal(code, 1, err);
    assert.match(err, told);
    assert.doesNotMatch(err, /corrupt|ONNX network/);
    assert.ok(!existsSync(join(out, "result.png")));
  });
}
