import { problem, type Problem } from "../problem.ts";
import type { Text } from "../text.ts";
import type { ModelCard } from "./card.ts";
import type { Session, ValueMetadata } from "./ort.ts";

/** How a network wants to be called, as its session says. */
export interface Fit {
  /** Half precision is converted at the door: all that the engine holds is float32. */
  readonly x: FloatType;
  readonly out: FloatType;
  readonly timesteps: NumberType;
  /** `[]` instead of `[N]`. */
  readonly scalarTimesteps: boolean;
  /** The one length that the timesteps can have, where it is not that of the batch. */
  readonly timestepCount?: number;
  readonly label?: NumberType;
  readonly cotangent?: FloatType;
  /** The one batch size that the network can take; absent when it takes any. */
  readonly batch?: number;
  /** Channels of the output: C, or 2 C where the variance is learned. */
  readonly outChannels: number;
}

/** What is known of one input or output: names, types and dimensions; a string is a free dimension. */
type Metadata = Pick<Session, "inputMetadata" | "outputMetadata">;
type TensorMetadata = Extract<ValueMetadata, { isTensor: true }>;

const floats = ["float32", "float16"] as const;
const numbers = ["float32", "int64", "int32", "float16", "float64"] as const;
export type FloatType = (typeof floats)[number];
export type NumberType = (typeof numbers)[number];

/**
 * Compares a session's inputs and output with the card: names, number types, shapes.
 *
 * @returns how to call the network, or all that does not fit.
 */
export function fitOf(card: ModelCard, session: Metadata): { fit: Fit } | { problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const report = (part: string, want: Text, got: Text): void => void problems.push(misfit(card, part, want, got));
  const { channels, multiple_of } = card.image;
  const [height, width] =
    multiple_of === undefined ? [card.image.height, card.image.width] : (["free", "free"] as const);
  const outChannels = card.variance === "learned_range" ? 2 * channels : channels;

  const x = find(session.inputMetadata, card.io.x, "input", report);
  const timesteps = find(session.inputMetadata, card.io.timesteps, "input", report);
  const label = card.io.label === undefined ? undefined : find(session.inputMetadata, card.io.label, "input", report);
  const cotangent =
    card.io.cotangent === undefined ? undefined : find(session.inputMetadata, card.io.cotangent, "input", report);
  const out = find(session.outputMetadata, card.io.out, "output", report);
  checkLeftOver(card, session, report);

  const xType = x && checkType(x, floats, report);
  if (x) checkShape(x, ["N", channels, height, width], report);
  const outType = out && checkType(out, floats, report);
  if (out) checkShape(out, ["N", outChannels, height, width], report);
  const cotangentType = cotangent && checkType(cotangent, floats, report);
  if (cotangent) checkShape(cotangent, ["N", channels, height, width], report);
  const timestepsType = timesteps && checkType(timesteps, numbers, report);
  const labelType = label && checkType(label, numbers, report);
  if (timesteps && timesteps.shape.length > 0) checkShape(timesteps, ["N"], report);
  if (label) checkShape(label, ["N"], report);

  if (problems.length > 0 || !timestepsType || !xType || !outType) return { problems };
  const batch = x.shape[0];
  const count = timesteps.shape[0];
  return {
    fit: {
      x: xType,
      out: outType,
      timesteps: timestepsType,
      scalarTimesteps: timesteps.shape.length === 0,
      outChannels,
      ...(labelType === undefined ? {} : { label: labelType }),
      ...(cotangentType === undefined ? {} : { cotangent: cotangentType }),
      ...(typeof batch === "number" && batch > 0 ? { batch } : {}),
      ...(typeof count === "number" && count > 0 && count !== batch ? { timestepCount: count } : {}),
    },
  };
}

/** The number that a network is told: guided-diffusion's `rescale_timesteps` brings every process to 0…1000. */
export function timestepValue(card: ModelCard, timestep: number): number {
  return card.rescale_timesteps === true ? (timestep * 1000) / card.num_train_timesteps : timestep;
}

type Report = (part: string, want: Text, got: Text) => void;

function find(
  all: readonly ValueMetadata[],
  name: string,
  kind: "input" | "output",
  report: Report,
): TensorMetadata | undefined {
  const found = all.find((metadata) => metadata.name === name);
  if (found?.isTensor === true) return found;
  const names = all.map((metadata) => `"${metadata.name}"`).join(", ");
  const nameText = kind === "input" ? { en: "an input", zh: "输入" } : { en: "an output", zh: "输出" };
  report(
    `io`,
    { en: `${nameText.en} named "${name}"`, zh: `名为“${name}”的${nameText.zh}` },
    { en: `${kind}s ${names}`, zh: `${nameText.zh} ${names}` },
  );
  return undefined;
}

/** An input that the card does not name would have to be guessed. */
function checkLeftOver(card: ModelCard, session: Metadata, report: Report): void {
  const known = new Set([card.io.x, card.io.timesteps, card.io.label, card.io.cotangent]);
  const extra = session.inputMetadata.filter(({ name }) => !known.has(name)).map(({ name }) => `"${name}"`);
  const missing = [...known].some((name) => name !== undefined && !session.inputMetadata.some((m) => m.name === name));
  if (extra.length === 0 || missing) return;
  report(
    "io",
    { en: "no other inputs than the card names", zh: "只有模型卡列出的输入" },
    { en: `also ${extra.join(", ")}`, zh: `另有 ${extra.join("、")}` },
  );
}

function checkType<T extends string>(metadata: TensorMetadata, allowed: readonly T[], report: Report): T | undefined {
  const found = allowed.find((type) => type === metadata.type);
  if (found === undefined) {
    const want = allowed.join(" / ");
    report(`"${metadata.name}"`, { en: want, zh: want }, { en: metadata.type, zh: metadata.type });
  }
  return found;
}

/** A free dimension fits everything; so does a shape that the network leaves open. */
function checkShape(metadata: TensorMetadata, want: readonly (number | "N" | "free")[], report: Report): void {
  const { shape } = metadata;
  const fits =
    shape.length === 0
      ? want.length > 1
      : shape.length === want.length &&
        want.every((size, i) => size === "N" || typeof shape[i] === "string" || shape[i] === size);
  if (fits) return;
  const [expected, came] = [`[${want.join(", ")}]`, `[${shape.join(", ")}]`];
  report(`"${metadata.name}"`, { en: `shape ${expected}`, zh: `形状 ${expected}` }, { en: came, zh: came });
}

function misfit(card: ModelCard, part: string, want: Text, got: Text): Problem {
  return problem(
    "network-misfit",
    {
      en: `The network "${card.file}" does not fit its card: ${part}: expected ${want.en}, found ${got.en}.`,
      zh: `网络“${card.file}”与模型卡不符：${part}：应为${want.zh}，实为${got.zh}。`,
    },
    {
      en: "Correct io, image, variance or classes in the card, or choose the network that belongs to it.",
      zh: "请修正模型卡中的 io、image、variance 或 classes，或选择与之匹配的网络。",
    },
  );
}
