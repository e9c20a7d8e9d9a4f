import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Validator as Full, type OutputUnit, type Schema as FullSchema } from "@cfworker/json-schema";
import schema from "../../src/runtime/model/card.schema.json" with { type: "json" };
import { Validator, type Schema } from "../../src/ui/engine/small-validator.ts";
import { classifierCard } from "../helpers/tiny-classifier.ts";

const card = readFileSync(new URL("../../models/faces64.json", import.meta.url), "utf8");
const classifier = JSON.stringify(classifierCard("guide", 8));
const strange = [
  null,
  true,
  -1,
  0,
  0.5,
  1e9,
  "",
  "x",
  "../x",
  "x".repeat(500),
  [],
  [1],
  [1, -1, 2],
  {},
  { kind: "linear" },
];

/** Every place in a value, as a list of keys. */
function places(value: unknown): string[][] {
  if (typeof value !== "object" || value === null) return [[]];
  return [[], ...Object.entries(value).flatMap(([key, part]) => places(part).map((path) => [key, ...path]))];
}

/** The card with another value in one place, or without that place. */
function changed(card: string, path: readonly string[], value: unknown): unknown {
  const copy: unknown = JSON.parse(card);
  const last = path.at(-1);
  if (last === undefined) return value;
  let at = copy;
  for (const key of path.slice(0, -1)) at = Reflect.get(Object(at), key);
  if (value === undefined) Reflect.deleteProperty(Object(at), last);
  else Reflect.set(Object(at), last, value);
  return JSON.parse(JSON.stringify(copy));
}

/** What people are told of: the full validator also reports every level above. */
const told = ["properties", "items", "allOf", "if", "then"];
const lines = (errors: readonly { keyword: string; keywordLocation: string; instanceLocation: string }[]): string[] =>
  errors
    .filter(({ keyword }) => !told.includes(keyword))
    .map((unit) => `${unit.keyword} ${unit.keywordLocation} ${unit.instanceLocation}`)
    .sort();

test("it finds in every damaged card what the full validator finds, in the same places", () => {
  const full = new Full(schema as FullSchema, "2020-12", false);
  const small = new Validator(schema as Schema);
  let damaged = 0;
  const everywhere = [card, classifier].flatMap((text) => places(JSON.parse(text)).map((path) => ({ text, path })));
  for (const { text, path } of everywhere) {
    for (const value of [undefined, ...strange]) {
      if (path.length === 0 && value === undefined) continue;
      const instance = changed(text, path, value);
      const expected: OutputUnit[] = full.validate(instance).errors;
      const { errors } = small.validate(instance as Parameters<typeof small.validate>[0]);
      assert.deepEqual(lines(errors), lines(expected), `${path.join(".")} = ${JSON.stringify(value)}`);
      const missing = errors.filter(({ keyword }) => keyword === "required").map(({ error }) => error);
      assert.deepEqual(
        missing,
        expected.filter(({ keyword }) => keyword === "required").map(({ error }) => error),
      );
      if (errors.length > 0) damaged++;
    }
  }
  assert.ok(damaged > 200, `${damaged} damaged cards`);
});

test("the bundled card is right, and so is a classifier's", () => {
  for (const text of [card, classifier])
    assert.equal(new Validator(schema as Schema).validate(JSON.parse(text)).valid, true);
});
