import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import * as ort from "onnxruntime-node";
import { createCpuBackend } from "../../src/runtime/cpu/backend.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import { parseCard } from "../../src/runtime/model/parse-card.ts";
import type { Shape } from "../../src/runtime/backend.ts";
import { runPython, skipReason } from "./python.ts";

const folder = mkdtempSync(join(tmpdir(), "repaint-one-pass-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const skip = skipReason();

function floats(name: string): Float32Array {
  const bytes = readFileSync(join(folder, name));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

/** What an exported network answers to recorded inputs. */
async function answer(name: string, inputs: readonly (readonly [file: string, shape: Shape])[]): Promise<Float32Array> {
  const bytes = readFileSync(join(folder, `${name}.onnx`));
  const card = parseCard(readFileSync(join(folder, `${name}.json`), "utf8"));
  const backend = createCpuBackend();
  const network = await openNetwork({ ort, backend, card, bytes, provider: "cpu", threads: 1 });
  const tensors = inputs.map(([file, shape]) => backend.upload(floats(file), shape));
  const out = await network.answer?.(tensors);
  assert.ok(out, `${name} is called in one pass`);
  const numbers = await backend.read(out);
  await network.close();
  return numbers;
}

const worst = (a: Float32Array, b: Float32Array): number => {
  assert.equal(a.length, b.length);
  return a.reduce((most, v, i) => Math.max(most, Math.abs(v - (b[i] ?? NaN))), 0);
};

// AlexNet alone in the test line; the larger ones (Inception has 21.8 M parameters) with EXPORT=all, as nightly asks.
const kinds = process.env.EXPORT === "all" ? ["alex", "vgg", "inpainter", "inception"] : ["alex"];
if (skip === false) runPython(["test/tools/make_one_pass.py", folder, ...kinds]);

for (const net of ["alex", "vgg"].filter((kind) => kinds.includes(kind)))
  test(
    `LPIPS of ${net}: the exported network answers as a rewrite in PyTorch, on random weights`,
    { skip },
    async () => {
      const shape: Shape = [2, 3, 64, 48];
      const [x, y] = [[`${net}-x.f32`, shape] as const, [`${net}-y.f32`, shape] as const];
      const wanted = floats(`${net}-d.f32`);
      assert.ok(wanted.every((d) => d > 0.01));
      const difference = worst(await answer(`lpips-${net}`, [x, y]), wanted);
      assert.ok(difference <= 1e-5, `largest difference ${difference} of ${[...wanted]}`);
      const same = await answer(`lpips-${net}`, [x, x]);
      assert.ok(same.every((d) => d === 0));
    },
  );

if (kinds.includes("inpainter"))
  test("the exported inpainter answers as PyTorch with its own Fourier transform", { skip }, async () => {
    const out = await answer("inpainter", [
      ["inpainter-x.f32", [2, 3, 64, 64]],
      ["inpainter-mask.f32", [2, 1, 64, 64]],
    ]);
    const wanted = floats("inpainter-out.f32");
    const largest = wanted.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    assert.ok(worst(out, wanted) <= 1e-5 * largest, `${worst(out, wanted)} of ${largest}`);
  });

if (kinds.includes("inception"))
  test("Inception: the exported features are a rewrite's in PyTorch, on random weights", { skip }, async () => {
    const features = await answer("inception", [["inception-x.f32", [2, 3, 299, 299]]]);
    const wanted = floats("inception-f.f32");
    assert.equal(features.length, 2 * 2048);
    const largest = wanted.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
    assert.ok(worst(features, wanted) <= 1e-4 * largest, `${worst(features, wanted)} of ${largest}`);
  });
