import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as ort from "onnxruntime-node";
import { createCpuBackend } from "../../../src/runtime/cpu/backend.ts";
import { takesSize } from "../../../src/runtime/model/card.ts";
import { openNetwork } from "../../../src/runtime/model/open.ts";
import { parseCard } from "../../../src/runtime/model/parse-card.ts";
import { UserError } from "../../../src/runtime/problem.ts";

const read = (file: string) => readFileSync(new URL(`../../../models/${file}`, import.meta.url));
const card = parseCard(read("photo64.json").toString());
const bytes = read("photo64.onnx");

test("a network of free size answers at every multiple of 8, from one size to the next and back", async () => {
  const backend = createCpuBackend();
  const network = await openNetwork({ ort, backend, card, bytes, provider: "cpu", threads: 1 });
  const answer = async (H: number, W: number): Promise<Float32Array> => {
    const x = backend.upload(
      Float32Array.from({ length: 2 * 3 * H * W }, (_, i) => Math.sin(i)),
      [2, 3, H, W],
    );
    const out = await network.call(x, 400);
    assert.deepEqual(out.shape, [2, 6, H, W]);
    const data = new Float32Array(await backend.read(out));
    for (const tensor of [x, out]) backend.free(tensor);
    assert.ok(data.every(Number.isFinite));
    return data;
  };
  const first = await answer(64, 64);
  await answer(24, 96);
  await answer(128, 72);
  assert.deepEqual(await answer(64, 64), first);
  const odd = backend.upload(new Float32Array(3 * 60 * 64), [1, 3, 60, 64]);
  await assert.rejects(network.call(odd, 400), (error: unknown) => {
    assert.ok(error instanceof UserError);
    assert.match(error.message, /takes 3×8k×8l pictures, came 3×60×64/);
    return true;
  });
  backend.free(odd);
  await network.close();
  assert.equal(backend.live, 0);
});

test("a card says which sizes a network takes", () => {
  assert.ok(takesSize(card, 64, 64) && takesSize(card, 512, 8) && !takesSize(card, 64, 60) && !takesSize(card, 0, 8));
  const { multiple_of: _, ...image } = card.image;
  assert.ok(takesSize({ ...card, image }, 64, 64) && !takesSize({ ...card, image }, 128, 64));
});

test("a card of free size is refused for a network of one size", async () => {
  const faces = parseCard(read("faces64.json").toString());
  const given = { ...faces, image: { ...faces.image, multiple_of: 8 } };
  const opened = openNetwork({
    ort,
    backend: createCpuBackend(),
    card: given,
    bytes: read("faces64.onnx"),
    provider: "cpu",
  });
  await assert.rejects(opened, /expected shape \[N, 3, free, free\], found \[[^\]]*64, 64\]/);
});
