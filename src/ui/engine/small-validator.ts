/**
 * Stands in for `@cfworker/json-schema` in the page's build (rollup.config.mjs), where it would weigh five times as much:
 * the keywords that the schema of model cards uses, no others, with the same reports. Its test compares the two.
 */
export interface OutputUnit {
  readonly keyword: string;
  readonly keywordLocation: string;
  readonly instanceLocation: string;
  readonly error: string;
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Schema = { readonly [key: string]: Json };

const ANNOTATIONS = ["$id", "$schema", "title", "description", "then", "else"];

export class Validator {
  private readonly schema: Schema;

  constructor(schema: Schema) {
    this.schema = schema;
  }

  validate(value: Json): { readonly valid: boolean; readonly errors: readonly OutputUnit[] } {
    const errors = check(value, this.schema, "#", "#");
    return { valid: errors.length === 0, errors };
  }
}

function check(value: Json, schema: Schema, instanceLocation: string, location: string): OutputUnit[] {
  return Object.entries(schema).flatMap(([keyword, limit]) => {
    const keywordLocation = `${location}/${keyword}`;
    const unit = (error: string): OutputUnit => ({ keyword, keywordLocation, instanceLocation, error });
    const deeper = (part: Json, key: string | number, rule: Json, under: string): OutputUnit[] =>
      isObject(rule) ? check(part, rule, `${instanceLocation}/${pointer(key)}`, under) : [];
    switch (keyword) {
      case "properties":
        if (!isObject(value) || !isObject(limit)) return [];
        return Object.entries(limit).flatMap(([key, rule]) => {
          const part = value[key];
          return part === undefined ? [] : deeper(part, key, rule, `${keywordLocation}/${pointer(key)}`);
        });
      case "items":
        return isList(value) ? value.flatMap((part, i) => deeper(part, i, limit, keywordLocation)) : [];
      case "allOf":
        return isList(limit)
          ? limit.flatMap((rule, i) =>
              isObject(rule) ? check(value, rule, instanceLocation, `${keywordLocation}/${i}`) : [],
            )
          : [];
      case "if": {
        const branch = isObject(limit) && check(value, limit, "", "").length === 0 ? "then" : "else";
        const rule = schema[branch];
        return isObject(rule) ? check(value, rule, instanceLocation, `${location}/${branch}`) : [];
      }
      case "required":
        if (!isObject(value) || !isList(limit)) return [];
        return limit
          .filter((key) => !(String(key) in value))
          .map((key) => unit(`Instance does not have required property "${String(key)}".`));
      default:
        return ANNOTATIONS.includes(keyword) || holdsFor(value, keyword, limit) ? [] : [unit(`breaks ${keyword}`)];
    }
  });
}

/** @throws Error for a keyword that is not known: the schema has grown, and so must this. */
function holdsFor(value: Json, keyword: string, limit: Json): boolean {
  const [number, bound] = [typeof value === "number" ? value : NaN, Number(limit)];
  const length = typeof value === "string" ? [...value].length : NaN;
  const count = isList(value) ? value.length : NaN;
  switch (keyword) {
    case "type":
      return [limit].flat().some((type) => hasType(value, type));
    case "const":
      return JSON.stringify(value) === JSON.stringify(limit);
    case "enum":
      return isList(limit) && limit.some((one) => JSON.stringify(one) === JSON.stringify(value));
    case "pattern":
      return typeof value !== "string" || new RegExp(String(limit), "u").test(value);
    case "minimum":
      return !(number < bound);
    case "maximum":
      return !(number > bound);
    case "exclusiveMinimum":
      return !(number <= bound);
    case "exclusiveMaximum":
      return !(number >= bound);
    case "minLength":
      return !(length < bound);
    case "maxLength":
      return !(length > bound);
    case "minItems":
      return !(count < bound);
    case "maxItems":
      return !(count > bound);
    default:
      throw new Error(`the schema keyword "${keyword}" is not known here`);
  }
}

function hasType(value: Json, type: Json): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return isList(value);
  if (type === "null") return value === null;
  return type === "object" ? isObject(value) : typeof value === type;
}

const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json | undefined): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const pointer = (key: string | number): string => String(key).replaceAll("~", "~0").replaceAll("/", "~1");
