import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parseCard } from "../../src/runtime/model/parse-card.ts";
import { cli, freshFolder, put } from "../helpers/cli.ts";
import { networkKinds, networkOf } from "../helpers/network-kinds.ts";
import { tinyOnnx } from "../helpers/tiny-onnx.ts";

const kindOf = async (words: string) => {
  const kind = networkKinds.find(({ title }) => title.includes(words));
  assert.ok(kind);
  return { kind, ...(await networkOf(kind)) };
};

test("a first card is written from the network, with what it cannot say and the usual answers", async () => {
  const folder = freshFolder();
  const { bytes } = await kindOf("diffusers");
  const path = put(folder, "ddpm digits.onnx", bytes);
  const { code, out, err } = await cli(["card", path]);
  assert.equal(code, 0, err);
  assert.equal(out.trim(), join(folder, "ddpm digits.json"));
  const card = parseCard(readFileSync(out.trim(), "utf8"));
  assert.equal(card.name, "ddpm-digits");
  assert.equal(card.file, "ddpm digits.onnx");
  assert.equal(card.bytes, bytes.length);
  assert.deepEqual(card.io, { x: "sample", timesteps: "timestep", out: "out_sample" });
  for (const field of ["prediction_type", "beta_schedule", "image.range", "variance", "num_train_timesteps"])
    assert.match(err, new RegExp(`  ${field.replace(".", "\\.")}: .*; `), err);
  assert.match(err, /prediction_type: "epsilon"\. .*"v_prediction"/);

  const again = await cli(["card", path, "--lang", "zh"]);
  assert.equal(again.code, 0);
  assert.match(again.err, /已存在，未作改动/);
  assert.deepEqual(parseCard(again.out), card);
});

test("a network runs without a card, and it is said what was taken for granted", async () => {
  const folder = freshFolder();
  const { bytes } = await kindOf("half precision in and out");
  const path = put(folder, "mine.onnx", bytes);
  const out = join(folder, "result");
  const { code, err } = await cli(["run", "repaint", "--model", path, "--set", "schedule.T=4", "--out", out]);
  assert.equal(code, 0, err);
  assert.match(err, /has no card beside it.*prediction_type = "epsilon"/);
  assert.match(err, /"repaint card .*mine\.onnx" writes a card/);
  assert.ok(existsSync(join(out, "repaint.png")));
});

test("a card of three lines runs, in one language, with diffusers' words", async () => {
  const folder = freshFolder();
  const { bytes } = await kindOf("v_prediction");
  const path = put(folder, "mine.onnx", bytes);
  put(
    folder,
    "mine.json",
    `{ "title": { "zh": "我的" }, "prediction_type": "v_prediction",\n "variance": "fixed_large" }`,
  );
  const { code, err } = await cli([
    "run",
    "repaint",
    "--model",
    path,
    "--set",
    "schedule.T=4",
    "--out",
    join(folder, "out"),
  ]);
  assert.equal(code, 0, err);
  assert.doesNotMatch(err, /card/);
});

test("a network that wants a text, and a file that is no network, get a sentence and no card", async () => {
  const folder = freshFolder();
  const text = put(folder, "text.onnx", tinyOnnx({ label: "encoder_hidden_states", labelType: "float32" }).bytes);
  const none = put(folder, "none.onnx", "PK\u0003\u0004 a zip of a checkpoint");
  for (const [path, says] of [
    [none, /is no ONNX network/],
    [join(folder, "gone.onnx"), /it is not there/],
  ] as const) {
    const { code, err } = await cli(["card", path]);
    assert.equal(code, 1);
    assert.match(err, says);
  }
  const { code, err } = await cli(["card", text]);
  assert.equal(code, 1, err);
  assert.match(err, /inputs besides picture, timestep and label: "encoder_hidden_states"/);
  assert.equal(existsSync(join(folder, "text.json")), false);
});
