import assert from "node:assert/strict";
import { test } from "node:test";
import { registry } from "../../src/nodes/index.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { validate } from "../../src/runtime/graph/validate.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import { graphOf, repaintGraph, without, withParam } from "../helpers/graphs.ts";
import { classifierCard } from "../helpers/tiny-classifier.ts";
import { CARD } from "./stand-in.ts";

const IMAGE = "sample:face-1000000";
const base = repaintGraph({ T: 10, jumps: [{ jump_length: 3, jump_n_sample: 2 }] });
const painted = withParam(withParam(base, "mask", "preset", "painted"), "mask", "painted", "file:m");
const labelled = graphOf(
  [
    ["model", "model/load"],
    ["schedule", "model/noise-schedule", { T: 10 }],
    ["noise", "noise/gaussian"],
    ["label", "model/label", { label: 2 }],
    ["predict", "denoise/predict", { guidance_scale: 2 }],
    ["reverse", "denoise/reverse-step"],
    ["save", "image/save"],
  ],
  [
    "model.model → schedule.model",
    "schedule.schedule → noise.schedule",
    "model.model → predict.model",
    "noise.sample → predict.sample",
    "label.label → predict.label",
    "predict.prediction → reverse.prediction",
    "reverse.sample → save.image",
  ],
);
const unlabelled: GraphFile = { ...labelled, links: labelled.links.filter(([, , , input]) => input !== "label") };
const equation = (text: string, moves = "stay", input: "noise.sample" | "image.image" | "mask.mask" = "noise.sample") =>
  graphOf(
    [
      ["model", "model/load"],
      ["schedule", "model/noise-schedule", { T: 10 }],
      ["noise", "noise/gaussian"],
      ["image", "image/load"],
      ["mask", "image/mask"],
      ["y", "math/equation", { equation: text, moves }],
      ["save", "image/save"],
    ],
    ["model.model → schedule.model", "schedule.schedule → noise.schedule", `${input} → y.a`, "y.y → save.image"],
  );
const withoutPaste = graphOf(
  [
    ["image", "image/load"],
    ["mask", "image/mask"],
    ["crop", "image/crop-to-mask"],
    ["save", "image/save"],
  ],
  ["image.image → crop.image", "mask.mask → crop.keep_mask", "crop.image → save.image"],
);
const startAt = (t: number): GraphFile =>
  graphOf(
    [
      ["model", "model/load"],
      ["schedule", "model/noise-schedule", { T: 10 }],
      ["image", "image/load"],
      ["start", "noise/start-at", { t }],
      ["save", "image/save"],
    ],
    [
      "model.model → schedule.model",
      "schedule.schedule → start.schedule",
      "image.image → start.image",
      "start.sample → save.image",
    ],
  );

interface Case {
  readonly name: string;
  readonly graph: GraphFile;
  readonly card?: Partial<ModelCard>;
  readonly sizes?: Readonly<Record<string, readonly [number, number]>>;
  /** `node code`, as they come. */
  readonly problems: readonly string[];
}

const classes = { count: 2, null_label: 1 };

const CASES: readonly Case[] = [
  { name: "the sampler of the paper has none", graph: base, problems: [] },
  {
    name: "more steps than training had",
    graph: withParam(base, "schedule", "T", 1500),
    problems: ["schedule respacing"],
  },
  {
    name: "a respacing that is none",
    graph: withParam(base, "schedule", "respacing", "10,x"),
    problems: ["schedule respacing"],
  },
  {
    name: "an impossible stride",
    graph: withParam(base, "schedule", "respacing", "ddim600"),
    problems: ["schedule respacing"],
  },
  {
    name: "sections win over T",
    graph: withParam(withParam(base, "schedule", "T", 1500), "schedule", "respacing", "5,3"),
    problems: [],
  },
  {
    name: "a picture left at another size",
    graph: withParam(base, "image", "fit", "none"),
    sizes: { [IMAGE]: [16, 12] },
    problems: ["known other-size", "composite other-size"],
  },
  { name: "a picture of another size that is fitted", graph: base, sizes: { [IMAGE]: [16, 12] }, problems: [] },
  { name: "no painting", graph: withParam(base, "mask", "preset", "painted"), problems: ["mask no-painting"] },
  { name: "a painting of another shape", graph: painted, sizes: { "file:m": [9, 8] }, problems: ["mask mask-size"] },
  {
    name: "a painting of another shape, resampled on demand",
    graph: withParam(painted, "mask", "fit", "stretch"),
    sizes: { "file:m": [9, 8] },
    problems: [],
  },
  {
    name: "jumps as long as the schedule",
    graph: withParam(base, "jump0", "jump_length", 10),
    problems: ["jump0 jump-too-long"],
  },
  {
    name: "a limit below the jump",
    graph: withParam(base, "jump0", "start_resampling", 2),
    problems: ["jump0 jump-limit"],
  },
  {
    name: "more values than any memory holds",
    graph: withParam(withParam(withoutPaste, "crop", "windows", 1024), "crop", "size", 1024),
    sizes: { [IMAGE]: [64, 64] },
    problems: ["crop too-many-values"],
  },
  { name: "r below 1", graph: withParam(base, "jump0", "jump_n_sample", 0), problems: ["jump0 wrong-param"] },
  {
    name: "r of 1 is off and says nothing",
    graph: withParam(withParam(base, "jump0", "jump_n_sample", 1), "jump0", "jump_length", 10),
    problems: [],
  },
  { name: "a label for a model without classes", graph: labelled, problems: ["predict no-classes"] },
  { name: "a label the model does not have", graph: labelled, card: { classes }, problems: ["label label-range"] },
  {
    name: "guidance without a null label",
    graph: labelled,
    card: { classes: { count: 3 } },
    problems: ["predict no-null-label"],
  },
  {
    name: "a model that needs a label",
    graph: unlabelled,
    card: { classes: { count: 3 } },
    problems: ["predict needs-label"],
  },
  { name: "guidance without a label", graph: unlabelled, problems: ["predict guidance-without-label"] },
  { name: "a level beyond T", graph: startAt(11), problems: ["start level-range"] },
  { name: "a level of T", graph: startAt(10), problems: [] },
  {
    name: "a model of four channels",
    graph: startAt(1),
    card: { image: { ...CARD.image, channels: 4 } },
    problems: [],
  },
  { name: "an equation of the reader's", graph: equation("y = sqrt(alphas_cumprod) * a + noise"), problems: [] },
  { name: "an unknown name", graph: equation("y = alphas_cumprd * a"), problems: ["y equation-unknown-name"] },
  { name: "an input that is not wired", graph: equation("y = a + b"), problems: ["y equation-unknown-name"] },
  { name: "a broken line", graph: equation("y = a +"), problems: ["y equation-syntax"] },
  {
    name: "noise where no sample is",
    graph: equation("y = a + noise", "stay", "image.image"),
    problems: ["y equation-unknown-name"],
  },
  {
    name: "an image that is to change its level",
    graph: equation("y = a", "down", "image.image"),
    problems: ["y no-level"],
  },
  { name: "an equation that goes above T", graph: equation("y = a", "up"), problems: ["y level-beyond"] },
  { name: "a mask as a mask", graph: equation("y = 1 - a", "stay", "mask.mask"), problems: [] },
];

for (const { name, graph, card, sizes = {}, problems } of CASES) {
  test(`${name}: ${problems.join(", ") || "nothing is wrong"}`, () => {
    const env = {
      cards: new Map([["bundled:faces64", { ...CARD, ...card }]]),
      images: new Map(Object.entries({ [IMAGE]: [8, 8] as const, ...sizes })),
    };
    const found = validate(graph, registry, env);
    assert.deepEqual([...new Set(found.map((p) => `${p.node} ${p.code}`))], problems);
    for (const { message, remedy } of found) {
      for (const text of [message, remedy]) assert.ok(text.en.length > 10 && /[\u4e00-\u9fff]/.test(text.zh), name);
    }
  });
}

test("two models of different training are told apart", () => {
  const graph = graphOf(
    [
      ["model", "model/load"],
      ["other", "model/load", { model: "file:other" }],
      ["schedule", "model/noise-schedule", { T: 10 }],
      ["noise", "noise/gaussian"],
      ["predict", "denoise/predict"],
      ["reverse", "denoise/reverse-step"],
      ["save", "image/save"],
    ],
    [
      "model.model → schedule.model",
      "schedule.schedule → noise.schedule",
      "other.model → predict.model",
      "noise.sample → predict.sample",
      "predict.prediction → reverse.prediction",
      "reverse.sample → save.image",
    ],
  );
  const other = { ...CARD, name: "other", num_train_timesteps: 400, image: { ...CARD.image, height: 16 } };
  const env = {
    cards: new Map([
      ["bundled:faces64", CARD],
      ["file:other", other],
    ]),
    images: new Map(),
  };
  assert.deepEqual(
    validate(graph, registry, env).map((p) => p.code),
    ["model-size", "other-process"],
  );
});

const guidedStep = (label: number): GraphFile =>
  graphOf(
    [
      ["guide", "model/load", { model: "file:guide" }],
      ["model", "model/load"],
      ["schedule", "model/noise-schedule", { T: 10 }],
      ["noise", "noise/gaussian"],
      ["label", "model/label", { label }],
      ["predict", "denoise/predict"],
      ["lean", "denoise/classifier-guidance"],
      ["reverse", "denoise/reverse-step"],
      ["save", "image/save"],
    ],
    [
      "model.model → schedule.model",
      "schedule.schedule → noise.schedule",
      "model.model → predict.model",
      "noise.sample → predict.sample",
      "guide.model → lean.classifier",
      "predict.prediction → lean.prediction",
      "label.label → lean.label",
      "lean.prediction → reverse.prediction",
      "reverse.sample → save.image",
    ],
  );
const rewired = (from: string, to: string, input: string): GraphFile => ({
  ...guidedStep(2),
  links: guidedStep(2).links.map((link) => (link[2] === to && link[3] === input ? [from, "model", to, input] : link)),
});
const GUIDE = classifierCard("guide", 8);

const GUIDED: readonly Pick<Case, "name" | "graph" | "card" | "problems">[] = [
  { name: "a classifier that leans a prediction", graph: guidedStep(2), problems: [] },
  {
    name: "a denoiser for a classifier",
    graph: rewired("model", "lean", "classifier"),
    problems: ["lean not-a-classifier"],
  },
  {
    name: "a classifier for a denoiser",
    graph: rewired("guide", "predict", "model"),
    problems: ["predict not-a-denoiser"],
  },
  {
    name: "a classifier that sets the schedule",
    graph: rewired("guide", "schedule", "model"),
    problems: ["schedule not-a-denoiser"],
  },
  { name: "a class the classifier does not know", graph: guidedStep(4), problems: ["label label-range"] },
  {
    name: "a classifier of other pictures",
    graph: guidedStep(2),
    card: { image: { ...CARD.image, height: 16 } },
    problems: ["lean model-size"],
  },
  {
    name: "a classifier that was trained with other steps",
    graph: guidedStep(2),
    card: { num_train_timesteps: 400 },
    problems: ["lean other-process"],
  },
  {
    name: "a classifier that was trained with other betas",
    graph: guidedStep(2),
    card: { beta_schedule: { kind: "cosine", s: 0.008, max_beta: 0.999 } },
    problems: ["lean other-process"],
  },
  {
    name: "a classifier that nobody has wired",
    graph: without(guidedStep(2), "lean", "classifier"),
    problems: ["lean unconnected"],
  },
];

for (const { name, graph, card, problems } of GUIDED) {
  test(`${name}: ${problems.join(", ") || "nothing is wrong"}`, () => {
    const cards = new Map([
      ["bundled:faces64", CARD],
      ["file:guide", { ...GUIDE, ...card }],
    ]);
    const found = validate(graph, registry, { cards, images: new Map() });
    assert.deepEqual([...new Set(found.map((p) => `${p.node} ${p.code}`))], problems);
    for (const { message, remedy } of found) {
      for (const text of [message, remedy]) assert.ok(text.en.length > 10 && /[\u4e00-\u9fff]/.test(text.zh), name);
    }
  });
}
