import { isNumber, isObject, type Json, type JsonObject } from "../json.ts";
import type { Text } from "../text.ts";
import { fault, shown } from "./faults.ts";

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const PORT = /^[A-Za-z][A-Za-z0-9_]{0,39}$/;
/** Most sockets of one side, and params. */
const MOST_PORTS = 32;
const LONGEST = { title: 80, help: 2000, source: 200 } as const;

/** A definition's name. @throws UserError where it is none. */
export function nameOf(entry: JsonObject): string {
  const { name } = entry;
  if (typeof name === "string" && NAME.test(name)) return name;
  throw fault(
    "name",
    shown(name),
    "its name is not 1 to 40 of lower-case letters, digits and -, beginning with a letter",
    "名称应为 1 到 40 个小写字母、数字和 -，以字母开头",
  );
}

export interface Words {
  readonly title: Text;
  readonly help: Text;
  readonly source?: string;
}

/** Title, help and source, cut to their lengths. */
export function wordsOf(entry: JsonObject, name: string): Words {
  const title = textOf(entry["title"], LONGEST.title) ?? { en: name, zh: name };
  const help = textOf(entry["help"], LONGEST.help) ?? { en: "", zh: "" };
  const { source } = entry;
  return { title, help, ...(typeof source === "string" && { source: source.slice(0, LONGEST.source) }) };
}

/** `"text"`, or `{ "en": …, "zh": … }`. */
export function textOf(value: Json | undefined, most: number = LONGEST.title): Text | undefined {
  if (typeof value === "string") return { en: value.slice(0, most), zh: value.slice(0, most) };
  if (!isObject(value)) return undefined;
  const { en, zh } = value;
  if (typeof en !== "string" && typeof zh !== "string") return undefined;
  const [one, other] = [typeof en === "string" ? en : zh, typeof zh === "string" ? zh : en];
  return { en: String(one).slice(0, most), zh: String(other).slice(0, most) };
}

/** One socket or param of a list, with its name. */
export interface Port {
  readonly name: string;
  readonly entry: JsonObject;
}

/** A list of sockets or params. @throws UserError for what is none, for too many, and for two of one name. */
export function portsOf(owner: string, value: Json | undefined, list: string): readonly Port[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw fault("list", owner, `its ${list} are no list`, `其 ${list} 不是列表`);
  if (value.length > MOST_PORTS) {
    const count = value.length;
    throw fault(
      "too-many",
      owner,
      `it has ${count} ${list}; at most ${MOST_PORTS} are read`,
      `其 ${list} 有 ${count} 项，最多 ${MOST_PORTS} 项`,
    );
  }
  return value.map((entry): Port => {
    const name = isObject(entry) ? entry["name"] : undefined;
    if (isObject(entry) && typeof name === "string" && PORT.test(name) && !(name in {})) return { name, entry };
    const came = shown(name ?? entry);
    throw fault(
      "port-name",
      owner,
      `"${came}" among its ${list} is not named by 1 to 40 letters, digits and _, beginning with a letter`,
      `其 ${list} 中的 "${came}" 不是以字母开头的 1 到 40 个字母、数字和 _`,
    );
  });
}

/** @throws UserError where a name stands twice among what cannot share it. */
export function checkUnique(owner: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw fault(
    "same-name",
    owner,
    `two of its sockets or params are called "${twice}"`,
    `它有两个接口或参数都叫 "${twice}"`,
  );
}

/** `default`, `min`, `max` and `step` of a number. @throws UserError where they contradict each other. */
export function rangeOf(owner: string, { name, entry }: Port, within: { readonly min: number; readonly max: number }) {
  const number = (key: string, otherwise: number): number => {
    const value = entry[key];
    if (value === undefined) return otherwise;
    if (isNumber(value)) return value;
    throw fault(
      "param-range",
      owner,
      `${key} of its param ${name} is ${shown(value)}, expected a number`,
      `参数 ${name} 的 ${key} 是 ${shown(value)}，应为数字`,
    );
  };
  const [min, max] = [number("min", within.min), number("max", within.max)];
  if (min < within.min || max > within.max || min >= max) {
    throw fault(
      "param-range",
      owner,
      `its param ${name} goes from ${min} to ${max}; expected a rising range within ${within.min} to ${within.max}`,
      `参数 ${name} 的范围是 ${min} 到 ${max}；应为 ${within.min} 到 ${within.max} 之内的递增范围`,
    );
  }
  return { min, max, number };
}
