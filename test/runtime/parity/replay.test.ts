import assert from "node:assert/strict";
import { test } from "node:test";
import * as ort from "onnxruntime-node";
import { registry } from "../../../src/nodes/index.ts";
import { createCpuBackend } from "../../../src/runtime/cpu/backend.ts";
import { openNetwork } from "../../../src/runtime/model/open.ts";
import { recordedCard, type Recording } from "../../../src/runtime/parity/recording.ts";
import { replay } from "../../../src/runtime/parity/replay.ts";
import { space_timesteps } from "../../../src/runtime/diffusion/respacing.ts";
import { record } from "../../helpers/record.ts";
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

const jump = { jump_length: 3, jump_n_sample: 2 };
const settings: {
  name: string;
  T: number;
  respacing: string;
  jump: Recording["case"]["jump"];
  N?: number;
  mask?: number[];
}[] = [
  { name: "no jump", T: 1000, respacing: "6", jump: { t_T: 6, jump_length: 3, jump_n_sample: 1 } },
  { name: "a batch of three", T: 1000, respacing: "8", jump: { t_T: 8, ...jump }, N: 3 },
  { name: "a soft mask", T: 1000, respacing: "6", jump: { t_T: 6, ...jump }, mask: [0, 0.3, 1, 1] },
  { name: "respacing in sections", T: 500, respacing: "2,3,5", jump: { t_T: 10, ...jump } },
  { name: "DDIM respacing", T: 1000, respacing: "ddim10", jump: { t_T: 10, ...jump } },
  { name: "a limit to resampling", T: 1000, respacing: "12", jump: { t_T: 12, ...jump, start_resampling: 6 } },
  { name: "a start below the schedule", T: 1000, respacing: "20", jump: { t_T: 9, ...jump } },
  {
    name: "three nested jumps",
    T: 1000,
    respacing: "9",
    jump: {
      t_T: 9,
      jump_length: 4,
      jump_n_sample: 2,
      jump2_length: 2,
      jump2_n_sample: 2,
      jump3_length: 1,
      jump3_n_sample: 2,
    },
  },
  {
    name: "every step made twice at once, and jumps",
    T: 1000,
    respacing: "9",
    jump: { t_T: 9, n_sample: 2, jump_length: 3, jump_n_sample: 2 },
  },
  {
    name: "every step made three times at once, up to a limit and below the schedule's length",
    T: 1000,
    respacing: "12",
    jump: { t_T: 9, n_sample: 3, jump_length: 2, jump_n_sample: 2, start_resampling: 4 },
  },
  {
    name: "a jump longer than the schedule",
    T: 1000,
    respacing: "4",
    jump: { t_T: 4, jump_length: 9, jump_n_sample: 5 },
  },
];

for (const { name, N = 1, mask = [1, 1, 0, 1, 0], ...rest } of settings) {
  test(`the engine follows an independent official sampler with ${name}`, async () => {
    const { model } = readRecording("half-r3-j4");
    const timestep_map = space_timesteps(rest.T, rest.respacing);
    const recording = await record({ ...rest, timestep_map, N, mask }, model);
    const { largest_difference } = await replayed({ ...recording, model });
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
