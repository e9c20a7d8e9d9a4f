import assert from "node:assert/strict";
import { test } from "node:test";
import { nodes, registry } from "../../src/nodes/index.ts";
import { faultOf } from "../../src/runtime/graph/params.ts";
import type { NodeDefinition } from "../../src/runtime/node.ts";
import type { Text } from "../../src/runtime/text.ts";

const all: readonly NodeDefinition[] = nodes;

/** Every text of a definition, with where it stands. */
function* texts(node: NodeDefinition): Generator<readonly [string, Text]> {
  yield ["title", node.title];
  yield ["help", node.help];
  for (const socket of [...node.inputs, ...node.outputs]) yield [socket.name, socket.title];
  for (const param of node.params) {
    yield [`${param.name} title`, param.title];
    yield [`${param.name} help`, param.help];
    if (param.unit) yield [`${param.name} unit`, param.unit];
    if (param.kind === "choice") for (const { value, title } of param.options) yield [`${param.name}.${value}`, title];
  }
}

test("every node type is named room/kebab-name, once", () => {
  assert.equal(registry.size, all.length);
  for (const { type } of all) assert.match(type, /^[a-z]+\/[a-z0-9]+(-[a-z0-9]+)*$/);
});

test("every title, help, option and unit is there in English and in Chinese", () => {
  for (const node of all) {
    for (const [where, { en, zh }] of texts(node)) {
      assert.ok(en.trim() !== "" && zh.trim() !== "", `${node.type} ${where}`);
      if (where === "help" || where.endsWith(" help")) {
        assert.match(en, /[.?)]$/, `${node.type} ${where} is a sentence`);
        assert.match(zh, /[。？]$/, `${node.type} ${where} 是句子`);
      }
    }
    assert.match(node.help.zh, /[\u4e00-\u9fff]/, node.type);
  }
});

test("sockets of one side and params of one node have names of their own", () => {
  const unique = (names: readonly string[]): boolean => new Set(names).size === names.length;
  for (const { type, inputs, outputs, params } of all) {
    assert.ok(unique(inputs.map((s) => s.name)), type);
    assert.ok(unique(outputs.map((s) => s.name)), type);
    assert.ok(unique(params.map((p) => p.name)), type);
  }
});

test("every default is a value that its param takes", () => {
  for (const { type, params } of all) {
    for (const param of params) assert.equal(faultOf(param.default, param), undefined, `${type}.${param.name}`);
  }
});

test("every node is exactly one of an equation, an operation and a loop", () => {
  for (const { type, stage, run, loop } of all) {
    assert.equal([stage, run, loop].filter((part) => part !== undefined).length, 1, type);
  }
});

test("inputs that another field names exist", () => {
  for (const { type, inputs, outputs, params, sameLevel = [], level, loop } of all) {
    const names = inputs.map((socket) => socket.name);
    const named = [...sameLevel, ...(level && "from" in level ? [level.from] : [])];
    for (const output of outputs) if (typeof output.type !== "string") named.push(...output.type.like);
    for (const name of named) assert.ok(names.includes(name), `${type}: ${name}`);
    if (loop) assert.ok(params.some((param) => param.name === Object.values(loop)[0]));
  }
});

test("only the loops have an input that may close a cycle", () => {
  const back = all.flatMap(({ type, inputs }) => inputs.filter((i) => i.feedback).map((i) => `${type}.${i.name}`));
  assert.deepEqual(back, ["flow/loop.back", "flow/repeat.back"]);
});
