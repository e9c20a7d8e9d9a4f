import type { HeaderValue, NetworkHeader } from "./onnx-header.ts";

/** Which input is what, as far as names, ranks and types tell. */
export interface GuessedIo {
  readonly x?: HeaderValue;
  readonly timesteps?: HeaderValue;
  readonly label?: HeaderValue;
  readonly out?: HeaderValue;
  /** Inputs that are none of these: a text's embedding, a second picture. */
  readonly others: readonly HeaderValue[];
}

const timestepNames = /^(t|ts|time|times|time_?steps?|timestep_cond|noise_levels?|sigmas?)$/i;
const labelNames = /^(y|labels?|class(es|_?labels?|_?ids?)?)$/i;
const pictureNames = /^(x|x_?t|samples?|images?|inputs?|noisy.*|latents?)$/i;
const outNames = /^(out|out_sample|sample|output|eps|noise_pred|gradient)$/i;

/** Finds the picture (rank 4), the timesteps (rank 0 or 1, by name or because nothing else is), the label and the output. */
export function guessIo({ inputs, outputs }: Pick<NetworkHeader, "inputs" | "outputs">): GuessedIo {
  const rank = ({ shape }: HeaderValue): number | undefined => shape?.length;
  const isFloat = ({ type }: HeaderValue): boolean => /^float|^bfloat/.test(type);
  const pictures = inputs.filter((value) => isFloat(value) && (rank(value) ?? 4) === 4);
  const flat = inputs.filter((value) => (rank(value) ?? 1) <= 1 && value !== named(pictures, pictureNames));
  const x = named(pictures, pictureNames) ?? pictures.find((value) => !timestepNames.test(value.name));
  const label = flat.find(({ name }) => labelNames.test(name));
  const timesteps =
    flat.find(({ name }) => timestepNames.test(name)) ?? flat.find((value) => value !== label && value !== x);
  const grids = outputs.filter((value) => isFloat(value) && (rank(value) ?? 4) === 4);
  const out = named(grids, outNames) ?? grids[0];
  const taken = new Set([x, timesteps, label]);
  return {
    ...(x && { x }),
    ...(timesteps && { timesteps }),
    ...(label && { label }),
    ...(out && { out }),
    others: inputs.filter((value) => !taken.has(value)),
  };
}

function named(values: readonly HeaderValue[], pattern: RegExp): HeaderValue | undefined {
  return values.find(({ name }) => pattern.test(name));
}
