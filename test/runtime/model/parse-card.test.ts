import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readHeader } from "../../../src/runtime/model/onnx-header.ts";
import { sourceOf } from "../../../src/runtime/model/onnx-reader.ts";
import { parseCard, readCard } from "../../../src/runtime/model/parse-card.ts";
import { UserError } from "../../../src/runtime/problem.ts";
import { tinyOnnx } from "../../helpers/tiny-onnx.ts";

const text = readFileSync(new URL("../../../models/faces64.json", import.meta.url), "utf8");

test("the bundled model's card is read", () => {
  const card = parseCard(text);
  assert.equal(card.name, "faces64");
  assert.deepEqual(card.beta_schedule, { kind: "cosine", s: 0.008, max_beta: 0.999 });
});

const classifier = {
  kind: "classifier",
  prediction_type: undefined,
  variance: undefined,
  clip_denoised: undefined,
  classes: { count: 10 },
  io: { x: "x", timesteps: "t", label: "y", out: "gradient" },
};

const good: { name: string; change: Record<string, unknown> }[] = [
  { name: "linear betas", change: { beta_schedule: { kind: "linear", beta_start: 1e-4, beta_end: 0.02 } } },
  {
    name: "scaled-linear betas",
    change: { beta_schedule: { kind: "scaled_linear", beta_start: 8e-4, beta_end: 0.012 } },
  },
  {
    name: "explicit betas",
    change: { num_train_timesteps: 2, beta_schedule: { kind: "explicit", betas: [0.1, 0.2] }, recommended: { T: 2 } },
  },
  {
    name: "classes with a label for none",
    change: { classes: { count: 11, null_label: 10 }, io: { x: "x", timesteps: "t", label: "y", out: "o" } },
  },
  { name: "external data", change: { external_data: [{ file: "faces64.data", bytes: 3 }] } },
  { name: "the kind that is meant where none is named", change: { kind: "denoiser" } },
  { name: "a classifier", change: classifier },
  { name: "fields that a later version adds", change: { weather: "fine" } },
];

for (const { name, change } of good) {
  test(`a card with ${name} is read`, () => {
    assert.equal(parseCard(JSON.stringify({ ...JSON.parse(text), ...change })).name, "faces64");
  });
}

const bad: { name: string; card: string | Record<string, unknown>; says: readonly RegExp[] }[] = [
  { name: "text that is no JSON", card: "{", says: [/is not JSON/] },
  { name: "an empty file", card: "", says: [/is not JSON/] },
  { name: "a list", card: "[]", says: [/is \[\], expected an object/] },
  { name: "5 MB", card: " ".repeat(5_000_000), says: [/5000000 characters/] },
  { name: "another format", card: { format: "onnx" }, says: [/format is "onnx", expected "repaint-model"/] },
  { name: "another version", card: { version: 2 }, says: [/version is 2, expected 1/] },
  {
    name: "two mistakes",
    card: { prediction_type: "score", num_train_timesteps: 0 },
    says: [/num_train_timesteps is 0, expected at least 1/, /prediction_type is "score", expected one of "epsilon"/],
  },
  {
    name: "a nested mistake",
    card: { image: { height: "64", width: 64, channels: 3, range: [-1, 1] } },
    says: [/image\.height is "64", expected a whole number/],
  },
  {
    name: "a beta of 1.2",
    card: { beta_schedule: { kind: "linear", beta_start: 1e-4, beta_end: 1.2 } },
    says: [/beta_schedule\.beta_end is 1.2, expected less than 1/],
  },
  {
    name: "betas of a kind that nobody knows",
    card: { beta_schedule: "square" },
    says: [/beta_schedule is "square", expected one of "linear", "cosine"/],
  },
  { name: "betas that are a number", card: { beta_schedule: 0.1 }, says: [/expected text or an object/] },
  {
    name: "a third explicit beta of 0",
    card: { num_train_timesteps: 3, recommended: {}, beta_schedule: { kind: "explicit", betas: [0.1, 0.1, 0] } },
    says: [/beta_schedule\.betas\[2\] is 0, expected more than 0/],
  },
  {
    name: "too few explicit betas",
    card: { beta_schedule: { kind: "explicit", betas: [0.1] } },
    says: [/betas has 1 values, expected num_train_timesteps = 1000/],
  },
  {
    name: "black above white, and means for two of three channels",
    card: { image: { height: 64, width: 64, channels: 3, range: [1, 0], mean: [0.5, 0.5], scale: 0.2 } },
    says: [
      /image\.range is \[1, 0\], expected \[lower, higher\]/,
      /image\.mean has 2 numbers, expected one, or one for each/,
    ],
  },
  {
    name: "a null label that is no label",
    card: { classes: { count: 10, null_label: 10 }, io: { x: "x", timesteps: "t", label: "y", out: "o" } },
    says: [/null_label is 10, expected less than classes.count = 10/],
  },
  { name: "classes without an input for them", card: { classes: { count: 10 } }, says: [/io\.label is missing/] },
  {
    name: "an input for classes without classes",
    card: { io: { x: "x", timesteps: "t", label: "y", out: "o" } },
    says: [/expected also 'classes'/],
  },
  {
    name: "another kind",
    card: { kind: "logits" },
    says: [/kind is "logits", expected one of "denoiser", "classifier"/],
  },
  { name: "a classifier without classes", card: { ...classifier, classes: undefined }, says: [/classes is missing/] },
  { name: "a file elsewhere", card: { file: "../../etc/passwd" }, says: [/expected a name relative to the card/] },
  { name: "an absolute file", card: { file: "/etc/passwd" }, says: [/expected a name relative to the card/] },
  { name: "a hash in capitals", card: { sha256: "A".repeat(64) }, says: [/sha256 is "AAAA/] },
  { name: "more steps recommended than trained", card: { recommended: { T: 1001 } }, says: [/recommended\.T is 1001/] },
];

for (const { name, card, says } of bad) {
  test(`a card with ${name} is refused with the field, what was expected and what came`, () => {
    const source = typeof card === "string" ? card : JSON.stringify({ ...JSON.parse(text), ...card });
    assert.throws(
      () => parseCard(source),
      (error: unknown) => {
        assert.ok(error instanceof UserError);
        for (const problem of error.problems) {
          assert.equal(problem.code, "card-format");
          assert.match(problem.message.zh, /[\u4e00-\u9fff]/);
          assert.match(problem.remedy.zh, /[\u4e00-\u9fff]/);
        }
        const all = error.problems.map((problem) => problem.message.en).join("\n");
        for (const pattern of says) assert.match(all, pattern);
        assert.equal(error.problems.length, says.length, all);
        return true;
      },
    );
  });
}

test("a card may have a title in one language, or a plain one, and diffusers' words", () => {
  const words = { prediction_type: "v_prediction", beta_schedule: "squaredcos_cap_v2" };
  for (const title of ["Faces", { en: "Faces" }, { zh: "Faces" }]) {
    const card = parseCard(JSON.stringify({ ...JSON.parse(text), ...words, title }));
    assert.deepEqual(card.title, { en: "Faces", zh: "Faces" });
    assert.equal(card.prediction_type, "v");
    assert.deepEqual(card.beta_schedule, { kind: "cosine", s: 0.008, max_beta: 0.999 });
  }
  assert.equal(
    parseCard(JSON.stringify({ ...JSON.parse(text), prediction_type: "sample" })).prediction_type,
    "x_start",
  );
});

const diffusers = tinyOnnx({
  x: "sample",
  timesteps: "timestep",
  out: "out_sample",
  timestepsType: "int64",
  channels: 1,
  height: 8,
  width: 16,
  repeats: 1,
}).bytes;

test("a card of four lines is completed from the network, and says what it took for granted", async () => {
  const four = `{
    "title": "Digits",
    "prediction_type": "v_prediction",
    "beta_schedule": "cosine"
  }`;
  const network = await readHeader(sourceOf(diffusers));
  assert.ok(network);
  const { card, assumed, others } = readCard(four, { file: "my digits.onnx", network });
  assert.equal(card.name, "my-digits");
  assert.deepEqual(card.io, { x: "sample", timesteps: "timestep", out: "out_sample" });
  assert.deepEqual(card.image, { height: 8, width: 16, channels: 1, range: [-1, 1] });
  assert.equal(card.variance, "fixed_small");
  assert.deepEqual(
    assumed.map(({ field }) => field),
    ["image.range", "num_train_timesteps", "variance"],
  );
  assert.deepEqual(others, []);
});

test("a header is read whatever the file is: a network of either size, or none", async () => {
  const bundled = await readHeader(sourceOf(readFileSync(new URL("../../../models/faces64.onnx", import.meta.url))));
  assert.deepEqual(
    bundled?.inputs.map(({ name, type, shape }) => [name, type, shape?.length]),
    [
      ["x", "float32", 4],
      ["timesteps", "float32", 1],
    ],
  );
  assert.ok(Math.abs(bundled.parameters / JSON.parse(text).parameters - 1) < 0.01, String(bundled.parameters));
  for (const bytes of [
    new Uint8Array(),
    Uint8Array.of(0, 1, 2),
    new TextEncoder().encode("<html>no</html>"),
    diffusers.subarray(0, 50),
  ])
    assert.equal(await readHeader(sourceOf(bytes)), undefined);
});

test("a __proto__ key in a card changes no prototype", () => {
  const card = parseCard(text.replace("{", '{"__proto__": {"polluted": true},'));
  assert.equal("polluted" in card, false);
});
