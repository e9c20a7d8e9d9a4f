import type { ModelKind } from "./card.ts";
import type { HeaderValue, NetworkHeader } from "./onnx-header.ts";

/** Which input is what, as far as names, ranks and types tell. */
export interface GuessedIo {
  readonly x?: HeaderValue;
  readonly timesteps?: HeaderValue;
  readonly label?: HeaderValue;
  readonly mask?: HeaderValue;
  readonly y?: HeaderValue;
  readonly out?: HeaderValue;
  /** Inputs that are none of these: a text's embedding, a second picture. */
  readonly others: readonly HeaderValue[];
}

const timestepNames = /^(t|ts|time|times|time_?steps?|timestep_cond|noise_levels?|sigmas?)$/i;
const labelNames = /^(y|labels?|class(es|_?labels?|_?ids?)?)$/i;
const pictureNames = /^(x|x_?t|samples?|images?|inputs?|noisy.*|latents?)$/i;
const outNames = /^(out|out_sample|sample|output|eps|noise_pred|gradient)$/i;

const maskNames = /mask/i;

/**
 * What a network without timesteps is, as far as its inputs and output tell: a picture and a mask in and a picture out, or
 * two pictures or one in and numbers out.
 */
export function guessKind({ inputs, outputs }: Pick<NetworkHeader, "inputs" | "outputs">): ModelKind | undefined {
  if (inputs.some((value) => rankOf(value) !== 4 || !isFloat(value))) return undefined;
  const [out] = outputs;
  const numbers = out?.shape !== undefined && (out.shape.length < 4 || out.shape.slice(2).every((size) => size === 1));
  if (inputs.length === 2) return inputs.some(isMask) ? "inpainter" : numbers ? "distance" : undefined;
  if (inputs.length !== 1 || !inputs[0] || !out) return undefined;
  if (numbers) return "features";
  const [given, made] = [inputs[0].shape?.[1], out.shape?.[1]];
  return typeof given === "number" && given - 1 === made ? "inpainter" : undefined;
}

/** Inputs and output of a network that answers in one pass. */
export function guessOnePass(
  { inputs, outputs }: Pick<NetworkHeader, "inputs" | "outputs">,
  kind: ModelKind,
): GuessedIo {
  const mask = kind === "inpainter" && inputs.length > 1 ? inputs.find(isMask) : undefined;
  const [x, y] = inputs.filter((value) => value !== mask);
  const [out] = outputs;
  const second = kind === "distance" ? y : undefined;
  return {
    ...(x && { x }),
    ...(mask && { mask }),
    ...(second && { y: second }),
    ...(out && { out }),
    others: inputs.filter((value) => value !== x && value !== mask && value !== second),
  };
}

const rankOf = ({ shape }: HeaderValue): number | undefined => shape?.length;
const isFloat = ({ type }: HeaderValue): boolean => /^float|^bfloat/.test(type);
const isMask = ({ name, shape }: HeaderValue): boolean => maskNames.test(name) || shape?.[1] === 1;

/** Finds the picture (rank 4), the timesteps (rank 0 or 1, by name or because nothing else is), the label and the output. */
export function guessIo({ inputs, outputs }: Pick<NetworkHeader, "inputs" | "outputs">): GuessedIo {
  const rank = rankOf;
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
