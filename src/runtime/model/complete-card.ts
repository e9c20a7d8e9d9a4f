import type { BetaSchedule } from "../diffusion/betas.ts";
import { readCloud } from "../laboratory/clouds.ts";
import type { Text } from "../text.ts";
import { isOnePass, type Assumption, type ModelCard } from "./card.ts";
import { guessIo, guessKind, guessOnePass, type GuessedIo } from "./guess-io.ts";
import type { NetworkHeader } from "./onnx-header.ts";

/** A card as it was written: any field may be missing. */
export type WrittenCard = {
  readonly [
    K in Exclude<keyof ModelCard, "title" | "image" | "io" | "beta_schedule" | "prediction_type" | "classes">
  ]?: ModelCard[K];
} & {
  readonly title?: string | Partial<Text>;
  readonly image?: Partial<Omit<ModelCard["image"], "mean" | "scale">> & {
    readonly mean?: number | readonly number[];
    readonly scale?: number | readonly number[];
  };
  readonly io?: Partial<ModelCard["io"]>;
  readonly beta_schedule?: string | ({ readonly kind: string } & Readonly<Record<string, unknown>>);
  readonly prediction_type?: NonNullable<ModelCard["prediction_type"]> | "v_prediction" | "sample";
  readonly classes?: Omit<NonNullable<ModelCard["classes"]>, "names"> & {
    readonly names?: readonly (string | Partial<Text>)[];
  };
};

/** What is known besides the card. */
export interface Known {
  /** The network's file, by which a card without a name is called. */
  readonly file?: string;
  readonly network?: NetworkHeader;
}

export interface Completed {
  readonly card: ModelCard;
  /** What neither the card nor the network says. */
  readonly assumed: readonly Assumption[];
  /** Inputs that nothing is known about; such a network cannot be called. */
  readonly others: readonly string[];
}

/** Whether the network's file has to be looked into for what the card does not say. */
export function lacksNetwork({ io, image, variance, kind }: WrittenCard): boolean {
  const pass = isOnePass({ ...(kind && { kind }) });
  const named = io?.x !== undefined && io.out !== undefined && (pass || io.timesteps !== undefined);
  const sized = image?.channels !== undefined && image.height !== undefined && image.width !== undefined;
  return !named || !sized || (variance === undefined && kind !== "classifier" && !pass);
}

/** Height and width where the network leaves both open and nobody says them. */
const freeSize = 64;

/**
 * Fills in what a card leaves out: from the network's inputs and outputs, else with the usual answer, which is told.
 */
export function completeCard(written: WrittenCard, { file, network }: Known): Completed {
  const guessed = written.kind ?? (network && guessKind(network));
  const onePass = guessed !== undefined && isOnePass({ kind: guessed });
  const io: GuessedIo = !network ? { others: [] } : onePass ? guessOnePass(network, guessed) : guessIo(network);
  const told: Assumption[] = [];
  const assume = <T>(field: string, value: T, choices: Text): T => {
    told.push({ field, value, choices });
    return value;
  };
  const fileName = written.file ?? file ?? `${written.name ?? "model"}.onnx`;
  const name = written.name ?? nameOf(fileName);
  const names = namesOf(written, io);
  const image = imageOf(written, io, assume, guessed === "inpainter" && names.mask === undefined ? 1 : 0);
  const classes = classesOf(written, network, names.label, assume);
  const N = written.num_train_timesteps ?? (onePass ? 1000 : assume("num_train_timesteps", 1000, choices.steps));
  const mixture = written.points === undefined ? undefined : readCloud(written.points);
  const kind = guessed ?? (names.out === "gradient" ? "classifier" : undefined);
  const { title: _title, image: _image, io: _io, beta_schedule, prediction_type, classes: _classes, ...rest } = written;
  const card: ModelCard = {
    ...(network && measured(network)),
    ...rest,
    format: "repaint-model",
    version: 1,
    ...(kind && { kind }),
    name,
    title: bothLanguages(written.title ?? name),
    file: fileName,
    image,
    io: names,
    num_train_timesteps: N,
    beta_schedule: betasFrom(
      beta_schedule ?? (onePass ? "linear" : assume("beta_schedule", "linear", choices.betas)),
      N,
    ),
    ...(kind === "classifier" || onePass ? {} : readingOf(written, prediction_type, image.channels, io, assume)),
    ...(classes && { classes }),
    ...(mixture && { mixture }),
    licence: written.licence ?? "unknown",
  };
  return { card, assumed: told, others: network ? unknownInputs(network, names) : [] };
}

type Assume = <T>(field: string, value: T, choices: Text) => T;

function measured({ parameters, external }: NetworkHeader): Pick<ModelCard, "parameters" | "external_data"> {
  return {
    ...(parameters > 0 && { parameters }),
    ...(external.length > 0 && { external_data: external.map((file) => ({ file })) }),
  };
}

function unknownInputs({ inputs }: NetworkHeader, io: ModelCard["io"]): readonly string[] {
  const known = [io.x, io.timesteps, io.label, io.mask, io.y];
  return inputs.map(({ name }) => name).filter((name) => !known.includes(name));
}

function namesOf({ io = {} }: WrittenCard, guessed: GuessedIo): ModelCard["io"] {
  const label = io.label ?? guessed.label?.name;
  const mask = io.mask ?? guessed.mask?.name;
  const y = io.y ?? guessed.y?.name;
  return {
    x: io.x ?? guessed.x?.name ?? "x",
    timesteps: io.timesteps ?? guessed.timesteps?.name ?? "timesteps",
    ...(label !== undefined && { label }),
    ...(mask !== undefined && { mask }),
    ...(y !== undefined && { y }),
    out: io.out ?? guessed.out?.name ?? "out",
  };
}

/** @param besides channels of the input that are none of the picture. */
function imageOf({ image = {} }: WrittenCard, { x }: GuessedIo, assume: Assume, besides: number): ModelCard["image"] {
  const said = (axis: number): number | undefined => {
    const size = x?.shape?.[axis];
    return typeof size === "number" && size > 0 ? size : undefined;
  };
  const seen = said(1);
  const channels =
    image.channels ??
    (seen === undefined ? undefined : seen - besides) ??
    assume("image.channels", 3, choices.channels);
  const height = image.height ?? said(2) ?? image.width ?? assume("image.height", freeSize, choices.size);
  const width =
    image.width ??
    said(3) ??
    image.height ??
    (said(2) === undefined ? height : assume("image.width", height, choices.size));
  const range = image.range ?? assume("image.range", [-1, 1] as const, choices.range);
  const perChannel = (value: number | readonly number[]): readonly number[] =>
    typeof value === "number" ? Array<number>(channels).fill(value) : value;
  const { mean, scale, multiple_of } = image;
  const size = { height, width, channels, range, ...(multiple_of !== undefined && { multiple_of }) };
  if (mean === undefined && scale === undefined) return size;
  return { ...size, mean: perChannel(mean ?? 0), scale: perChannel(scale ?? 1) };
}

/** How a denoiser's output is read. */
function readingOf(
  { variance, clip_denoised }: WrittenCard,
  prediction: WrittenCard["prediction_type"],
  channels: number,
  { out }: GuessedIo,
  assume: Assume,
): Pick<ModelCard, "prediction_type" | "variance" | "clip_denoised"> {
  const outChannels = out?.shape?.[1];
  const twice = outChannels === 2 * channels || typeof outChannels !== "number";
  const usual = outChannels === 2 * channels ? "learned_range" : twice ? undefined : "fixed_small";
  const own =
    variance ?? (usual === "learned_range" ? usual : assume("variance", usual ?? "learned_range", choices.variance));
  return {
    prediction_type: predictionOf(prediction ?? assume("prediction_type", "epsilon", choices.prediction)),
    variance: own,
    clip_denoised: clip_denoised ?? true,
  };
}

function predictionOf(word: NonNullable<WrittenCard["prediction_type"]>): NonNullable<ModelCard["prediction_type"]> {
  if (word === "v_prediction") return "v";
  return word === "sample" ? "x_start" : word;
}

function classesOf(
  { classes }: WrittenCard,
  network: NetworkHeader | undefined,
  label: string | undefined,
  assume: Assume,
): ModelCard["classes"] {
  if (classes === undefined) {
    if (label === undefined || network === undefined) return undefined;
    const table = [...network.weights].find(([name, dims]) => /label|class/i.test(name) && dims.length === 2);
    return { count: table?.[1][0] ?? assume("classes.count", 1000, choices.classes) };
  }
  const { names, ...rest } = classes;
  return { ...rest, ...(names && { names: names.map((name) => bothLanguages(name)) }) };
}

/** A title in one language serves for both. */
function bothLanguages(title: string | Partial<Text>): Text {
  if (typeof title === "string") return { en: title, zh: title };
  const any = title.en ?? title.zh ?? "";
  return { en: title.en ?? any, zh: title.zh ?? any };
}

/** `folder/My Net.onnx` is called `My-Net`. */
function nameOf(file: string): string {
  const base = (file.split(/[\\/]/).at(-1) ?? "").replace(/\.[^.]+$/, "");
  return (
    base
      .replace(/[^A-Za-z0-9._-]+/g, "-")
      .replace(/^[^A-Za-z0-9]+/, "")
      .slice(0, 64) || "model"
  );
}

/** The numbers that go with a schedule's name: guided-diffusion's for linear, diffusers' for the others. */
function betasFrom(written: NonNullable<WrittenCard["beta_schedule"]>, N: number): BetaSchedule {
  const given = typeof written === "string" ? { kind: written } : written;
  const kind = given.kind === "squaredcos_cap_v2" ? "cosine" : given.kind;
  const between = Math.min(1000 / N, 49); // guided-diffusion keeps the whole noise the same for any number of steps
  const usual: Readonly<Record<string, object>> = {
    linear: { beta_start: 1e-4 * between, beta_end: 0.02 * between },
    cosine: { s: 0.008, max_beta: 0.999 },
    scaled_linear: { beta_start: 0.00085, beta_end: 0.012 },
    sigmoid: { beta_start: 1e-4, beta_end: 0.02 },
  };
  return { ...usual[kind], ...given, kind } as BetaSchedule;
}

const choices = {
  steps: {
    en: "steps of training; nearly always 1000, sometimes 4000 (improved-diffusion)",
    zh: "训练步数；几乎都是 1000，个别为 4000（improved-diffusion）",
  },
  betas: {
    en: 'how noise was added; "linear" (DDPM, ADM, RePaint), "cosine" (improved-diffusion), "scaled_linear" (latent diffusion), "sigmoid", or { kind, beta_start, beta_end }',
    zh: "加噪方式；“linear”（DDPM、ADM、RePaint）、“cosine”（improved-diffusion）、“scaled_linear”（潜在扩散）、“sigmoid”，或 { kind, beta_start, beta_end }",
  },
  prediction: {
    en: 'what the network predicts; "epsilon" (the noise, usual), "v_prediction", or "sample" (the clean picture)',
    zh: "网络预测什么；“epsilon”（噪声，最常见）、“v_prediction”，或“sample”（干净图像）",
  },
  range: {
    en: "values of black and white; [-1, 1] (usual) or [0, 1]; with image.mean and image.scale where they were standardised",
    zh: "黑与白的取值；[-1, 1]（最常见）或 [0, 1]；若做过标准化，另给 image.mean 与 image.scale",
  },
  variance: {
    en: 'noise of a reverse step; "fixed_small" or "fixed_large" (both work), "learned_range" where the network has 2 × channels out',
    zh: "反向步的方差；“fixed_small”或“fixed_large”（均可），输出通道为 2 倍时为“learned_range”",
  },
  size: {
    en: "the network takes any size; this is the one that pictures are brought to",
    zh: "该网络接受任意尺寸；图像将缩放到这一尺寸",
  },
  channels: { en: "3 for colour, 1 for grey", zh: "彩色为 3，灰度为 1" },
  classes: {
    en: "how many classes the label counts, the one for “no label” included",
    zh: "类别总数（含表示“无类别”的那一个）",
  },
} as const satisfies Record<string, Text>;
