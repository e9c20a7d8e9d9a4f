import { Validator, type OutputUnit, type Schema } from "@cfworker/json-schema";
import { problem, type Problem } from "../problem.ts";
import type { Text } from "../text.ts";

/** Words around the sentences: what kind of file it is, and what to do when it is wrong. */
export interface SchemaWords {
  readonly code: string;
  readonly subject: Text;
  readonly remedy: Text;
}

/** Of more places than so many nobody reads; a hostile file has a million of them. */
const MOST = 20;

/**
 * Checks `value` against a JSON Schema (2020-12, of `$ref` those into its own `$defs`) and says everything that is wrong in sentences that name
 * the field, what was expected and what came.
 */
export function schemaProblems(schema: Schema, value: unknown, words: SchemaWords): readonly Problem[] {
  const { errors } = new Validator(schema, "2020-12", false).validate(value);
  const found = new Map<string, Problem>();
  for (const unit of errors) {
    if (found.size === MOST) break;
    const expected = expectation(unit, schema);
    if (expected === undefined) continue;
    const field = fieldOf(unit, value);
    if (found.has(field)) continue;
    const came = describe(unit.keyword === "required" ? undefined : at(value, unit.instanceLocation));
    found.set(field, problem(words.code, sentence(words.subject, field, expected, came), words.remedy));
  }
  return [...found.values()];
}

/** `key.other[3]`: the way a person writes a place in JSON. */
function fieldOf(unit: OutputUnit, value: unknown): string {
  const path = pointer(unit.instanceLocation).reduce(
    (text, key) => (/^\d+$/.test(key) ? `${text}[${key}]` : text === "" ? key : `${text}.${key}`),
    "",
  );
  if (unit.keyword !== "required") return path;
  const missing = /"([^"]+)"/.exec(unit.error)?.[1] ?? "?";
  return at(value, unit.instanceLocation) === value ? missing : `${path}.${missing}`;
}

function sentence(subject: Text, field: string, expected: Text, came: Text): Text {
  const place = field === "" ? { en: "", zh: "" } : { en: `: ${field}`, zh: `：${field}` };
  return {
    en: `${subject.en}${place.en} is ${came.en}, expected ${expected.en}.`,
    zh: `${subject.zh}${place.zh} 的值是${came.zh}，应为${expected.zh}。`,
  };
}

/** Words for a keyword that a value itself can break; undefined for the ones that only hold others together. */
function expectation(unit: OutputUnit, schema: Schema): Text | undefined {
  const limit = at(schema, unit.keywordLocation, schema);
  const same = (text: string): Text => ({ en: text, zh: text });
  switch (unit.keyword) {
    case "type":
      return typeText([limit].flat());
    case "required":
      return { en: "a value", zh: "必填值" };
    case "const":
      return same(JSON.stringify(limit));
    case "enum":
      return oneOf(limit);
    case "minimum":
      return { en: `at least ${String(limit)}`, zh: `不小于 ${String(limit)}` };
    case "maximum":
      return { en: `at most ${String(limit)}`, zh: `不大于 ${String(limit)}` };
    case "exclusiveMinimum":
      return { en: `more than ${String(limit)}`, zh: `大于 ${String(limit)}` };
    case "exclusiveMaximum":
      return { en: `less than ${String(limit)}`, zh: `小于 ${String(limit)}` };
    case "minLength":
    case "minItems":
      return { en: `a length of at least ${String(limit)}`, zh: `长度不小于 ${String(limit)}` };
    case "maxLength":
    case "maxItems":
      return { en: `a length of at most ${String(limit)}`, zh: `长度不大于 ${String(limit)}` };
    case "false":
      return { en: "no such key", zh: "不出现的键" };
    case "minProperties":
      return { en: `at least ${String(limit)} of its keys`, zh: `至少有 ${String(limit)} 个键的对象` };
    case "maxProperties":
      return { en: `at most ${String(limit)} keys`, zh: `最多有 ${String(limit)} 个键的对象` };
    case "pattern":
      return { en: `text of the form ${String(limit)}`, zh: `符合 ${String(limit)} 的文本` };
    default:
      return undefined;
  }
}

const typeNames: Readonly<Record<string, Text>> = {
  object: { en: "an object", zh: "对象" },
  array: { en: "a list", zh: "列表" },
  string: { en: "text", zh: "文本" },
  number: { en: "a number", zh: "数字" },
  integer: { en: "a whole number", zh: "整数" },
  boolean: { en: "true or false", zh: "true 或 false" },
};

function typeText(types: readonly unknown[]): Text {
  const all = types.map((type): Text => typeNames[String(type)] ?? { en: String(type), zh: String(type) });
  return { en: all.map(({ en }) => en).join(" or "), zh: all.map(({ zh }) => zh).join("或") };
}

function oneOf(limit: unknown): Text {
  const words = (Array.isArray(limit) ? limit : []).map((option) => JSON.stringify(option));
  return { en: `one of ${words.join(", ")}`, zh: `${words.join("、")} 之一` };
}

/** What came, cut to a readable length. */
function describe(value: unknown): Text {
  if (value === undefined) return { en: "missing", zh: "缺失" };
  const text = JSON.stringify(value) ?? String(value);
  const short = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return { en: short, zh: ` ${short}` };
}

/** @param root where the value is a schema, the whole of it: what `$ref` points into. */
function at(value: unknown, location: string, root?: Schema): unknown {
  let here: unknown = value;
  for (const key of pointer(location)) {
    if (root && typeof here === "object" && here !== null && "$ref" in here) here = at(root, String(here.$ref));
    if (root && key === "$ref") continue;
    if (typeof here !== "object" || here === null) return undefined;
    here = Object.entries(here).find(([name]) => name === key)?.[1];
  }
  return here;
}

function pointer(location: string): readonly string[] {
  const keys = location.replace(/^#/, "").split("/").slice(1);
  return keys.map((key) => decodeURI(key).replaceAll("~1", "/").replaceAll("~0", "~"));
}
