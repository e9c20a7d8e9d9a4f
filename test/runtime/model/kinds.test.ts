import assert from "node:assert/strict";
import { test } from "node:test";
import * as native from "onnxruntime-node";
import { createCpuBackend } from "../../../src/runtime/cpu/backend.ts";
import { fromHalf, toHalf } from "../../../src/runtime/model/half.ts";
import { openNetwork } from "../../../src/runtime/model/open.ts";
import { writtenCard } from "../../../src/runtime/model/parse-card.ts";
import { networkKinds, networkOf, runKind, toleranceOf } from "../../helpers/network-kinds.ts";

for (const kind of networkKinds) {
  test(`a run ends with the closed form's picture: ${kind.title}`, async () => {
    const { card, bytes, answer } = await networkOf(kind);
    assert.deepEqual(writtenCard(JSON.stringify(kind.written)), JSON.parse(JSON.stringify(kind.written)));
    const backend = createCpuBackend();
    const network = await openNetwork({ ort: native, backend, card, bytes, provider: "cpu", threads: 1 });
    const difference = await runKind(kind, network, backend, answer);
    assert.ok(difference <= toleranceOf(kind), `${difference}`);
    await network.close();
    assert.equal(backend.live, 0);
  });
}

test("every half goes through a float and back; floats between two halves go to the nearer one, ties to even", () => {
  const halves = Uint16Array.from({ length: 65536 }, (_, i) => i).filter(
    (h) => (h & 0x7c00) !== 0x7c00 || (h & 1023) === 0,
  );
  const floats = new Float32Array(halves.length);
  fromHalf(halves, floats);
  const back = new Uint16Array(halves.length);
  toHalf(floats, back);
  assert.deepEqual(back, halves);
  const finite = [...floats.keys()].filter((i) => (halves[i] ?? 0) < 0x7bff);
  const nudge = (i: number, by: number): number => (floats[i] ?? 0) + by * ((floats[i + 1] ?? 0) - (floats[i] ?? 0));
  for (const [by, expected] of [
    [0.25, (h: number) => h],
    [0.5, (h: number) => h + (h & 1)],
    [0.75, (h: number) => h + 1],
  ] as const) {
    const between = Float32Array.from(finite, (i) => nudge(i, by));
    const rounded = new Uint16Array(between.length);
    toHalf(between, rounded);
    assert.deepEqual(
      rounded,
      Uint16Array.from(finite, (i) => expected(halves[i] ?? 0)),
    );
  }
  const edge = new Uint16Array(4);
  toHalf(Float32Array.of(65519, 65520, -1e9, NaN), edge);
  assert.deepEqual([...edge], [0x7bff, 0x7c00, 0xfc00, 0x7e00]);
});
