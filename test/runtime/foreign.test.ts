import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "fast-png";
import { registry } from "../../src/nodes/index.ts";
import { looksForeign } from "../../src/runtime/graph/foreign.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { foreignInPicture } from "../../src/runtime/png/foreign.ts";
import { writeText } from "../../src/runtime/png/text.ts";
import { UserError } from "../../src/runtime/problem.ts";

const api = {
  "3": { class_type: "KSampler", inputs: { seed: 5, steps: 20, model: ["4", 0] } },
  "4": { class_type: "CheckpointLoaderSimple", inputs: { ckpt_name: "v1.safetensors" } },
  "7": { class_type: "LoadImage", inputs: { image: "beach.png", upload: "image" } },
};
const workflow = {
  last_node_id: 7,
  last_link_id: 1,
  nodes: [
    { id: 7, type: "LoadImage", pos: [0, 0], widgets_values: ["beach.png", "image"], outputs: [] },
    { id: 3, type: "KSampler", pos: { 0: 1, 1: 2 }, widgets_values: [5, "randomize", 20] },
  ],
  links: [[1, 7, 0, 3, 0, "IMAGE"]],
  groups: [],
  config: {},
  extra: { ds: { scale: 1, offset: [0, 0] } },
  version: 0.4,
};
const lite = {
  last_node_id: 2,
  last_link_id: 1,
  nodes: [{ id: 1, type: "basic/const", pos: [1, 2], properties: { value: 1 } }],
  links: [[1, 1, 0, 2, 0, 0]],
  groups: [],
  config: {},
  version: 0.4,
};
const hosted = { ...lite, nodes: [{ id: 1, type: "repaint-graph/image/load", properties: {} }] };

const foreign: readonly {
  readonly name: string;
  readonly value: unknown;
  readonly says: RegExp;
  readonly next: RegExp;
}[] = [
  {
    name: "the API format of ComfyUI",
    value: api,
    says: /ComfyUI workflow in its API format of 3 nodes \(KSampler/,
    next: /beach\.png/,
  },
  {
    name: "its API format as it is posted",
    value: { prompt: api, client_id: "x" },
    says: /API format of 3/,
    next: /beach\.png/,
  },
  {
    name: "a workflow of ComfyUI",
    value: workflow,
    says: /ComfyUI workflow of 2 nodes \(LoadImage, KSampler/,
    next: /beach\.png/,
  },
  { name: "a LiteGraph graph", value: lite, says: /LiteGraph graph of 1 nodes \(basic\/const/, next: /template/ },
  { name: "a host's graph with our nodes", value: hosted, says: /LiteGraph graph/, next: /fromHost/ },
];

for (const { name, value, says, next } of foreign) {
  test(`${name} is recognised and answered with what can be taken over`, () => {
    const text = JSON.stringify(value);
    assert.ok(looksForeign(text));
    assert.throws(
      () => parseGraph(text, registry),
      (error: unknown) => {
        assert.ok(error instanceof UserError);
        const [first] = error.problems;
        assert.equal(first?.code, "foreign-graph");
        assert.match(first?.message.en ?? "", says);
        assert.match(first?.remedy.en ?? "", next);
        assert.match(first?.message.zh ?? "", /节点/);
        return true;
      },
    );
  });
}

test("a JSON that is nobody's graph is not taken for one", () => {
  for (const value of [{}, { nodes: [] }, { a: { class_type: 3 } }, { nodes: [{ type: "x" }] }]) {
    assert.throws(() => parseGraph(JSON.stringify(value), registry), /is not a repaint-graph: expected/);
  }
});

test("a picture of ComfyUI is recognised by its chunks, JSON or Python's JSON alike", async () => {
  const png = encode({ width: 1, height: 1, channels: 3, data: new Uint8Array(3) });
  assert.equal(await foreignInPicture(png, "a.png"), undefined);
  const both = await writeText(
    await writeText(png, "workflow", JSON.stringify(workflow)),
    "prompt",
    JSON.stringify(api),
  );
  assert.match(
    (await foreignInPicture(both, "a.png"))?.message.en ?? "",
    /"a\.png" carries a ComfyUI workflow of 2 nodes/,
  );
  const python = await writeText(png, "prompt", JSON.stringify(api).replace('"seed":5', '"seed":5,"is_changed":[NaN]'));
  assert.match((await foreignInPicture(python, "a.png"))?.message.en ?? "", /3 nodes/);
  assert.equal(await foreignInPicture(await writeText(png, "prompt", "a cat"), "a.png"), undefined);
  assert.equal(await foreignInPicture(both.subarray(0, 80), "a.png"), undefined);
});
