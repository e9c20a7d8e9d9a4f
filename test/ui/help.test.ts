import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import { parseEquation } from "../../src/runtime/equation/parse.ts";
import { SCHEDULE_NAMES } from "../../src/runtime/equation/symbols.ts";
import type { NodeDefinition, ParamValue, SocketType } from "../../src/runtime/node.ts";
import { helpTexts } from "../../src/ui/help/texts.ts";
import { plotPartAt } from "../../src/ui/timeline/explain.ts";

const texts = { en: await helpTexts("en"), zh: await helpTexts("zh") };
const languages = ["en", "zh"] as const;

/** Every name in the equations of a node, with all its choices and with each of the types that its inputs take. */
function namesOf(definition: NodeDefinition): ReadonlySet<string> {
  const defaults: Record<string, ParamValue> = Object.fromEntries(definition.params.map((p) => [p.name, p.default]));
  const choices = definition.params.flatMap((p) =>
    p.kind === "choice" ? p.options.map(({ value }) => ({ [p.name]: value })) : [],
  );
  const inputs = (type: (types: readonly SocketType[]) => SocketType | undefined) =>
    Object.fromEntries(
      definition.inputs.flatMap(({ name, types }) => {
        const taken = type(types);
        return taken ? [[name, { type: taken }]] : [];
      }),
    );
  const wirings = [inputs((types) => types[0]), inputs((types) => types.at(-1)), {}];
  const names = new Set<string>();
  for (const choice of [{}, ...choices])
    for (const wired of wirings) {
      let text: string | undefined;
      try {
        text = definition.stage?.({ id: "n", params: { ...defaults, ...choice }, inputs: wired, images: {} })?.text;
      } catch {
        continue; // Not every choice goes with every wiring.
      }
      if (text === undefined) continue;
      for (const { name, value } of parseEquation(text).assignments) collect(value, names.add(name));
    }
  return names;
}

function collect(part: unknown, names: Set<string>): void {
  if (Array.isArray(part)) for (const one of part) collect(one, names);
  else if (typeof part === "object" && part !== null) {
    if ("kind" in part && part.kind === "name" && "name" in part) names.add(String(part.name));
    for (const one of Object.values(part)) collect(one, names);
  }
}

for (const language of languages) {
  test(`every node says why it is there and where the paper has it (${language})`, () => {
    for (const { type } of registry.values()) {
      const why = texts[language].nodes[type];
      assert.ok(why && why.why.length > 20 && why.place.length > 3, `${type} has no second level of help`);
    }
    const known = new Set([...registry.values()].map(({ type }) => type));
    assert.deepEqual(
      Object.keys(texts[language].nodes).filter((type) => !known.has(type)),
      [],
    );
  });

  test(`every symbol of every equation and of the schedule has a sentence (${language})`, () => {
    const names = new Set([...SCHEDULE_NAMES, ...[...registry.values()].flatMap((d) => [...namesOf(d)])]);
    assert.ok(names.size > 50, `${names.size} names were found`);
    const { symbols } = texts[language];
    assert.deepEqual(
      [...names].filter((name) => !/[.。]$/.test(symbols[name] ?? "")),
      [],
    );
  });
}

test("both languages explain the same nodes, symbols and parts of the plot", () => {
  for (const part of ["nodes", "symbols", "plot"] as const)
    assert.deepEqual(Object.keys(texts.en[part]).toSorted(), Object.keys(texts.zh[part]).toSorted());
});

test("what lies at a pixel of the plot is its axes, and between them what the walk does there", () => {
  const frame = { x: 36, y: 10, width: 400, height: 100, transitions: 4, top: 3 };
  const walk = {
    transitions: 4,
    evaluations: 3,
    renoisings: 1,
    from: Int32Array.of(3, 2, 1, 2),
    to: Int32Array.of(2, 1, 2, 1),
    node: new Int32Array(4),
    evaluationsAt: new Int32Array(4),
    complete: true,
    nodes: [],
    loops: [],
  };
  const at = (x: number, y = 50) => plotPartAt(frame, walk, x, y);
  assert.deepEqual(
    [at(5), at(200, 115), at(136), at(336), at(436)],
    ["level", "transitions", "falling", "rising", "falling"],
  );
  const down = { ...walk, transitions: 3, from: Int32Array.of(3, 2, 1), to: Int32Array.of(2, 1, 0) };
  const marks = { breaks: [2], limits: [1], compared: down };
  const marked = (x: number, y: number) => plotPartAt(frame, walk, x, y, marks);
  assert.deepEqual(
    // The walk is at level 2 after one transition, at 1 after four; the other schedule at 0 after three.
    [
      marked(136, 43),
      marked(336, 110),
      marked(436, 43),
      marked(236, 43),
      marked(20, 43),
      marked(336, 77),
      marked(236, 20),
    ],
    ["falling", "compared", "break", "break", "break", "limit", "falling"],
  );
  assert.equal(plotPartAt(frame, walk, 336, 110, { edited: down }), "edited");
});
