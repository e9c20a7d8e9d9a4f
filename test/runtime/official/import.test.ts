import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { registry } from "../../../src/nodes/index.ts";
import { analyse } from "../../../src/runtime/graph/analyse.ts";
import { parseGraph, serializeGraph } from "../../../src/runtime/graph/parse.ts";
import { plan } from "../../../src/runtime/graph/plan.ts";
import { importConfiguration } from "../../../src/runtime/official/import.ts";
import { UserError } from "../../../src/runtime/problem.ts";
import { trace } from "../../../src/runtime/trace.ts";

const fixture = (name: string): string => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8");
const env = { cards: new Map(), images: new Map() };

interface Schedule {
  readonly t_T: number;
  readonly times: readonly number[];
}
const schedules = JSON.parse(fixture("official/schedules.json")) as readonly Schedule[];

/** The indices gone through by the graph of a configuration: official ones, −1 at the end. */
function walkOf(yml: string): readonly number[] {
  const { graph } = importConfiguration(yml, "a.yml");
  const { levels } = trace(plan(graph, registry, env));
  return levels().map((level) => level - 1);
}

test("every recorded schedule, written as a configuration, gives a graph that walks it", () => {
  for (const { times, ...jumps } of schedules) {
    const params = Object.entries(jumps).filter(([key]) => !/evaluations|undo/.test(key));
    const yml = `timestep_respacing: "${jumps.t_T}"\nschedule_jump_params:\n${params.map(([k, v]) => `  ${k}: ${v}\n`).join("")}`;
    assert.deepEqual(walkOf(yml), times, yml);
  }
});

test("a jump length that does not divide T, r = 1 and j ≥ T all walk to the end", () => {
  for (const [T, j, r] of [
    [50, 7, 3],
    [50, 10, 1],
    [50, 50, 4],
    [50, 999, 4],
    [1, 1, 2],
  ]) {
    const yml = `timestep_respacing: ${T}\nschedule_jump_params: {t_T: ${T}, jump_length: ${j}, jump_n_sample: ${r}}`;
    const walk = walkOf(yml);
    assert.equal(walk.at(-1), -1);
    const points = Math.max(0, Math.ceil(((T ?? 0) - (j ?? 0)) / (j ?? 1)));
    assert.equal(walk.length - 1, (T ?? 0) + 2 * points * ((r ?? 1) - 1) * (j ?? 1), yml);
  }
});

test("respacing is taken as it is written: a count, sections, a whole stride, a list", () => {
  const respacing = (text: string) => {
    const { graph } = importConfiguration(`timestep_respacing: ${text}`, "a.yml");
    return graph.nodes.find(({ id }) => id === "schedule")?.params;
  };
  assert.deepEqual(respacing('"250"'), { T: 250 });
  assert.deepEqual(respacing("ddim25"), { respacing: "ddim25" });
  assert.deepEqual(respacing("10,15,20"), { respacing: "10,15,20" });
  assert.deepEqual(respacing("[10, 15, 20]"), { respacing: "10,15,20" });
  assert.deepEqual(respacing('""'), { T: 1000 });
});

test("schedule, mask, clipping, sampler and class are in the graph; every other entry is named", () => {
  const files = {
    "faces-narrow.yml": { mask: "narrow", clip: "on", sampler: "ddpm", jumps: 1, T: 250, label: undefined },
    "classes-nested.yml": { mask: "every-second-line", clip: "off", sampler: "ddim", jumps: 2, T: 60, label: 7 },
  };
  for (const [name, expected] of Object.entries(files)) {
    const text = fixture(`configurations/${name}`);
    const { graph, notes } = importConfiguration(text, name);
    const of = (id: string) => graph.nodes.find((node) => node.id === id)?.params ?? {};
    assert.equal(of("mask")["preset"], expected.mask);
    assert.equal(of("predict")["clip"], expected.clip);
    assert.equal(of("reverse")["sampler"], expected.sampler);
    assert.equal(of("schedule")["T"], expected.T);
    assert.equal(of("label")["label"], expected.label);
    assert.equal(graph.nodes.filter(({ type }) => type === "repaint/jump-back").length, expected.jumps);
    const told = notes.map(({ message }) => message.en).join("\n");
    const taken = /^(name|timestep_respacing|clip_denoised|use_ddim|cond_y|schedule_jump_params|inpa\w+)$/;
    for (const key of Object.keys(importedEntries(text))) {
      if (!taken.test(key)) assert.match(told, new RegExp(key === "data" ? "folders of data" : `\\b${key}\\b`), key);
    }
    assert.ok(notes.every(({ message, remedy }) => /[一-龥]/.test(message.zh + remedy.zh)));
    const errors = analyse(graph, registry, env).problems.filter(({ severity }) => severity === "error");
    assert.deepEqual(errors, [], name);
    assert.deepEqual(parseGraph(serializeGraph(graph), registry).graph.links, graph.links);
  }
});

/** Top-level keys of a fixture. */
const importedEntries = (text: string) =>
  Object.fromEntries([...text.matchAll(/^(\w+):/gm)].map(([, key = ""]) => [key, true]));

const laughs = `a0: &a0 [x]\n${Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(", ")}]`).join("\n")}\nschedule_jump_params: *a12`;
const bad: readonly { readonly name: string; readonly text: string; readonly code: string; readonly says: RegExp }[] = [
  { name: "no YAML", text: "a: [1, 2", code: "not-yaml", says: /"a.yml" is not a RePaint configuration/ },
  { name: "a list", text: "- 1\n- 2", code: "not-a-configuration", says: /no table/ },
  { name: "another program's file", text: "services: {web: {image: x}}", code: "not-a-configuration", says: /neither/ },
  { name: "a bomb of aliases", text: laughs, code: "not-yaml", says: /alias/i },
  { name: "nesting without end", text: `timestep_respacing: ${"[".repeat(30_000)}`, code: "not-yaml", says: /is not/ },
  {
    name: "a word for a number",
    text: "schedule_jump_params: {t_T: many}",
    code: "configuration",
    says: /t_T .*"many", expected a whole number/,
  },
  {
    name: "a negative jump",
    text: "schedule_jump_params: {t_T: 9, jump_length: -1}",
    code: "configuration",
    says: /jump_length .* -1, expected/,
  },
  { name: "a foreign tag", text: "timestep_respacing: !!python/object:os.system x", code: "not-yaml", says: /tag/i },
];
for (const { name, text, code, says } of bad) {
  test(`${name} is refused with a sentence`, () => {
    assert.throws(
      () => importConfiguration(text, "a.yml"),
      (error: unknown) => {
        assert.ok(error instanceof UserError, String(error));
        assert.equal(error.problems[0]?.code, code);
        assert.match(error.message, says);
        return true;
      },
    );
  });
}

test("keys of the prototype stay data", () => {
  const { graph } = importConfiguration("timestep_respacing: 5\n__proto__: {polluted: true}\nconstructor: 1", "a.yml");
  assert.equal(Object.hasOwn(Object.prototype, "polluted"), false);
  assert.ok(graph.nodes.length > 5);
});
