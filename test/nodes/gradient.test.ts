import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import * as ort from "onnxruntime-node";
import { registry } from "../../src/nodes/index.ts";
import { createCpuBackend } from "../../src/runtime/cpu/backend.ts";
import { execute } from "../../src/runtime/execute.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { printPlan } from "../../src/runtime/graph/print.ts";
import { validate } from "../../src/runtime/graph/validate.ts";
import { modelOfPoints } from "../../src/runtime/laboratory/point-model.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import type { Network } from "../../src/runtime/model/network.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import { parseCard } from "../../src/runtime/model/parse-card.ts";
import type { Params, Picture } from "../../src/runtime/node.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { cli } from "../helpers/cli.ts";
import { graphOf } from "../helpers/graphs.ts";
import { CARD, ramp, runBench } from "./stand-in.ts";

const MODEL = "points:blobs";

/** The gradient at one level, and how far the clean estimate misses the known pixels. */
const graph = (model: string, params: Params = {}) =>
  graphOf(
    [
      ["model", "model/load", { model }],
      ["schedule", "model/noise-schedule", { T: 10 }],
      ["noise", "noise/start-at", { seed: 4, t: 5 }],
      ["image", "image/load", { image: "sample:face-1000000" }],
      ["mask", "image/mask", { preset: "half" }],
      ["predict", "denoise/predict", params],
      ["gradient", "denoise/gradient"],
    ],
    [
      "model.model → schedule.model",
      "schedule.schedule → noise.schedule",
      "image.image → noise.image",
      "model.model → predict.model",
      "noise.sample → predict.sample",
      "model.model → gradient.model",
      "predict.prediction → gradient.prediction",
      "image.image → gradient.image",
      "mask.mask → gradient.keep_mask",
    ],
  );

const WITH: ModelCard = { ...CARD, vjp: { file: "small.vjp.onnx" } };

describe("denoise/gradient", () => {
  test("is the derivative of the masked squared error, through a real network", async () => {
    const card = parseCard(readFileSync(new URL("../../models/faces64.json", import.meta.url), "utf8"));
    const bytesOf = (file: string) => readFileSync(new URL(`../../models/${file}`, import.meta.url));
    const backend = createCpuBackend();
    const path = new URL("../../models/faces64.onnx", import.meta.url).pathname;
    const network = await openNetwork({
      ort,
      backend,
      card,
      bytes: bytesOf(card.file),
      path,
      vjp: async () => ({
        bytes: bytesOf("faces64.vjp.onnx"),
        path: path.replace(".onnx", ".vjp.onnx"),
        external: new Map([[card.file, { sha256: "", bytes: 0 }]]),
      }),
      provider: "cpu",
      threads: 1,
    });
    assert.ok(
      (card.vjp?.bytes ?? Infinity) < 0.05 * (card.bytes ?? 0),
      "the product has its weights in the network's file",
    );
    const picture = ramp(3, 64, 64);
    const built = graph("bundled:faces64", { clip: "off" });
    const env = {
      cards: new Map([["bundled:faces64", card]]),
      images: new Map([["sample:face-1000000", [64, 64] as const]]),
    };
    /** The error along a line through x, and the gradient at its middle. */
    const at = async (shift: number) => {
      const noise = Float32Array.from(
        { length: 3 * 64 * 64 },
        (_, i) => Math.sin(i * 12.9898) + shift * Math.cos(i * 0.7),
      );
      const run = execute(plan(built, registry, env, { watch: "all" }), {
        backend,
        networks: new Map([["bundled:faces64", network]]),
        images: new Map([["sample:face-1000000", picture]]),
        noise: () => noise,
      });
      let [error, gradient, x] = [0, new Float32Array(), new Float32Array()];
      for await (const visit of run) {
        const read = visit.node === "predict" ? await visit.read("prediction", "pred_xstart") : undefined;
        const slope = visit.node === "gradient" ? await visit.read("gradient") : undefined;
        const start = visit.node === "noise" ? await visit.read("sample") : undefined;
        if (typeof start === "object") x = Float32Array.from(start.data);
        if (typeof slope === "object") gradient = Float32Array.from(slope.data);
        if (typeof read !== "object") continue;
        error = read.data.reduce((sum, v, i) => {
          const isKnown = i % 64 < 32;
          return sum + (isKnown ? (v - (2 * (picture.data[i % (3 * 64 * 64)] ?? 0) - 1)) ** 2 : 0);
        }, 0);
      }
      return { error, gradient, x };
    };
    const [before, middle, after] = [await at(-5e-3), await at(0), await at(5e-3)];
    const slope = middle.gradient.reduce((sum, v, i) => sum + v * ((after.x[i] ?? 0) - (before.x[i] ?? 0)), 0);
    const measured = after.error - before.error;
    assert.ok(Math.abs(slope - measured) <= 0.02 * Math.abs(measured), `${slope} and ${measured}`);
    await network.close();
    assert.equal(backend.live, 0);
  });

  test("is 0 for pixels that were clipped, and for unknown ones the network alone decides", async () => {
    const { read } = await runBench(graph("bundled:faces64"), {
      card: WITH,
      answer: ({ x }) => x.map(() => 0),
      watch: true,
    });
    const [x0] = read.get("predict.prediction.pred_xstart") ?? [];
    const [slope] = read.get("gradient.gradient.image") ?? [];
    assert.ok(x0 instanceof Float32Array && slope instanceof Float32Array);
    const clipped = [...x0.keys()].filter((i) => Math.abs(x0[i] ?? 0) === 1);
    assert.ok(clipped.length > 100 && clipped.length < x0.length);
    for (const i of clipped) assert.equal(slope[i], 0);
    assert.ok(slope.some((v, i) => i % 8 < 4 && v !== 0));
    assert.ok(slope.every((v, i) => i % 8 < 4 || v === 0)); // 0.9 c is no Jacobian that mixes pixels.
  });

  test("works out what the network is shown in a kernel of its own, before the call", () => {
    const planned = plan(graph("bundled:faces64"), registry, {
      cards: new Map([["bundled:faces64", WITH]]),
      images: new Map(),
    });
    const group = planned.groups.find(({ before }) => before);
    assert.deepEqual(group?.before?.kernel.outputs, ["cotangent"]);
    assert.ok(group?.before?.inputs.every(({ kind }) => kind === "value"));
    assert.match(
      printPlan(planned),
      /gradient = denoise\/gradient\([^)]*\) → gradient: image 1×3×8×8 {2}\[1 network call, kernel \d+\]/,
    );
  });

  test("a network without the file is refused in a sentence, before a run and in it", async () => {
    const env = { cards: new Map([["bundled:faces64", CARD]]), images: new Map() };
    const [found] = validate(graph("bundled:faces64"), registry, env).filter(({ severity }) => severity === "error");
    assert.equal(found?.code, "no-vjp");
    assert.match(found.message.en, /gradient takes the gradient through the model small, whose card names no file/);
    const { code, err } = await cli(["run", "dps", "--model", "photo64"]);
    assert.equal(code, 1);
    assert.match(err, /photo64, whose card names no file/);
    const { card, bytes } = modelOfPoints(MODEL);
    const backend = createCpuBackend();
    const network: Network = await openNetwork({ ort, backend, card, bytes, provider: "cpu", threads: 1 });
    const two: Picture = { shape: [1, 1, 1, 2], data: Float32Array.of(0.5, 0.5) };
    const cards = new Map([[MODEL, card]]);
    const run = execute(
      plan(graph(MODEL), registry, { cards, images: new Map([["sample:face-1000000", [1, 2] as const]]) }),
      {
        backend,
        networks: new Map([[MODEL, network]]),
        images: new Map([["sample:face-1000000", two]]),
      },
    );
    await assert.rejects(
      async () => {
        for await (const _ of run);
      },
      (error) => error instanceof UserError && /"points\.vjp\.onnx" is not there/.test(error.message),
    );
    await network.close();
    assert.equal(backend.live, 0);
  });
});
