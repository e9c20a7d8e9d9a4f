import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { decode } from "fast-png";
import { unzipSync } from "fflate";
import { drawFace, FACE_SIZE } from "../../tools/data/faces.ts";
import { npzOf } from "../../tools/data/npz.ts";

test("a seed draws the bundled sample of the same number, pixel for pixel", () => {
  for (let seed = 1_000_000; seed < 1_000_016; seed++) {
    const png = decode(readFileSync(new URL(`../../models/samples/face-${seed}.png`, import.meta.url)));
    const channels = png.data.length / (FACE_SIZE * FACE_SIZE);
    const expected = Uint8Array.from(png.data).filter((_, i) => i % channels < 3);
    assert.deepEqual(Buffer.from(drawFace(seed).rgb), Buffer.from(expected), `face ${seed}`);
  }
});

test("a seed names the parts it chose", () => {
  const { labels } = drawFace(0);
  assert.equal(labels.hairColor, "d6b370");
  assert.equal(labels.beard, "none");
  assert.equal(labels.background, "ffd5dc");
});

test("an npz holds one npy whose data begin at a multiple of 64 bytes", () => {
  const data = Uint8Array.from({ length: 24 }, (_, i) => i);
  const npy = unzipSync(npzOf("images", [2, 3, 4], data))["images.npy"];
  assert.ok(npy);
  const headerLength = (npy[8] ?? 0) + 256 * (npy[9] ?? 0);
  assert.equal((10 + headerLength) % 64, 0);
  assert.match(Buffer.from(npy.subarray(10, 10 + headerLength)).toString(), /'shape': \(2, 3, 4\)/);
  assert.deepEqual(npy.subarray(10 + headerLength), data);
  assert.throws(() => npzOf("images", [2, 3], data), /needs 6 bytes, got 24/);
});
