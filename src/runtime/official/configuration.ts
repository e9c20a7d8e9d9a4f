import { parseDocument } from "yaml";
import { MAX_DEPTH } from "../json.ts";
import { problem, UserError } from "../problem.ts";
import type { RecordedJumps } from "../parity/recording.ts";

/** Longest configuration that is read, in UTF-16 units; the published ones have 3 000. */
const maxConfiguration = 40_000;

type Entries = Readonly<Record<string, unknown>>;

/** A configuration of the official repository, as far as a graph can say it. */
export interface Configuration {
  /** All entries of its top level, in their order. */
  readonly entries: Entries;
  readonly respacing: string;
  readonly trainSteps: number;
  /** Absent where the configuration has no `schedule_jump_params`. */
  readonly jump?: RecordedJumps;
}

/**
 * Reads a configuration of the official code (YAML 1.2, core schema: data only; aliases are counted, so that a small file
 * cannot unfold into a large one).
 *
 * @throws UserError `not-yaml`, `not-a-configuration`, `configuration` naming the entry, what was expected and what came.
 */
export function readConfiguration(text: string, name: string): Configuration {
  if (text.length > maxConfiguration) throw refuse("not-a-configuration", name, "it is too long", "过长");
  if (isDeep(text)) throw refuse("not-yaml", name, "it is nested beyond all use", "嵌套过深");
  const entries = readYaml(text, name);
  const jump = entries["schedule_jump_params"];
  if (jump === undefined && entries["timestep_respacing"] === undefined) {
    throw refuse(
      "not-a-configuration",
      name,
      "it has neither schedule_jump_params nor timestep_respacing",
      "其中既无 schedule_jump_params，也无 timestep_respacing",
    );
  }
  if (jump !== undefined && !isEntries(jump)) throw wrong("schedule_jump_params", "a table of numbers", jump);
  return {
    entries,
    respacing: respacingOf(entries["timestep_respacing"]),
    trainSteps: whole("diffusion_steps", entries["diffusion_steps"] ?? 1000, 1, 1_000_000),
    ...(jump && { jump: jumpsOf(jump) }),
  };
}

/** Whether brackets, or the marks of lists and tables at the beginning of a line, nest deeper than anybody would write. */
function isDeep(text: string): boolean {
  let [depth, deepest] = [0, 0];
  for (const sign of text) {
    if (sign === "[" || sign === "{") deepest = Math.max(deepest, ++depth);
    else if (sign === "]" || sign === "}") depth--;
  }
  return deepest > MAX_DEPTH || /^[ \t?:-]{300}/m.test(text);
}

function readYaml(text: string, name: string): Entries {
  let value: unknown;
  try {
    const document = parseDocument(text, { schema: "core", merge: true, stringKeys: true, logLevel: "silent" });
    const [error] = [...document.errors, ...document.warnings]; // A tag that is not known is a warning there.
    if (error) throw error;
    value = document.toJS({ maxAliasCount: 50 });
  } catch (error) {
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
    throw refuse("not-yaml", name, reason.replace(/[.:]$/, ""), reason);
  }
  if (isEntries(value)) return value;
  throw refuse("not-a-configuration", name, "it is no table of entries", "其中没有条目");
}

const isEntries = (value: unknown): value is Entries =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function respacingOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "number" || typeof value === "string") return String(value).trim().slice(0, 200);
  if (Array.isArray(value)) return value.map(String).join(",").slice(0, 200);
  throw wrong("timestep_respacing", 'a count, "ddim25" or "10,15,20"', value);
}

function jumpsOf(jump: Entries): RecordedJumps {
  const at = (key: string, fallback: number, min = 1): number =>
    whole(`schedule_jump_params.${key}`, jump[key] ?? fallback, min, 1e9);
  const named = (key: "jump2" | "jump3") => ({
    ...(jump[`${key}_length`] !== undefined && { [`${key}_length`]: at(`${key}_length`, 1) }),
    ...(jump[`${key}_n_sample`] !== undefined && { [`${key}_n_sample`]: at(`${key}_n_sample`, 1) }),
  });
  return {
    t_T: whole("schedule_jump_params.t_T", jump["t_T"], 1, 1e6),
    n_sample: at("n_sample", 1),
    jump_length: at("jump_length", 1),
    jump_n_sample: at("jump_n_sample", 1),
    ...named("jump2"),
    ...named("jump3"),
    ...(jump["start_resampling"] !== undefined && { start_resampling: at("start_resampling", 1e8, 0) }),
  };
}

function whole(key: string, value: unknown, min: number, max: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value;
  throw wrong(key, `a whole number from ${min} to ${max}`, value);
}

function wrong(key: string, expected: string, came: unknown): UserError {
  const shown = (JSON.stringify(came) ?? "nothing").slice(0, 60);
  return new UserError(
    problem(
      "configuration",
      {
        en: `${key} of the configuration is ${shown}, expected ${expected}.`,
        zh: `配置中的 ${key} 为 ${shown}，应为 ${expected}。`,
      },
      { en: "Correct the entry in the .yml file.", zh: "请修正 .yml 文件中的该条目。" },
    ),
  );
}

function refuse(code: string, name: string, en: string, zh: string): UserError {
  const short = name.slice(0, 60);
  return new UserError(
    problem(
      code,
      {
        en: `"${short}" is not a RePaint configuration: ${en}.`,
        zh: `“${short}”不是 RePaint 的配置：${zh}。`,
      },
      {
        en: "Choose a .yml of the official repository's confs folder, or one with the same entries.",
        zh: "请选择官方仓库 confs 文件夹中的 .yml，或条目相同的文件。",
      },
    ),
  );
}
