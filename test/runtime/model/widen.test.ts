import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as ort from "onnxruntime-node";
import { readHeader } from "../../../src/runtime/model/onnx-header.ts";
import { sourceOf } from "../../../src/runtime/model/onnx-reader.ts";
import { widened } from "../../../src/runtime/model/onnx-widen.ts";
import { tinyOnnx } from "../../helpers/tiny-onnx.ts";

const bundled = readFileSync(new URL("../../../models/faces64.onnx", import.meta.url));

test("a network of float16 weights says the same with them in float32, and casts none of them", async () => {
  const wide = await widened(bundled);
  const [before, after] = [await readHeader(sourceOf(bundled)), await readHeader(sourceOf(wide))];
  assert.ok(before && after);
  assert.deepEqual([after.inputs, after.outputs, after.parameters], [before.inputs, before.outputs, before.parameters]);
  const halves = (names: Iterable<string>): string[] => [...names].filter((name) => name.endsWith(".half"));
  assert.ok(halves(before.weights.keys()).length > 70);
  assert.deepEqual(halves(after.weights.keys()), []);
  const answers: unknown[] = [];
  for (const bytes of [bundled, wide]) {
    const session = await ort.InferenceSession.create(bytes, { intraOpNumThreads: 1 });
    const x = new ort.Tensor(
      "float32",
      Float32Array.from({ length: 12_288 }, (_, i) => Math.sin(i)),
      [1, 3, 64, 64],
    );
    const timesteps = new ort.Tensor("float32", Float32Array.of(300), [1]);
    answers.push((await session.run({ x, timesteps }))["out"]?.data);
    await session.release();
  }
  assert.deepEqual(answers[1], answers[0]);
});

test("a file without casts of weights, or that is no network, stays as it is", async () => {
  for (const bytes of [tinyOnnx({}).bytes, Uint8Array.of(1, 2, 3), bundled.subarray(0, 1000)])
    assert.deepEqual(new Uint8Array(await widened(bytes)), new Uint8Array(bytes));
});
