import type { Schema } from "@cfworker/json-schema";
import type { Shape } from "../backend.ts";
import type { ModelCard } from "../model/card.ts";
import { JsonError, readJson } from "../json.ts";
import { schemaProblems } from "../model/schema-problems.ts";
import { problem, UserError } from "../problem.ts";
import type { Text } from "../text.ts";
import schema from "./case.schema.json" with { type: "json" };

/** `case.json` of a recorded run of the official sampler: the process, the jumps and what happened. */
export interface RecordedCase {
  /** Steps of training. */
  readonly T: number;
  readonly respacing: string;
  readonly timestep_map: readonly number[];
  readonly alphas_cumprod: readonly number[];
  readonly jump: RecordedJumps;
  readonly shape: Shape;
  readonly noise_count: number;
  readonly state_count: number;
  readonly events: readonly RecordedEvent[];
}

/** The official names; what is absent has the official default. */
export interface RecordedJumps {
  readonly t_T: number;
  readonly n_sample?: number;
  readonly jump_length: number;
  readonly jump_n_sample: number;
  readonly jump2_length?: number;
  readonly jump2_n_sample?: number;
  readonly jump3_length?: number;
  readonly jump3_n_sample?: number;
  readonly start_resampling?: number;
}

/** One of the jumps of a schedule, as a jump-back node takes it. */
export interface Jump {
  readonly id: string;
  readonly jump_length: number;
  readonly jump_n_sample: number;
  /** No jump climbs above this index. */
  readonly limit: number;
}

/**
 * The jumps of an official schedule that do something, innermost first. `n_sample` repeats each step down at once, n − 1
 * times: that is a jump of length one below index t_T − 2, before all others.
 */
export function jumpsOf(jump: RecordedJumps): readonly Jump[] {
  const start = jump.start_resampling ?? Infinity;
  const all: readonly Jump[] = [
    { id: "jump0", jump_length: 1, jump_n_sample: jump.n_sample ?? 1, limit: Math.min(start + 1, jump.t_T - 2) },
    { id: "jump3", jump_length: jump.jump3_length ?? 1, jump_n_sample: jump.jump3_n_sample ?? 1, limit: start },
    { id: "jump2", jump_length: jump.jump2_length ?? 1, jump_n_sample: jump.jump2_n_sample ?? 1, limit: start },
    { id: "jump", jump_length: jump.jump_length, jump_n_sample: jump.jump_n_sample, limit: start },
  ];
  const fits = excursionsFit(jump);
  return all.filter(({ id, jump_n_sample, limit }) => jump_n_sample > 1 && limit >= 0 && (fits || id !== "jump0"));
}

const whyNot =
  "the excursions of n_sample do not test the longer jumps where they arrive, and nodes in series do; with one jump both walk alike";

/** Whether jump-back nodes in series walk as the official code does: `n_sample` beside nested jumps they cannot. */
export function excursionsFit(jump: RecordedJumps): boolean {
  const jumps = [jump.jump_n_sample, jump.jump2_n_sample ?? 1, jump.jump3_n_sample ?? 1].filter((r) => r > 1);
  return (jump.n_sample ?? 1) <= 1 || jumps.length <= 1;
}

/** `t` is the official zero-based index; draws are indices into `noise`. */
export type RecordedEvent =
  | { readonly event: "init"; readonly noise: readonly number[] }
  | { readonly event: "reverse"; readonly t: number; readonly sampleNoise: number; readonly knownNoise?: number }
  | { readonly event: "undo"; readonly t: number; readonly noise: number };

/** A recorded run: all arrays are `[count, N, C, H, W]`, the mask `[N, 1, H, W]` with 1 = known. */
export interface Recording {
  readonly name: string;
  readonly case: RecordedCase;
  readonly gt: Float32Array;
  readonly keep_mask: Float32Array;
  readonly noise: Float32Array;
  readonly states: Float32Array;
  readonly final: Float32Array;
}

const remedy: Text = {
  en: "A recording is a folder with case.json, model.onnx, gt.f32, mask.f32, noise.f32, states.f32 and final.f32.",
  zh: "录制是一个文件夹，含 case.json、model.onnx、gt.f32、mask.f32、noise.f32、states.f32 和 final.f32。",
};

/**
 * Reads `case.json`.
 *
 * @throws UserError `recording` saying what is not as recordings are.
 */
export function parseRecordedCase(text: string, name: string): RecordedCase {
  let value: unknown;
  try {
    value = readJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw badRecording(name, `case.json is not JSON: ${error.message}`);
  }
  const subject = { en: `The recording "${name}": case.json`, zh: `录制“${name}”的 case.json` };
  const problems = schemaProblems(schema as Schema, value, { code: "recording", subject, remedy });
  if (problems.length > 0) throw new UserError(...problems.slice(0, 5));
  const recorded = value as RecordedCase;
  const { jump, events } = recorded;
  if (events[0]?.event !== "init") throw badRecording(name, `the first event is not "init"`);
  if (!excursionsFit(jump)) throw badRecording(name, `n_sample is ${jump.n_sample} beside nested jumps: ${whyNot}`);
  const T = recorded.timestep_map.length;
  if (!(jump.t_T >= 1 && jump.t_T <= T))
    throw badRecording(name, `t_T is ${jump.t_T}, expected 1 to ${T}, the respaced steps`);
  return { ...recorded, respacing: String(recorded.respacing) };
}

/** @throws UserError when an array has another length than `case.json` says. */
export function checkArrays(recording: Recording): void {
  const { shape, noise_count, state_count } = recording.case;
  const [N, C, H, W] = shape;
  const one = N * C * H * W;
  const lengths: readonly (readonly [string, Float32Array, number])[] = [
    ["gt.f32", recording.gt, one],
    ["mask.f32", recording.keep_mask, N * H * W],
    ["noise.f32", recording.noise, noise_count * one],
    ["states.f32", recording.states, state_count * one],
    ["final.f32", recording.final, one],
  ];
  for (const [file, array, expected] of lengths) {
    if (array.length === expected) continue;
    throw badRecording(recording.name, `${file} holds ${array.length} numbers, expected ${expected}`);
  }
}

/** The card of the recorded network: linear betas from 1e-4 · 1000 / T to 0.02 · 1000 / T, ε and a learned range. */
export function recordedCard({ T, shape }: RecordedCase): ModelCard {
  const scale = 1000 / T;
  return {
    format: "repaint-model",
    version: 1,
    name: "recorded",
    title: { en: "Recorded network", zh: "录制的网络" },
    file: "model.onnx",
    image: { height: shape[2], width: shape[3], channels: shape[1], range: [-1, 1] },
    io: { x: "x", timesteps: "timesteps", out: "out" },
    num_train_timesteps: T,
    beta_schedule: { kind: "linear", beta_start: 1e-4 * scale, beta_end: 0.02 * scale },
    prediction_type: "epsilon",
    variance: "learned_range",
    clip_denoised: true,
    licence: "none",
  };
}

export function badRecording(name: string, reason: string): UserError {
  return new UserError(
    problem(
      "recording",
      { en: `The recording "${name}" cannot be compared: ${reason}.`, zh: `录制“${name}”无法比较：${reason}。` },
      remedy,
    ),
  );
}
