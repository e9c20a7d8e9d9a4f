import type { Schema } from "@cfworker/json-schema";
import { betasOf } from "../diffusion/betas.ts";
import { JsonError, readJson } from "../json.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import type { Text } from "../text.ts";
import type { ModelCard } from "./card.ts";
import { completeCard, type Completed, type Known, type WrittenCard } from "./complete-card.ts";
import schema from "./card.schema.json" with { type: "json" };
import { schemaProblems } from "./schema-problems.ts";

/** Longest card that is read, in characters: 100 000 explicit betas fit. */
const maxLength = 4_000_000;

const subject: Text = { en: "The model's card", zh: "模型卡" };
const remedy: Text = {
  en: "Correct the card beside the network; “repaint card NETWORK.onnx” writes one anew, docs/networks.md in the package says what belongs in it.",
  zh: "请修改网络旁边的模型卡；“repaint card 网络.onnx”可重新生成，格式见安装包内的 docs/networks.md。",
};

/**
 * Reads a model's card (`NAME.json`). What it leaves out is read from the network, or the usual answer is taken.
 *
 * @throws UserError `card-format` with everything that is wrong: the field, what was expected, what came.
 */
export function parseCard(text: string, known: Known = {}): ModelCard {
  return readCard(text, known).card;
}

/** Reads a card as it is written. @throws UserError as `parseCard`. */
export function writtenCard(text: string): WrittenCard {
  const value = parseJson(text);
  checkSchema(value);
  return value as WrittenCard;
}

function checkSchema(value: unknown): void {
  const problems = schemaProblems(schema as Schema, value, { code: "card-format", subject, remedy });
  if (problems.length > 0) throw new UserError(...problems);
}

/** As `parseCard`, with what was assumed. */
export function readCard(written: string | WrittenCard, known: Known = {}): Completed {
  const completed = completeCard(typeof written === "string" ? writtenCard(written) : written, known);
  if (known.network) checkSchema(completed.card); // What a network says of itself is a stranger's word too.
  const deeper = contradictions(completed.card);
  if (deeper.length > 0) throw new UserError(...deeper);
  return completed;
}

function parseJson(text: string): unknown {
  if (text.length > maxLength) {
    throw new UserError(
      bad(
        `is ${text.length} characters long, expected at most ${maxLength}`,
        `长 ${text.length} 个字符，最多 ${maxLength} 个`,
      ),
    );
  }
  try {
    return readJson(text.replace(/^\uFEFF/, ""), (key, value) => (key === "__proto__" ? undefined : value));
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new UserError(bad(`is not JSON: ${error.reason.en}`, `不是 JSON：${error.reason.zh}`));
  }
}

/** What a schema cannot say: fields that have to fit one another. */
function contradictions(card: ModelCard): readonly Problem[] {
  return [
    ...rangeProblems(card),
    ...betaProblems(card),
    ...classProblems(card),
    ...fileProblems(card),
    ...recommendedProblems(card),
    ...pointsProblems(card),
  ];
}

function pointsProblems({ points, mixture }: ModelCard): readonly Problem[] {
  if (points === undefined || mixture) return [];
  const came = points.slice(0, 40);
  return [
    bad(
      `: points is "${came}", expected SPREAD;LEFT,RIGHT,WEIGHT;… in [−1, 1]`,
      `：points 为“${came}”，应为 宽度;左,右,权重;…，坐标在 [−1, 1] 内`,
    ),
  ];
}

function rangeProblems({ image }: ModelCard): readonly Problem[] {
  const [low, high] = image.range;
  const came = `[${low}, ${high}]`;
  const problems: Problem[] = [];
  if (!(low < high))
    problems.push(
      bad(`: image.range is ${came}, expected [lower, higher]`, `：image.range 为 ${came}，应为 [较小值, 较大值]`),
    );
  for (const key of ["mean", "scale"] as const) {
    const count = image[key]?.length ?? image.channels;
    if (count === image.channels) continue;
    problems.push(
      bad(
        `: image.${key} has ${count} numbers, expected one, or one for each of the ${image.channels} channels`,
        `：image.${key} 有 ${count} 个数，应为 1 个，或 ${image.channels} 个通道各一个`,
      ),
    );
  }
  return problems;
}

function betaProblems({ beta_schedule, num_train_timesteps }: ModelCard): readonly Problem[] {
  try {
    betasOf(beta_schedule, num_train_timesteps);
    return [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [bad(`: beta_schedule: ${error.message}`, `：beta_schedule：${error.message}`)];
  }
}

function classProblems({ classes, io }: ModelCard): readonly Problem[] {
  if (classes === undefined) {
    if (io.label === undefined) return [];
    return [
      bad(
        `: io.label is "${io.label}", expected also 'classes' with their count`,
        `：有 io.label "${io.label}"，还应有 classes`,
      ),
    ];
  }
  const { count, null_label, names } = classes;
  const problems: Problem[] = [];
  if (io.label === undefined) {
    problems.push(
      bad(
        `: io.label is missing, expected the name of the input for the ${count} classes`,
        `：缺少 io.label，应为 ${count} 个类别的输入名`,
      ),
    );
  }
  if (null_label !== undefined && null_label >= count) {
    problems.push(
      bad(
        `: classes.null_label is ${null_label}, expected less than classes.count = ${count} (which counts it too)`,
        `：classes.null_label 为 ${null_label}，应小于 classes.count = ${count}（已计入它）`,
      ),
    );
  }
  if (names !== undefined && names.length > count) {
    problems.push(
      bad(
        `: classes.names has ${names.length} entries, expected at most ${count}`,
        `：classes.names 有 ${names.length} 项，最多 ${count} 项`,
      ),
    );
  }
  return problems;
}

/** A card may only name files beside it: it comes from strangers. */
function fileProblems({ file, external_data, vjp }: ModelCard): readonly Problem[] {
  const files = [file, ...(external_data ?? []).map((entry) => entry.file), ...(vjp ? [vjp.file] : [])];
  return files
    .filter((name) => /^[/.~]|[\\:\0]|(^|\/)\.\.(\/|$)/.test(name))
    .map((name) =>
      bad(`: file is "${name}", expected a name relative to the card`, `：file 为 "${name}"，应为相对于模型卡的文件名`),
    );
}

function recommendedProblems({ recommended, num_train_timesteps: N }: ModelCard): readonly Problem[] {
  const T = recommended?.T;
  if (T === undefined || T <= N) return [];
  return [
    bad(
      `: recommended.T is ${T}, expected at most num_train_timesteps = ${N}`,
      `：recommended.T 为 ${T}，应不大于 num_train_timesteps = ${N}`,
    ),
  ];
}

function bad(en: string, zh: string): Problem {
  const gap = en.startsWith(":") ? "" : " ";
  return problem("card-format", { en: `${subject.en}${gap}${en}.`, zh: `${subject.zh}${zh}。` }, remedy);
}
