import assert from "node:assert/strict";
import { test } from "node:test";
import * as ort from "onnxruntime-node";
import { registry } from "../../../src/nodes/index.ts";
import { createCpuBackend } from "../../../src/runtime/cpu/backend.ts";
import { openNetwork } from "../../../src/runtime/model/open.ts";
import { recordedCard, type Recording } from "../../../src/runtime/parity/recording.ts";
import { replay } from "../../../src/runtime/parity/replay.ts";
import { readRecording, recordedNames } from "../../helpers/recordings.ts";

async function replayed(recording: Recording & { readonly model: Uint8Array }) {
  const backend = createCpuBackend();
  const card = recordedCard(recording.case);
  const network = await openNetwork({ ort, backend, card, bytes: recording.model, provider: "cpu", threads: 1 });
  try {
    return await replay(recording, { registry, backend, network });
  } finally {
    await network.close();
    assert.equal(backend.live, 0);
  }
}

for (const name of recordedNames) {
  test(`the ordinary engine follows the recorded run ${name} within 1e-5 at every step`, async () => {
    const recording = readRecording(name);
    const { events, largest_difference } = await replayed(recording);
    assert.equal(events, recording.case.events.length);
    assert.ok(largest_difference <= 1e-5, `${largest_difference}`);
  });
}

test("a change of one draw shows", async () => {
  const recording = readRecording("half-r3-j4");
  recording.noise[3 * 768 + 5] = 4;
  assert.ok((await replayed(recording)).largest_difference > 1e-2);
});

const damaged: { name: string; damage: (recording: Recording) => Recording; says: RegExp }[] = [
  {
    name: "another jump length",
    damage: (r) => ({ ...r, case: { ...r.case, jump: { ...r.case.jump, jump_length: 5 } } }),
    says: /event \d+ goes t = \d+ → \d+, ours goes/,
  },
  {
    name: "an event too few",
    damage: (r) => ({ ...r, case: { ...r.case, events: r.case.events.slice(0, -1) } }),
    says: /goes nothing/,
  },
  {
    name: "an event too many",
    damage: (r) => ({
      ...r,
      case: { ...r.case, events: [...r.case.events, { event: "reverse", t: 0, sampleNoise: 1 }] },
    }),
    says: /has 86 events, our walk has 85/,
  },
  {
    name: "another respacing",
    damage: (r) => ({ ...r, case: { ...r.case, respacing: "10,10" } }),
    says: /timestep_map\[1\] is 53/,
  },
  {
    name: "other betas",
    damage: (r) => ({ ...r, case: { ...r.case, alphas_cumprod: r.case.alphas_cumprod.map((a) => a * 0.9) } }),
    says: /alphas_cumprod\[0\]/,
  },
  {
    name: "noise that is cut off",
    damage: (r) => ({ ...r, noise: r.noise.subarray(1) }),
    says: /noise.f32 holds 104447 numbers, expected 104448/,
  },
];

for (const { name, damage, says } of damaged) {
  test(`a recording with ${name} is refused with the place`, async () => {
    const recording = readRecording("half-r3-j4");
    await assert.rejects(replayed({ ...damage(recording), model: recording.model }), says);
  });
}
