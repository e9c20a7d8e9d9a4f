import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as ort from "onnxruntime-node";
import { fromFile } from "../../../src/cli/disk.ts";
import { readHeader } from "../../../src/runtime/model/onnx-header.ts";
import { sourceOf } from "../../../src/runtime/model/onnx-reader.ts";
import { skeletonOf } from "../../../src/runtime/model/onnx-skeleton.ts";
import { openNetwork } from "../../../src/runtime/model/open.ts";
import { parseCard } from "../../../src/runtime/model/parse-card.ts";
import { arrayBackend } from "../../helpers/host-backend.ts";

const path = fileURLToPath(new URL("../../../models/faces64.onnx", import.meta.url));
const card = parseCard(await readFile(path.replace(".onnx", ".json"), "utf8"));
const what = { en: "the network", zh: "网络" };
const bytes = await fromFile(path, what, (source) => skeletonOf(source, "faces64.onnx"));

test("a network's skeleton names the weights in its file, and says the same of itself", async () => {
  assert.ok(bytes);
  const { size } = await fromFile(path, what, async (source) => source);
  assert.ok(bytes.length < size / 10, `${bytes.length} of ${size} bytes`);
  const [own, skeleton] = [await fromFile(path, what, readHeader), await readHeader(sourceOf(bytes))];
  assert.deepEqual(skeleton, { ...own, external: ["faces64.onnx"] });
});

test("opened by its skeleton a network answers to the bit what it answers opened by its path", async () => {
  assert.ok(bytes);
  const answers: Float32Array[] = [];
  const measured = { sha256: card.sha256 ?? "", bytes: card.bytes ?? 0 };
  for (const more of [{ path }, { path, skeleton: { bytes, folder: dirname(path) } }]) {
    const backend = arrayBackend();
    const network = await openNetwork({ ort, backend, card, provider: "cpu", threads: 1, bytes: measured, ...more });
    const x = backend.upload(
      Float32Array.from({ length: 12_288 }, (_, i) => Math.sin(i)),
      [1, 3, 64, 64],
    );
    answers.push(await backend.read(await network.call(x, 300, undefined)));
    await network.close();
  }
  assert.deepEqual(answers[0], answers[1]);
  assert.ok((answers[0] ?? []).some((value) => value !== 0));
});

test("what is no network has no skeleton", async () => {
  assert.equal(await skeletonOf(sourceOf(Uint8Array.of(1, 2, 3)), "x.onnx"), undefined);
});
