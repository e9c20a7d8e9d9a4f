import type { ModelCard } from "../../src/runtime/model/card.ts";

/** The card of a small square network of the usual kind: ε, learned range, linear betas. */
export function cardOf(name: string, size: number): ModelCard {
  return {
    format: "repaint-model",
    version: 1,
    name,
    title: { en: name, zh: name },
    file: `${name}.onnx`,
    image: { height: size, width: size, channels: 3, range: [-1, 1] },
    io: { x: "x", timesteps: "timesteps", out: "out" },
    num_train_timesteps: 1000,
    beta_schedule: { kind: "linear", beta_start: 1e-4, beta_end: 0.02 },
    prediction_type: "epsilon",
    variance: "learned_range",
    clip_denoised: true,
    licence: "MIT",
  };
}
