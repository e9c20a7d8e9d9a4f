import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { betasOf } from "../../src/runtime/diffusion/betas.ts";
import { space_timesteps } from "../../src/runtime/diffusion/respacing.ts";
import { validate } from "../../src/runtime/graph/validate.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import type { ParamValue } from "../../src/runtime/node.ts";
import { predictionText } from "../../src/nodes/common/prediction.ts";
import { registry } from "../../src/nodes/index.ts";
import { graphOf, repaintGraph, withParam } from "../helpers/graphs.ts";
import { CARD, ramp, runBench, type Bench, type Outcome } from "./stand-in.ts";

const T = 10;
const LEVEL = 6;
const OUT = [0.25, -0.5, 0.75, 0.4];
const NOISE = 0.8;

/** The training process, by hand in float64, at the kept steps. */
const betasTrain = betasOf(CARD.beta_schedule, 1000);
const cumulative = Float64Array.from(
  betasTrain,
  (() =>
    (
      (a) => (beta: number) =>
        (a *= 1 - beta)
    )(1))(),
);
const kept = space_timesteps(1000, T);
const abar = (t: number): number => (t === 0 ? 1 : (cumulative[kept[t - 1] ?? 0] ?? NaN));
const beta = (t: number): number => 1 - abar(t) / abar(t - 1);
const tilde = (t: number): number => (beta(t) * (1 - abar(t - 1))) / (1 - abar(t));

const MODELS = (["epsilon", "x_start", "v"] as const).flatMap((prediction_type) =>
  (["learned_range", "fixed_small", "fixed_large"] as const).flatMap((variance) =>
    [false, true].map((guided) => ({ prediction_type, variance, guided })),
  ),
);

/** One reverse step from level 6, everything watched. */
function step(card: ModelCard, guided: boolean, params: Readonly<Record<string, ParamValue>> = {}, batch?: number) {
  const start: [string, string, Record<string, ParamValue>] =
    batch === undefined
      ? ["start", "noise/start-at", { t: LEVEL, seed: 3 }]
      : ["start", "noise/gaussian", { batch, seed: 3 }];
  const wires = [
    "model.model → schedule.model",
    "model.model → predict.model",
    "schedule.schedule → start.schedule",
    "image.image → start.image",
    "start.sample → predict.sample",
    "predict.prediction → reverse.prediction",
    "reverse.sample → save.image",
  ];
  const graph = graphOf(
    [
      ["model", "model/load"],
      ["schedule", "model/noise-schedule", { T }],
      ["image", "image/load"],
      start,
      ...(guided ? ([["label", "model/label", { label: 2 }]] as const) : []),
      ["predict", "denoise/predict", { guidance_scale: guided ? 3 : 1 }],
      ["reverse", "denoise/reverse-step", params],
      ["save", "image/save"],
    ],
    guided ? [...wires, "label.label → predict.label"] : wires,
  );
  const bench: Bench = {
    card,
    watch: true,
    answer: ({ label }) => (label === 3 ? OUT.map((v) => v / 2) : OUT),
    noise: ({ shape, nodeId }) =>
      nodeId === "reverse" ? new Float32Array(shape[0] * shape[1] * shape[2] * shape[3]).fill(NOISE) : undefined,
  };
  return { graph, run: (): Promise<Outcome> => runBench(graph, bench) };
}

const first = (outcome: Outcome, key: string): number => {
  const value = outcome.read.get(key)?.[0];
  assert.ok(value instanceof Float32Array, key);
  return value[0] ?? NaN;
};

const near = (came: number, expected: number, what: string): void =>
  assert.ok(Math.abs(came - expected) <= 2e-6 * Math.max(1, Math.abs(expected)), `${what}: ${came} vs ${expected}`);

describe("predict and the reverse step", () => {
  for (const { prediction_type, variance, guided } of MODELS) {
    const name = `${prediction_type}, ${variance}${guided ? ", guided" : ""}`;
    const classes = { count: 4, null_label: 3 };
    const card: ModelCard = { ...CARD, prediction_type, variance, ...(guided && { classes }) };

    test(`${name}: the numbers are those of the formulas in float64`, async () => {
      const outcome = await step(card, guided).run();
      const x_t = first(outcome, "start.sample.x");
      const out = guided ? 0.125 + 3 * (0.25 - 0.125) : 0.25;
      const a = abar(LEVEL);
      const raw = {
        epsilon: x_t / Math.sqrt(a) - Math.sqrt(1 / a - 1) * out,
        x_start: out,
        v: Math.sqrt(a) * x_t - Math.sqrt(1 - a) * out,
      };
      const pred_xstart = Math.min(1, Math.max(-1, raw[prediction_type]));
      const eps = {
        epsilon: out,
        x_start: (x_t / Math.sqrt(a) - pred_xstart) / Math.sqrt(1 / a - 1),
        v: Math.sqrt(a) * out + Math.sqrt(1 - a) * x_t,
      };
      // The channels of v begin with element 3·64 of the answer, which repeats its four values.
      const frac = (OUT[192 % 4] ?? NaN) / 2 + 0.5;
      const log_variance = {
        learned_range: frac * Math.log(beta(LEVEL)) + (1 - frac) * Math.log(tilde(LEVEL)),
        fixed_small: Math.log(tilde(LEVEL)),
        fixed_large: Math.log(beta(LEVEL)),
      };
      near(first(outcome, "predict.prediction.pred_xstart"), pred_xstart, "pred_xstart");
      near(first(outcome, "predict.prediction.eps"), eps[prediction_type], "eps");
      near(first(outcome, "predict.prediction.log_variance"), log_variance[variance], "log_variance");
      const mean =
        (beta(LEVEL) * Math.sqrt(abar(LEVEL - 1)) * pred_xstart) / (1 - a) +
        (Math.sqrt(1 - beta(LEVEL)) * (1 - abar(LEVEL - 1)) * x_t) / (1 - a);
      near(first(outcome, "reverse.sample.x"), mean + Math.exp(log_variance[variance] / 2) * NOISE, "x_prev");
      assert.deepEqual(
        outcome.calls.map(({ timestep, label }) => [timestep, label]),
        guided
          ? [
              [kept[LEVEL - 1], 2],
              [kept[LEVEL - 1], 3],
            ]
          : [[kept[LEVEL - 1], undefined]],
      );
    });

    test(`${name}: a batch runs and the equations are right without a model too`, async () => {
      const batched = step(card, guided, {}, 3);
      const outcome = await batched.run();
      assert.equal(outcome.read.get("reverse.sample.x")?.[0] instanceof Float32Array, true);
      assert.deepEqual(validate(batched.graph, registry), []);
    });
  }

  test("a fixed variance is written as what it is, one number at each level", () => {
    const texts = (["fixed_small", "fixed_large"] as const).map(
      (variance) =>
        predictionText({ card: { ...CARD, variance }, guided: false, clip: "on", variance: "card" })
          .split("\n")
          .at(-1) ?? "",
    );
    assert.deepEqual(texts, [
      "log_variance = posterior_log_variance_clipped",
      "log_variance = fixed_large_log_variance",
    ]);
  });

  test("clipping can be turned off and follows the card", async () => {
    const wild = { ...CARD, prediction_type: "x_start", variance: "fixed_small", clip_denoised: false } as const;
    const { graph } = step(wild, false);
    const answer = () => [1.5];
    const estimate = async (clip: string): Promise<number> =>
      first(
        await runBench(withParam(graph, "predict", "clip", clip), { card: wild, answer, watch: true }),
        "predict.prediction.pred_xstart",
      );
    assert.deepEqual([await estimate("card"), await estimate("on"), await estimate("off")], [1.5, 1, 1.5]);
  });

  test("the variance of a step is the card's, or either bound whatever the card says", async () => {
    for (const own of ["learned_range", "fixed_small", "fixed_large"] as const) {
      const card: ModelCard = { ...CARD, prediction_type: "x_start", variance: own };
      const { graph } = step(card, false);
      const variance = async (choice: string): Promise<number> =>
        Math.exp(
          first(
            await runBench(withParam(graph, "predict", "variance", choice), {
              card,
              answer: () => [0.25],
              watch: true,
            }),
            "predict.prediction.log_variance",
          ),
        );
      near(await variance("small"), tilde(LEVEL), `${own}, small`);
      near(await variance("large"), beta(LEVEL), `${own}, large`);
      if (own === "fixed_small") near(await variance("card"), tilde(LEVEL), own);
      if (own === "fixed_large") near(await variance("card"), beta(LEVEL), own);
    }
  });

  for (const eta of [0, 0.5, 1]) {
    test(`DDIM with η = ${eta} is Song et al. 2021, Eq. 12`, async () => {
      const card: ModelCard = { ...CARD, prediction_type: "x_start", variance: "fixed_small" };
      const outcome = await step(card, false, { sampler: "ddim", eta }).run();
      const x_t = first(outcome, "start.sample.x");
      const [a, b] = [abar(LEVEL), abar(LEVEL - 1)];
      const eps = (x_t - Math.sqrt(a) * 0.25) / Math.sqrt(1 - a);
      const sigma = eta * Math.sqrt((1 - b) / (1 - a)) * Math.sqrt(1 - a / b);
      const expected = Math.sqrt(b) * 0.25 + Math.sqrt(1 - b - sigma * sigma) * eps + sigma * NOISE;
      near(first(outcome, "reverse.sample.x"), expected, "x_prev");
    });
  }
});

describe("noise", () => {
  test("start-at gives √ᾱ x_0 + √(1 − ᾱ) ε, and level 0 is the picture itself", async () => {
    const at = async (t: number): Promise<number> => {
      const graph = graphOf(
        [
          ["model", "model/load"],
          ["schedule", "model/noise-schedule", { T }],
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
      const noise: Bench["noise"] = ({ shape }) => new Float32Array(shape[1] * shape[2] * shape[3]).fill(NOISE);
      const outcome = await runBench(graph, { watch: true, noise });
      return first(outcome, "start.sample.x");
    };
    near(await at(LEVEL), -Math.sqrt(abar(LEVEL)) + Math.sqrt(1 - abar(LEVEL)) * NOISE, "x_6");
    assert.equal(await at(0), -1);
  });

  test("the seed of a start-at node decides what it draws, and the run's seed takes its place", async () => {
    const { graph } = step(CARD, false);
    const x = async (seed: number, run?: number): Promise<number> => {
      const outcome = await runBench(withParam(graph, "start", "seed", seed), {
        watch: true,
        ...(run !== undefined && { seed: run }),
      });
      return first(outcome, "start.sample.x");
    };
    assert.notEqual(await x(1), await x(2));
    assert.equal(await x(1, 9), await x(2, 9));
  });

  test("a jump back is one forward step a level, with the beta of the level reached", async () => {
    const graph = repaintGraph({ T, jumps: [{ jump_length: 3, jump_n_sample: 2 }] });
    const noise: Bench["noise"] = ({ nodeId, shape: [N, C, H, W] }) =>
      nodeId === "jump0" ? new Float32Array(N * C * H * W).fill(NOISE) : undefined;
    const outcome = await runBench(graph, { watch: true, noise });
    const values = (key: string): number[] =>
      (outcome.read.get(key) ?? []).map((v) => (v instanceof Float32Array ? (v[0] ?? NaN) : v));
    // It passes on what comes at levels 9 and 8; from level 7 (index 6) it climbs to 8, 9 and 10.
    let x = values("composite.sample.x")[2] ?? NaN;
    const up = values("jump0.sample.x").slice(2, 5);
    for (const [k, next] of up.entries()) {
      near(next, Math.sqrt(1 - beta(8 + k)) * x + Math.sqrt(beta(8 + k)) * NOISE, `level ${8 + k}`);
      x = next;
    }
    assert.equal(up.length, 3);
  });
});

test("replacing the clean estimate keeps eps, x_t and pred_xstart one prediction", async () => {
  const graph = graphOf(
    [
      ["model", "model/load"],
      ["schedule", "model/noise-schedule", { T }],
      ["image", "image/load"],
      ["mask", "image/mask", { preset: "half" }],
      ["start", "noise/start-at", { t: LEVEL }],
      ["predict", "denoise/predict"],
      ["replace", "denoise/replace-x0"],
      ["reverse", "denoise/reverse-step"],
      ["save", "image/save"],
    ],
    [
      "model.model → schedule.model",
      "model.model → predict.model",
      "schedule.schedule → start.schedule",
      "image.image → start.image",
      "start.sample → predict.sample",
      "predict.prediction → replace.prediction",
      "image.image → replace.image",
      "mask.mask → replace.keep_mask",
      "replace.prediction → reverse.prediction",
      "reverse.sample → save.image",
    ],
  );
  const { read } = await runBench(graph, { watch: true, answer: () => OUT });
  const part = (key: string): Float32Array => {
    const value = read.get(key)?.[0];
    assert.ok(value instanceof Float32Array);
    return value;
  };
  const [gt, before] = [part("image.image.image"), part("predict.prediction.pred_xstart")];
  const [after, eps] = [part("replace.prediction.pred_xstart"), part("replace.prediction.eps")];
  const x_t = part("replace.prediction.x_t");
  for (let i = 0; i < 64; i++) {
    assert.equal(after[i], i % 8 < 4 ? gt[i] : before[i]);
    const rebuilt = Math.sqrt(abar(LEVEL)) * (after[i] ?? 0) + Math.sqrt(1 - abar(LEVEL)) * (eps[i] ?? 0);
    near(rebuilt, x_t[i] ?? NaN, "x_t");
  }
});

test("a model of another value range sees pictures in that range, and files are in the usual one", async () => {
  const card: ModelCard = { ...CARD, image: { ...CARD.image, range: [0, 1] } };
  const graph = graphOf(
    [
      ["model", "model/load"],
      ["image", "image/load"],
      ["save", "image/save"],
    ],
    ["image.image → save.image"],
  );
  const outcome = await runBench(graph, { card, watch: true });
  const picture = ramp(3, 8, 8).data;
  assert.deepEqual(
    outcome.read.get("image.image.image")?.[0],
    picture.map((v) => Math.fround(v * 2 - 1)).map((v) => (v + 1) * 0.5),
  );
  const file = outcome.artifacts[0];
  assert.ok(file?.kind === "save");
  file.picture.data.forEach((v, i) => near(v, 2 * (picture[i] ?? 0) - 1, "file"));
});
