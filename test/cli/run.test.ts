import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { encode } from "fast-png";
import { decodeImage } from "../../src/cli/images.ts";
import type { ResultFile } from "../../src/cli/results.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import { parseCard } from "../../src/runtime/model/parse-card.ts";
import { tinyOnnx } from "../helpers/tiny-onnx.ts";
import { cli, freshFolder, put, shippedGraph } from "../helpers/cli.ts";

/** A short run: 4 steps, one jump. */
const short = [
  "--set",
  "schedule.T=4",
  "--set",
  "jump.jump_length=2",
  "--set",
  "jump.jump_n_sample=2",
  "--threads",
  "1",
];
const pixels = (path: string): Float32Array => decodeImage(readFileSync(path), path).data;
const resultOf = (folder: string): ResultFile =>
  JSON.parse(readFileSync(join(folder, "result.json"), "utf8")) as ResultFile;
const bundledCard = new URL("../../models/faces64.json", import.meta.url);
const sample = new URL("../../models/samples/face-1000000.png", import.meta.url).pathname;

test("the default graph fills half a face; the known half comes out exactly as it went in", async () => {
  const folder = freshFolder();
  const { code, out, err } = await cli(["run", "repaint", ...short, "--out", folder]);
  assert.equal(code, 0, err);
  assert.deepEqual(out.trim().split("\n"), [join(folder, "repaint.png"), join(folder, "result.json")]);
  assert.match(err, /Runs on ONNX Runtime native, 1 thread\./);
  const [came, known] = [pixels(join(folder, "repaint.png")), pixels(sample)];
  const wrong = came.findIndex((value, i) => i % 64 < 32 && value !== known[i]);
  assert.equal(wrong, -1);
  assert.ok(came.some((value, i) => i % 64 >= 32 && value !== known[i]));
});

test("result.json records graph, seed, model, runner, calls and times", async () => {
  const folder = freshFolder();
  const { out } = await cli(["run", "repaint", ...short, "--seed", "77", "--out", folder, "--json", "--quiet"]);
  const result = resultOf(folder);
  assert.deepEqual(JSON.parse(out), result);
  assert.equal(result.seed, 77);
  assert.equal(result.calls, 6);
  const card = parseCard(readFileSync(new URL("../../models/faces64.json", import.meta.url), "utf8"));
  assert.equal(result.models[0]?.sha256, card.sha256);
  assert.match(result.graph_sha256, /^[0-9a-f]{64}$/);
  assert.equal(result.runner, "ONNX Runtime native, 1 thread");
  assert.ok(result.times.run_s > 0);
});

test("the picture carries its graph: run from the picture, it makes the same picture", async () => {
  const [first, second] = [freshFolder(), freshFolder()];
  await cli(["run", "repaint", ...short, "--seed", "5", "--out", first]);
  const { code, err } = await cli(["run", join(first, "repaint.png"), "--threads", "1", "--out", second]);
  assert.equal(code, 0, err);
  assert.deepEqual(readFileSync(join(second, "repaint.png")), readFileSync(join(first, "repaint.png")));
  assert.equal(resultOf(second).graph_sha256, resultOf(first).graph_sha256);
});

test("WebAssembly gives the same picture as native code within one grey level", async () => {
  const [native, wasm] = [freshFolder(), freshFolder()];
  await cli(["run", "repaint", ...short, "--device", "native", "--out", native]);
  const { code, err } = await cli(["run", "repaint", ...short, "--device", "wasm", "--out", wasm]);
  assert.equal(code, 0, err);
  assert.match(err, /Runs on ONNX Runtime WebAssembly, 1 thread\./);
  const [a, b] = [pixels(join(native, "repaint.png")), pixels(join(wasm, "repaint.png"))];
  assert.ok(a.every((value, i) => Math.abs(value - (b[i] ?? NaN)) <= 1.01 / 255));
});

test("another seed gives another picture, the same seed the same", async () => {
  const pictures: Float32Array[] = [];
  for (const seed of ["1", "2", "1"]) {
    const folder = freshFolder();
    await cli(["run", "repaint", ...short, "--seed", seed, "--out", folder]);
    pictures.push(pixels(join(folder, "repaint.png")));
  }
  assert.deepEqual(pictures[0], pictures[2]);
  assert.notDeepEqual(pictures[0], pictures[1]);
});

test("own picture and mask: white is known; their folders do not get into the result", async () => {
  const folder = freshFolder();
  const image = put(
    folder,
    "face.png",
    encode({ width: 128, height: 64, channels: 3, data: new Uint8Array(24_576).fill(200) }),
  );
  const white = Uint8Array.from({ length: 4096 }, (_, i) => (i < 2048 ? 255 : 0));
  const mask = put(folder, "mask.png", encode({ width: 64, height: 64, channels: 1, data: white }));
  const out = join(folder, "out");
  const { code, err } = await cli(["run", "repaint", ...short, "--image", image, "--mask", mask, "--out", out]);
  assert.equal(code, 0, err);
  const came = pixels(join(out, "repaint.png"));
  assert.ok(came.subarray(0, 2048).every((value) => Math.abs(value - 200 / 255) < 1e-6));
  const text = readFileSync(join(out, "result.json"), "utf8");
  assert.doesNotMatch(text, new RegExp(folder));
  assert.match(text, /file:face\.png/);
});

test("a mask of ones returns the picture", async () => {
  const folder = freshFolder();
  const { code } = await cli(["run", "repaint", ...short, "--set", "mask.preset=everything-known", "--out", folder]);
  assert.equal(code, 0);
  assert.deepEqual(pixels(join(folder, "repaint.png")), pixels(sample));
});

test("a batch gives one picture each and a grid", async () => {
  const folder = freshFolder();
  const { code } = await cli(["run", "repaint", ...short, "--set", "noise.batch=3", "--out", folder]);
  assert.equal(code, 0);
  const names = ["repaint-1.png", "repaint-2.png", "repaint-3.png", "repaint-grid.png", "result.json"];
  assert.deepEqual(readdirSync(folder).sort(), names);
  assert.deepEqual(decodeImage(readFileSync(join(folder, "repaint-grid.png")), "").shape, [1, 3, 130, 130]);
  const one = freshFolder();
  await cli(["run", "repaint", ...short, "--out", one]);
  assert.notDeepEqual(pixels(join(folder, "repaint-1.png")), pixels(join(folder, "repaint-2.png")));
});

test("cancelling leaves no file and exits with 130", async () => {
  const folder = join(freshFolder(), "out");
  const cancelled = new AbortController();
  setTimeout(() => cancelled.abort(), 600);
  const { code, err } = await cli(["run", "repaint-250", "--threads", "1", "--out", folder], {
    signal: cancelled.signal,
  });
  assert.equal(code, 130);
  assert.match(err, /Cancelled\. Nothing was written\./);
  assert.throws(() => readdirSync(folder), /ENOENT/);
});

test("a file: reference of a graph starts at the graph's folder", async () => {
  const folder = freshFolder();
  put(folder, "face.png", readFileSync(sample));
  const graph = shippedGraph("repaint");
  const nodes = graph.nodes.map((n) => (n.id === "image" ? { ...n, params: { image: "file:face.png" } } : n));
  const path = put(folder, "my.json", { ...graph, nodes });
  const { code, err } = await cli(["run", path, ...short, "--out", join(folder, "out")]);
  assert.equal(code, 0, err);
});

for (const device of ["native", "wasm"]) {
  test(`a model with external data on the disk runs on ${device}; one that is cut off is refused`, async () => {
    const folder = freshFolder();
    const { bytes, external } = tinyOnnx({ size: 64, external: "tiny.data" });
    const { sha256: _sha256, bytes: _bytes, ...card } = JSON.parse(readFileSync(bundledCard, "utf8")) as ModelCard;
    const own = { ...card, name: "tiny", file: "tiny.onnx", external_data: [{ file: "tiny.data", bytes: 4 }] };
    put(folder, "tiny.json", JSON.stringify(own));
    const model = put(folder, "tiny.onnx", bytes);
    put(folder, "tiny.data", external);
    const argv = ["run", "repaint", ...short, "--model", model, "--device", device, "--out", join(folder, "out")];
    const whole = await cli(argv);
    assert.equal(whole.code, 0, whole.err);
    put(folder, "tiny.data", external.subarray(1));
    const cut = await cli(argv);
    assert.equal(cut.code, 1);
    assert.match(cut.err, /"tiny\.data".*expected 4 bytes, came 3/);
  });
}

test("a result name cannot leave the folder", async () => {
  const folder = freshFolder();
  const { code } = await cli([
    "run",
    "repaint",
    ...short,
    "--set",
    "result.name=../../evil",
    "--out",
    join(folder, "out"),
  ]);
  assert.equal(code, 0);
  assert.deepEqual(readdirSync(join(folder, "out")).sort(), ["-..-evil.png", "result.json"]);
});
