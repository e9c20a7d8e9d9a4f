import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import * as ort from "onnxruntime-node";
import { registry } from "../../src/nodes/index.ts";
import { createCpuBackend } from "../../src/runtime/cpu/backend.ts";
import { betasOf } from "../../src/runtime/diffusion/betas.ts";
import { space_timesteps } from "../../src/runtime/diffusion/respacing.ts";
import { diffusionSchedule, scalarsAt } from "../../src/runtime/diffusion/schedule.ts";
import { execute, type RunOptions } from "../../src/runtime/execute.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { printPlan } from "../../src/runtime/graph/print.ts";
import { History } from "../../src/runtime/history.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import type { Network } from "../../src/runtime/model/network.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import type { ParamValue } from "../../src/runtime/node.ts";
import { trace } from "../../src/runtime/trace.ts";
import { graphOf, guided, repaintGraph } from "../helpers/graphs.ts";
import { tinyClassifier } from "../helpers/tiny-classifier.ts";
import { CARD, ramp } from "./stand-in.ts";

const T = 10;
const LEVEL = 6;
const LABEL = 2;
const SCALE = 3;
/** What the stand-in network says of every pixel: a prediction of the noise, then v. */
const [EPS, V] = [0.3, 0.4];

const guide = tinyClassifier(8);
const backend = createCpuBackend();
let opened: Network;
before(async () => {
  opened = await openNetwork({ ort, backend, card: guide.card, bytes: guide.bytes, provider: "cpu", threads: 1 });
});
after(async () => {
  await opened.close();
  assert.equal(backend.live, 0);
});

function denoiser(card: ModelCard): Network {
  return {
    card,
    sha256: "",
    runner: "none",
    call: async ({ shape: [N, C, H, W] }) => {
      const channels = card.variance === "learned_range" ? 2 * C : C;
      const half = C * H * W;
      const out = Float32Array.from({ length: N * channels * H * W }, (_, i) => (i % (2 * half) < half ? EPS : V));
      return backend.upload(card.variance === "learned_range" ? out : out.fill(EPS), [N, channels, H, W]);
    },
    close: async () => {},
  };
}

/** A plan with the model of `card` and the classifier, and what running it needs. */
function rig(graph: GraphFile, card: ModelCard = CARD, watch?: "all") {
  const env = {
    cards: new Map([
      ["bundled:faces64", card],
      ["file:guide.onnx", guide.card],
    ]),
    images: new Map([["sample:face-1000000", [8, 8] as const]]),
  };
  const networks = new Map([
    ["bundled:faces64", denoiser(card)],
    ["file:guide.onnx", opened],
  ]);
  const images = new Map([["sample:face-1000000", ramp(3, 8, 8)]]);
  const options: RunOptions = { backend, networks, images, seed: 11 };
  return { planned: plan(graph, registry, env, watch ? { watch } : {}), options };
}

type Settings = Readonly<Record<string, ParamValue>>;

/** One guided reverse step from level 6. */
const step = (params: Settings, sampler: Settings = {}): GraphFile =>
  graphOf(
    [
      ["model", "model/load"],
      ["classifier", "model/load", { model: "file:guide.onnx" }],
      ["schedule", "model/noise-schedule", { T }],
      ["image", "image/load"],
      ["start", "noise/start-at", { t: LEVEL }],
      ["label", "model/label", { label: LABEL }],
      ["predict", "denoise/predict"],
      ["guide", "denoise/classifier-guidance", { classifier_scale: SCALE, ...params }],
      ["reverse", "denoise/reverse-step", sampler],
      ["save", "image/save"],
    ],
    [
      "model.model → schedule.model",
      "model.model → predict.model",
      "schedule.schedule → start.schedule",
      "image.image → start.image",
      "start.sample → predict.sample",
      "classifier.model → guide.classifier",
      "predict.prediction → guide.prediction",
      "label.label → guide.label",
      "guide.prediction → reverse.prediction",
      "reverse.sample → save.image",
    ],
  );

/** Everything that was read during a run, by `node.output.part`, and the draw of the reverse step. */
async function read(graph: GraphFile, card: ModelCard) {
  const { planned, options } = rig(graph, card, "all");
  const found = new Map<string, Float32Array>();
  let z = new Float32Array();
  const noise: NonNullable<RunOptions["noise"]> = ({ nodeId, shape }) => {
    const drawn = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i + nodeId.length));
    if (nodeId === "reverse") z = drawn;
    return drawn;
  };
  for await (const visit of execute(planned, { ...options, noise })) {
    for (const part of ["x", "pred_xstart", "eps", "log_variance"] as const) {
      for (const output of ["sample", "prediction"]) {
        const value = await visit.read(output, part);
        if (typeof value === "object") found.set(`${visit.node}.${part}`, value.data.slice());
      }
    }
  }
  const of = (name: string): Float32Array => found.get(name) ?? assert.fail(`${name} was not read`);
  return { of, z };
}

const process = diffusionSchedule(betasOf(CARD.beta_schedule, 1000), space_timesteps(1000, T));
const s = scalarsAt(process, LEVEL);

function near(found: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(found.length, expected.length, what);
  const size = Math.max(1, ...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((found[i] ?? NaN) - (expected[i] ?? NaN));
    assert.ok(difference <= 2e-6 * size, `${what}[${i}] = ${found[i]}, expected ${expected[i]}`);
  }
}

describe("classifier guidance", () => {
  for (const variance of ["learned_range", "fixed_small", "fixed_large"] as const) {
    it(`moves the mean of a reverse step by s σ² ∇ log p(y | x_t): ${variance}`, async () => {
      const { of, z } = await read(step({}), { ...CARD, variance });
      const x = Float64Array.from(of("start.x"));
      const g = guide.gradient(x, s.timestep, LABEL);
      const f = (V + 1) / 2;
      const log_variance = {
        learned_range: f * s.log_betas + (1 - f) * s.posterior_log_variance_clipped,
        fixed_small: s.posterior_log_variance_clipped,
        fixed_large: s.fixed_large_log_variance,
      }[variance];
      const expected = x.map((value, i) => {
        const clean = (value - Math.sqrt(1 - s.alphas_cumprod) * EPS) / Math.sqrt(s.alphas_cumprod);
        const pred_xstart = Math.min(1, Math.max(-1, clean));
        const mean = s.posterior_mean_coef1 * pred_xstart + s.posterior_mean_coef2 * value;
        const guided = mean + SCALE * Math.exp(log_variance) * (g[i] ?? NaN);
        return guided + Math.exp(log_variance / 2) * (z[i] ?? NaN);
      });
      near(of("reverse.x"), expected, "x_prev");
      const shift = Math.max(...g.map(Math.abs)) * SCALE * Math.exp(log_variance);
      assert.ok(shift > 0.01, `the gradient moves the mean by ${shift} at most`);
    });
  }

  it("moves the noise estimate by s √(1 − ᾱ_t) ∇ log p(y | x_t) for DDIM", async () => {
    const { of } = await read(step({ moves: "eps" }, { sampler: "ddim" }), CARD);
    const x = Float64Array.from(of("start.x"));
    const g = guide.gradient(x, s.timestep, LABEL);
    const [abar, abar_prev] = [s.alphas_cumprod, s.alphas_cumprod_prev];
    const expected = x.map((value, i) => {
      const pred_xstart = Math.min(1, Math.max(-1, (value - Math.sqrt(1 - abar) * EPS) / Math.sqrt(abar)));
      const eps = (value - Math.sqrt(abar) * pred_xstart) / Math.sqrt(1 - abar);
      const guided = eps - SCALE * Math.sqrt(1 - abar) * (g[i] ?? NaN);
      const clean = (value - Math.sqrt(1 - abar) * guided) / Math.sqrt(abar);
      return Math.sqrt(abar_prev) * clean + Math.sqrt(1 - abar_prev) * guided;
    });
    near(of("reverse.x"), expected, "x_prev");
  });

  for (const moves of ["mean", "eps"]) {
    it(`leaves ε and the clean estimate one prediction of x_t: ${moves}`, async () => {
      const { of } = await read(step({ moves }), CARD);
      const [clean, eps] = [of("guide.pred_xstart"), of("guide.eps")];
      const again = Float64Array.from(clean, (value, i) => {
        return Math.sqrt(s.alphas_cumprod) * value + Math.sqrt(1 - s.alphas_cumprod) * (eps[i] ?? NaN);
      });
      near(of("start.x"), again, "x_t");
      assert.deepEqual(of("guide.log_variance"), of("predict.log_variance"));
    });
  }
});

const repaint = repaintGraph({ T: 8, jumps: [{ jump_length: 2, jump_n_sample: 3 }], batch: 2 });
const guidedRepaint = guided(repaint, "file:guide.onnx", SCALE);

/** The picture that a run saves. */
async function savedBy(graph: GraphFile, watch?: "all"): Promise<Float32Array> {
  const { planned, options } = rig(graph, CARD, watch);
  let saved = new Float32Array();
  for await (const { artifacts } of execute(planned, options)) {
    for (const artifact of artifacts) if (artifact.kind === "save") saved = artifact.picture.data.slice();
  }
  assert.ok(saved.length > 0);
  return saved;
}

describe("a guided RePaint", () => {
  it("calls the classifier once for every call of the network, and the dry run tells them apart", async () => {
    const { planned, options } = rig(guidedRepaint);
    const { evaluations, classifierCalls } = trace(planned);
    const plain = trace(rig(repaint).planned);
    assert.deepEqual([classifierCalls, evaluations], [plain.evaluations, 2 * plain.evaluations]);
    assert.equal(plain.classifierCalls, 0);
    let made = 0;
    for await (const visit of execute(planned, options)) made = visit.evaluations;
    assert.equal(made, evaluations);
    assert.match(printPlan(planned), /guide = denoise\/classifier-guidance\(.*\[1 classifier call, kernel 1\]/);
  });

  it("makes its class more likely, in every picture of a batch", async () => {
    const pictures = await Promise.all(
      [0, SCALE, -SCALE].map((scale) => savedBy(guided(repaint, "file:guide.onnx", scale))),
    );
    for (const first of [0, 192]) {
      const [none, towards, away] = pictures.map((data) =>
        guide.logLikelihood(
          data.subarray(first, first + 192).map((v) => 2 * v - 1),
          0,
          LABEL,
        ),
      );
      assert.ok(Number(away) < Number(none) && Number(none) < Number(towards), `${away} < ${none} < ${towards}`);
    }
  });

  it("gives the same picture to the bit when everything is watched", async () => {
    assert.deepEqual(await savedBy(guidedRepaint, "all"), await savedBy(guidedRepaint));
  });

  it("goes on from a key-frame to the same bits", async () => {
    const { planned, options } = rig(guidedRepaint);
    const history = new History({ every: 7 });
    const truth: Float32Array[] = [];
    const run = execute(planned, options);
    for await (const visit of run) {
      await history.record(run, visit);
      for (const artifact of visit.artifacts) if (artifact.kind === "save") truth.push(artifact.picture.data.slice());
    }
    assert.ok(history.moments.length > 4);
    for (const moment of history.moments.slice(0, -1)) {
      const { run: again } = await history.standAt(planned, options, moment);
      const found: Float32Array[] = [];
      for await (const { artifacts } of again)
        for (const artifact of artifacts) if (artifact.kind === "save") found.push(artifact.picture.data.slice());
      assert.deepEqual(found, truth, `from event ${moment}`);
    }
  });
});
