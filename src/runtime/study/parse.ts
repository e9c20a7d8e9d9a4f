import type { Schema } from "@cfworker/json-schema";
import { JsonError, readJson } from "../json.ts";
import { schemaProblems } from "../model/schema-problems.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import type { Measure, Study } from "./format.ts";
import schema from "./study.schema.json" with { type: "json" };

const words = {
  code: "study-format",
  subject: { en: "The study", zh: "研究文件" },
  remedy: {
    en: "Correct this place in the study's file; study.schema.json in the package says what belongs there.",
    zh: "请修改研究文件中的这一处；格式见安装包内的 study.schema.json。",
  },
} as const;

/** What is measured where the study does not say. */
const USUAL: readonly Measure[] = ["mse", "psnr", "ssim", "identity", "seam", "diversity"];

/**
 * Reads a study from JSON text.
 *
 * @throws UserError `study-format` with everything that is wrong.
 */
export function parseStudy(text: string): Study {
  let value: unknown;
  try {
    value = readJson(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new UserError(wrong(`is not JSON: ${error.reason.en}`, `不是 JSON：${error.reason.zh}`));
  }
  const problems = schemaProblems(schema as Schema, value, words);
  if (problems.length > 0) throw new UserError(...problems.slice(0, 20));
  const study = value as Study;
  const deeper = [
    ...twice(
      "data",
      study.data.map(({ name }) => name),
    ),
    ...twice(
      "masks",
      study.masks.map((mask) => (typeof mask === "string" ? mask : mask.name)),
    ),
  ];
  deeper.push(...networkProblems(study));
  if (deeper.length > 0) throw new UserError(...deeper);
  return study;
}

export function measuresOf({ measures = USUAL }: Study): readonly Measure[] {
  return measures;
}

/** The seeds of a study, one answer to each picture for each. */
export function seedsOf({ seeds = { count: 1 } }: Study): readonly number[] {
  return Array.from({ length: seeds.count }, (_, i) => (seeds.first ?? 0) + i);
}

/** What has to be downloaded for a measure that a network makes. */
function networkProblems({ measures = [], networks = {} }: Study): readonly Problem[] {
  const lacks = (wanted: readonly Measure[], name: "lpips" | "features"): boolean =>
    networks[name] === undefined && wanted.some((measure) => measures.includes(measure));
  const missing = (name: string, measure: string, file: string): Problem =>
    problem(
      words.code,
      {
        en: `The study measures ${measure} and names no network for it: networks.${name} is missing.`,
        zh: `研究要度量 ${measure}，却没有给出网络：缺少 networks.${name}。`,
      },
      {
        en: `Its weights are not in the box: docs/networks.md in the package says what to download and how it becomes ${file}; then write "networks": { "${name}": "${file}" }.`,
        zh: `权重不在安装包内：docs/networks.md 说明如何下载并导出为 ${file}；然后写 "networks": { "${name}": "${file}" }。`,
      },
    );
  return [
    ...(lacks(["lpips"], "lpips") ? [missing("lpips", "LPIPS", "lpips-alex.onnx")] : []),
    ...(lacks(["fid", "kid"], "features") ? [missing("features", "FID / KID", "inception.onnx")] : []),
  ];
}

function twice(key: string, names: readonly string[]): readonly Problem[] {
  const again = names.find((name, i) => names.indexOf(name) !== i);
  if (again === undefined) return [];
  return [
    wrong(
      `has two entries of ${key} called "${again}"; each needs a name of its own`,
      `${key} 中有两项名为“${again}”，名称须各不相同`,
    ),
  ];
}

const wrong = (en: string, zh: string): Problem =>
  problem(words.code, { en: `The study ${en}.`, zh: `研究文件${zh}。` }, words.remedy);
