import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { encode } from "fast-png";
import type { GraphFile, GraphLink } from "../../src/runtime/graph/format.ts";
import { cli, freshFolder, put, shippedGraph, withParams } from "../helpers/cli.ts";
import { tinyOnnx } from "../helpers/tiny-onnx.ts";

const repaint = shippedGraph("repaint");
const text = JSON.stringify(repaint);
const models = new URL("../../models/", import.meta.url);
const card = JSON.parse(readFileSync(new URL("faces64.json", models), "utf8")) as Record<string, unknown>;

const without = (...links: readonly string[]): GraphFile => ({
  ...repaint,
  links: repaint.links.filter((link) => !links.includes(`${link[0]}.${link[1]}>${link[2]}.${link[3]}`)),
});
const rewired = (remove: readonly string[], ...add: readonly GraphLink[]): GraphFile => {
  const graph = without(...remove);
  return { ...graph, links: [...graph.links, ...add] };
};
const withNode = (graph: GraphFile, id: string, type: string, params = {}): GraphFile => ({
  ...graph,
  nodes: [...graph.nodes, { id, type, v: 1, pos: [0, 0], params }],
});
const badPng = (width: number, height: number): Uint8Array => {
  const png = encode({ width: 4, height: 4, channels: 1, data: new Uint8Array(16) });
  const view = new DataView(png.buffer, png.byteOffset);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return png;
};

/** Two loops whose bodies share the composite, and neither of which lies in the other. */
const overlapping: GraphFile = withNode(
  rewired(
    ["known.sample>composite.known"],
    ["noise", "sample", "second", "init"],
    ["second", "body", "composite", "known"],
    ["composite", "sample", "second", "back"],
  ),
  "second",
  "flow/loop",
);

interface Row {
  readonly name: string;
  /** The graph, or a file in its place. */
  readonly graph: GraphFile | string | Uint8Array;
  /** Files beside it. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly argv?: readonly string[];
  readonly says: RegExp;
  /** Where the sentence has to point. */
  readonly place?: Readonly<Record<string, string>>;
  /** A warning: `check` names it, `run` goes on. */
  readonly warns?: boolean;
}

const tiny = (more: Record<string, unknown> = {}): string => {
  const { sha256: _sha256, bytes: _bytes, ...rest } = card;
  return JSON.stringify({ ...rest, name: "tiny", file: "tiny.onnx", ...more });
};
const ownModel = withParams(repaint, "model", { model: "file:tiny.onnx" });
const ownImage = withParams(repaint, "image", { image: "file:own.png" });
const equation = (source: string): GraphFile =>
  rewiredEquation(withNode(without("jump.sample>loop.back"), "eq", "math/equation", { equation: source }));
function rewiredEquation(graph: GraphFile): GraphFile {
  return { ...graph, links: [...graph.links, ["jump", "sample", "eq", "a"], ["eq", "y", "loop", "back"]] };
}

const rows: readonly Row[] = [
  { name: "an empty file", graph: "", says: /JSON/ },
  { name: "text that is not JSON", graph: "hello", says: /JSON/ },
  { name: "a graph cut off in the middle", graph: text.slice(0, 700), says: /JSON/ },
  { name: "50 MB", graph: text + " ".repeat(50_000_000), says: /50(\.\d)? MB, expected at most 8 MB/ },
  { name: "JSON that is no graph", graph: "[1, 2]", says: /graph/ },
  { name: "another format", graph: { ...repaint, format: "comfy" as "repaint-graph" }, says: /repaint-graph/ },
  { name: "a later version", graph: { ...repaint, version: 9 as 1 }, says: /9/ },
  {
    name: "__proto__ keys",
    graph: text.replace('"params":{', '"params":{"__proto__":{"T":1},'),
    says: /__proto__/,
  },
  {
    name: "a picture without a graph",
    graph: encode({ width: 1, height: 1, channels: 1, data: Uint8Array.of(0) }),
    argv: [],
    says: /carries no graph/,
  },
  {
    name: "an unknown type",
    graph: withNode(repaint, "magic", "denoise/magic"),
    says: /denoise\/magic/,
    place: { node: "magic" },
  },
  {
    name: "a later version of a type",
    graph: { ...repaint, nodes: repaint.nodes.map((n) => (n.id === "jump" ? { ...n, v: 99 } : n)) },
    says: /99/,
    place: { node: "jump" },
  },
  {
    name: "a cycle without a loop",
    graph: rewired(["loop.body>predict.sample"], ["jump", "sample", "predict", "sample"]),
    says: /cycle|loop/i,
  },
  {
    name: "a loop into itself",
    graph: rewired(["noise.sample>loop.init"], ["loop", "done", "loop", "init"]),
    says: /cycle|loop/i,
  },
  { name: "two loops that overlap", graph: overlapping, says: /overlap|share|both/i },
  {
    name: "a required socket that is not wired",
    graph: without("mask.mask>composite.keep_mask"),
    says: /keep_mask is not wired/,
    place: { node: "composite", socket: "keep_mask" },
  },
  {
    name: "a mask where a sample belongs",
    graph: rewired(["loop.body>predict.sample"], ["mask", "mask", "predict", "sample"]),
    says: /takes sample.* gives mask/,
    place: { node: "predict", socket: "sample" },
  },
  {
    name: "j ≥ T",
    graph: withParams(repaint, "jump", { jump_length: 50 }),
    says: /no jump can happen/,
    place: { node: "jump", param: "jump_length" },
    warns: true,
  },
  {
    name: "r below 1",
    graph: withParams(repaint, "jump", { jump_n_sample: 0 }),
    says: /jump_n_sample = 0, expected a whole number from 1/,
    place: { node: "jump", param: "jump_n_sample" },
  },
  {
    name: "text for a number",
    graph: withParams(repaint, "schedule", { T: "fifty" }),
    says: /T = "fifty", expected a whole number/,
    place: { node: "schedule", param: "T" },
  },
  { name: "NaN for a number", graph: text.replace('"T":50', '"T":NaN'), says: /JSON/ },
  { name: "null for a number", graph: withParams(repaint, "schedule", { T: null }), says: /T/, warns: true },
  {
    name: "half a step",
    graph: withParams(repaint, "schedule", { T: 2.5 }),
    says: /T = 2\.5, expected a whole number/,
    place: { node: "schedule", param: "T" },
  },
  {
    name: "more steps than were trained",
    graph: withParams(repaint, "schedule", { T: 2000 }),
    says: /2000|1000/,
    place: { node: "schedule" },
  },
  {
    name: "a loop that never ends",
    graph: rewired(
      ["jump.sample>loop.back", "composite.sample>jump.sample"],
      ["loop", "body", "jump", "sample"],
      ["jump", "sample", "loop", "back"],
    ),
    says: /never ends/,
  },
  {
    name: "an equation with a syntax error",
    graph: equation("y = a *"),
    says: /1:|line 1|column/i,
    place: { node: "eq" },
  },
  { name: "an equation with an unknown name", graph: equation("y = a + nose"), says: /nose/, place: { node: "eq" } },
  {
    name: "an equation that is only a number",
    graph: equation("y = 2 * t"),
    says: /picture|tensor|number/,
    place: { node: "eq" },
  },
  {
    name: "an image of 0×0",
    graph: ownImage,
    files: { "own.png": badPng(0, 0) },
    says: /own\.png.*0×0|0×0/,
    place: { node: "image", param: "image" },
  },
  {
    name: "an image of 20 000×20 000",
    graph: ownImage,
    files: { "own.png": badPng(20_000, 20_000) },
    says: /20000×20000/,
    place: { node: "image" },
  },
  {
    name: "an image that is none",
    graph: ownImage,
    files: { "own.png": "hello" },
    says: /no picture of a kind/,
    place: { node: "image" },
  },
  { name: "an image that is not there", graph: ownImage, says: /own\.png": it is not there/, place: { node: "image" } },
  {
    name: "a sample that is not there",
    graph: withParams(repaint, "image", { image: "sample:mona-lisa" }),
    says: /mona-lisa/,
    place: { node: "image" },
  },
  {
    name: "a mask of another shape",
    graph: withParams(repaint, "mask", { preset: "painted", painted: "file:mask.png" }),
    files: { "mask.png": encode({ width: 8, height: 5, channels: 1, data: new Uint8Array(40) }) },
    says: /8×5.*its picture is 64×64/,
    place: { node: "mask", param: "painted" },
  },
  {
    name: "a model that is not there",
    graph: ownModel,
    says: /tiny\.onnx": it is not there/,
    place: { node: "model", param: "model" },
  },
  {
    name: "a bundled model that is none",
    graph: withParams(repaint, "model", { model: "bundled:huge" }),
    says: /no bundled model "huge"/,
    place: { node: "model" },
  },
  {
    name: "a model on the web",
    graph: withParams(repaint, "model", { model: "https://example.org/a.onnx" }),
    says: /a run fetches nothing by itself/,
    place: { node: "model" },
  },
  {
    name: "a file without a card that is no network",
    graph: ownModel,
    files: { "tiny.onnx": "<html>not found</html>" },
    says: /tiny\.onnx" is no ONNX network/,
    place: { node: "model", param: "model" },
  },
  {
    name: "a card without its network",
    graph: ownModel,
    files: { "tiny.json": tiny() },
    says: /tiny\.onnx": it is not there/,
    place: { node: "model", param: "model" },
  },
  {
    name: "a card that is wrong",
    graph: ownModel,
    files: { "tiny.onnx": tinyOnnx().bytes, "tiny.json": tiny({ variance: "small" }) },
    says: /variance is "small", expected one of/,
    place: { node: "model" },
  },
  {
    name: "a network with other names",
    graph: ownModel,
    files: { "tiny.onnx": tinyOnnx({ x: "sample", size: 64 }).bytes, "tiny.json": tiny() },
    says: /expected an input named "x", found inputs "sample"/,
    place: { node: "model", param: "model" },
  },
  {
    name: "a network with other shapes",
    graph: ownModel,
    files: { "tiny.onnx": tinyOnnx({ size: 32 }).bytes, "tiny.json": tiny() },
    says: /expected shape \[N, 3, 64, 64\], found \[N, 3, 32, 32\]/,
    place: { node: "model", param: "model" },
  },
  {
    name: "a network that is cut off",
    graph: ownModel,
    files: { "tiny.onnx": tinyOnnx({ size: 64 }).bytes.subarray(0, 99), "tiny.json": tiny() },
    says: /cannot read the network/,
    place: { node: "model", param: "model" },
  },
  {
    name: "a network of another hash",
    graph: ownModel,
    files: { "tiny.onnx": tinyOnnx({ size: 64 }).bytes, "tiny.json": tiny({ sha256: "0".repeat(64) }) },
    says: /expected SHA-256 0000/,
    place: { node: "model", param: "model" },
  },
  {
    name: "no WebGPU",
    graph: repaint,
    argv: ["--device", "webgpu"],
    says: /no WebGPU adapter/,
    place: { node: "model", param: "model" },
  },
  { name: "a folder that cannot be written", graph: repaint, argv: ["--out", "/dev/null"], says: /not a folder/ },
];

type Said = Readonly<Record<string, string>> & {
  readonly severity: string;
  readonly message: string;
  readonly remedy: string;
};

for (const { name, graph, files = {}, argv = [], says, place = {}, warns = false } of rows) {
  test(`${name}: a sentence with its place and a remedy, exit code 1, nothing written`, async () => {
    const folder = freshFolder();
    const path = put(
      folder,
      typeof graph !== "string" && graph instanceof Uint8Array ? "graph.png" : "graph.json",
      graph,
    );
    for (const [file, content] of Object.entries(files)) put(folder, file, content);
    const before = readdirSync(folder);
    const out = join(folder, "out");

    const command = warns ? ["check", path] : ["run", path, "--out", out, "--threads", "1", ...argv];
    const { code, out: printed, err } = await cli([...command, "--json"]);
    assert.equal(code, 1, err + printed);
    const { problems } = JSON.parse(printed) as { problems: readonly Said[] };
    const found = problems.find((problem) => says.test(problem.message));
    assert.ok(found, printed);
    assert.match(found.message, /[.。!?”"]$/);
    assert.ok(found.remedy.length > 5, found.remedy);
    for (const [key, value] of Object.entries(place)) assert.equal(found[key], value, printed);
    if (warns) assert.ok(problems.every(({ severity }) => severity === "warning"));

    const chinese = await cli([...command, "--lang", "zh"]);
    assert.equal(chinese.code, 1);
    assert.match(chinese.err + chinese.out, /[\u4e00-\u9fff]/);
    assert.deepEqual(readdirSync(folder), before);
  });
}
