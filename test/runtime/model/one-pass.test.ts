import assert from "node:assert/strict";
import { describe, test } from "node:test";
import * as ort from "onnxruntime-node";
import { registry } from "../../../src/nodes/index.ts";
import { createCpuBackend } from "../../../src/runtime/cpu/backend.ts";
import { keepMask } from "../../../src/runtime/diffusion/masks.ts";
import { execute } from "../../../src/runtime/execute.ts";
import type { GraphFile } from "../../../src/runtime/graph/format.ts";
import { plan } from "../../../src/runtime/graph/plan.ts";
import { validate } from "../../../src/runtime/graph/validate.ts";
import type { ModelCard } from "../../../src/runtime/model/card.ts";
import { readCard } from "../../../src/runtime/model/parse-card.ts";
import { readHeader } from "../../../src/runtime/model/onnx-header.ts";
import { sourceOf } from "../../../src/runtime/model/onnx-reader.ts";
import { openNetwork } from "../../../src/runtime/model/open.ts";
import type { WrittenCard } from "../../../src/runtime/model/complete-card.ts";
import type { Artifact } from "../../../src/runtime/node.ts";
import { UserError } from "../../../src/runtime/problem.ts";
import { graphOf } from "../../helpers/graphs.ts";
import { onePassOnnx, type OnePassShape } from "../../helpers/one-pass-onnx.ts";
import { ramp } from "../../nodes/stand-in.ts";

const SIZE = 6;
const PICTURE = ramp(3, SIZE, SIZE);
const SIGNED = PICTURE.data.map((v) => 2 * v - 1);
const KEEP = keepMask("half", SIZE, SIZE);

const cardFor = async (bytes: Uint8Array, written: WrittenCard): Promise<ModelCard> => {
  const network = await readHeader(sourceOf(bytes));
  assert.ok(network);
  return readCard(written, { file: "tiny.onnx", network }).card;
};

/** Runs a graph with one network, and returns what it saved and told. */
async function ran(graph: GraphFile, shape: OnePassShape, written: WrittenCard, provider: "cpu" = "cpu") {
  const bytes = onePassOnnx(shape);
  const card = await cardFor(bytes, written);
  const backend = createCpuBackend();
  const network = await openNetwork({ ort, backend, card, bytes, provider, threads: 1 });
  const images = new Map([["sample:face-1000000", PICTURE]]);
  const sizes = new Map([["sample:face-1000000", [SIZE, SIZE] as const]]);
  const planned = plan(graph, registry, { cards: new Map([["bundled:faces64", card]]), images: sizes });
  const artifacts: Artifact[] = [];
  let evaluations = 0;
  for await (const visit of execute(planned, {
    backend,
    networks: new Map([["bundled:faces64", network]]),
    images,
  })) {
    artifacts.push(...visit.artifacts);
    evaluations = visit.evaluations;
  }
  await network.close();
  assert.equal(backend.live, 0);
  const saved = artifacts.flatMap((one) => (one.kind === "save" ? [one.picture.data] : []))[0];
  const numbers = Object.fromEntries(
    artifacts.flatMap((one) => (one.kind === "number" ? [[one.name, one.value]] : [])),
  );
  return { saved, numbers, evaluations, card };
}

const filling = graphOf(
  [
    ["model", "model/load"],
    ["image", "image/load"],
    ["mask", "image/mask", { preset: "half" }],
    ["fill", "baseline/feed-forward"],
    ["save", "image/save"],
  ],
  ["model.model → fill.model", "image.image → fill.image", "mask.mask → fill.keep_mask", "fill.image → save.image"],
);

/** The tiny inpainter answers `x + 0.5 mask` (what it is shown, not the truth); known pixels stay as they were. */
const expected = (inHole: number) => SIGNED.map((v, i) => (KEEP[i % (SIZE * SIZE)] === 1 ? v : inHole));

describe("an inpainting network of somebody else's", () => {
  const shapes: readonly (readonly [string, OnePassShape, WrittenCard, number])[] = [
    ["two inputs, the mask's 1 is the hole, no card", { kind: "inpainter" }, {}, 0.5],
    ["1 is known", { kind: "inpainter" }, { inpainting: { mask_marks: "known" } }, 0],
    ["mask of −1 and 1", { kind: "inpainter" }, { inpainting: { mask_range: [-1, 1] } }, 0.5],
    ["mask as the last channel", { kind: "inpainter", joined: "last" }, {}, 0.5],
    [
      "mask as the first channel",
      { kind: "inpainter", joined: "first" },
      { inpainting: { mask_channel: "first" } },
      0.5,
    ],
    ["blank is −0.25", { kind: "inpainter" }, { inpainting: { blank: -0.25 } }, 0.25],
    // 0 in [0, 1] is −1 in [−1, 1], and 0.5 above it is 0.
    ["pictures in [0, 1]", { kind: "inpainter" }, { image: { range: [0, 1] } }, 0],
    // The answer 0.5 of [−1, 2] is 0 of [−1, 1].
    ["answers in another range", { kind: "inpainter" }, { inpainting: { out_range: [-1, 2] } }, 0],
    ["float16 doors", { kind: "inpainter", half: true }, {}, 0.5],
    ["a batch of two at a time", { kind: "inpainter", batch: 2 }, {}, 0.5],
  ];
  for (const [title, shape, written, inHole] of shapes)
    test(`fills without seeing the truth: ${title}`, async () => {
      const { saved, evaluations, card } = await ran(filling, { size: SIZE, ...shape }, written);
      assert.equal(card.kind, "inpainter");
      assert.equal(evaluations, 1);
      const wanted = expected(inHole);
      for (const [i, v] of (saved ?? []).entries()) {
        if (KEEP[i % (SIZE * SIZE)] === 1) assert.ok(Math.abs(v - (SIGNED[i] ?? 0)) < 1e-6, `known ${i}`);
        else assert.ok(Math.abs(v - (wanted[i] ?? NaN)) < 1e-3, `${i}: ${v}, expected ${wanted[i]}`);
      }
      assert.equal(saved?.length, SIGNED.length);
    });

  test("a denoiser in its place is answered with a sentence, and so is an inpainter in a denoiser's", async () => {
    const denoiser = readCard({ kind: "denoiser", image: { height: SIZE, width: SIZE } }).card;
    const env = { cards: new Map([["bundled:faces64", denoiser]]), images: new Map() };
    const [first] = validate(filling, registry, env);
    assert.match(first?.message.en ?? "", /fill\.model takes an inpainting network; the model .* is a denoiser/);
    const inpainter = await cardFor(onePassOnnx({ kind: "inpainter", size: SIZE }), {});
    const { repaintGraph } = await import("../../helpers/graphs.ts");
    const cards = new Map([["bundled:faces64", inpainter]]);
    const codes = validate(repaintGraph(), registry, { cards, images: new Map() }).map(({ code }) => code);
    assert.ok(codes.includes("not-a-denoiser"), codes.join());
  });

  test("a network with other inputs than its card is refused by name", async () => {
    const bytes = onePassOnnx({ kind: "inpainter", size: SIZE });
    const card = await cardFor(bytes, { io: { mask: "hole" } });
    const opened = openNetwork({ ort, backend: createCpuBackend(), card, bytes, provider: "cpu", threads: 1 });
    await assert.rejects(
      opened,
      (error) => error instanceof UserError && /inputs "image", "hole".*"mask"/.test(error.message),
    );
  });
});

describe("networks that measure", () => {
  const compare = graphOf(
    [
      ["model", "model/load"],
      ["image", "image/load", { fit: "none" }],
      ["mask", "image/mask", { preset: "half" }],
      ["mean", "baseline/mean"],
      ["lpips", "measure/lpips"],
    ],
    [
      "image.image → mean.image",
      "mask.mask → mean.keep_mask",
      "model.model → lpips.model",
      "mean.image → lpips.image",
      "image.image → lpips.gt",
      "mask.mask → lpips.keep_mask",
    ],
  );

  test("a distance is asked about both pictures; known pixels agree, so the filled part has all of it", async () => {
    const { numbers, card } = await ran(compare, { kind: "distance", size: SIZE }, {});
    assert.equal(card.kind, "distance");
    // The tiny distance is the mean squared difference.
    const plane = SIZE * SIZE;
    let sum = 0;
    for (let c = 0; c < 3; c++) {
      const own = SIGNED.subarray(c * plane, (c + 1) * plane);
      const known = own.filter((_, i) => KEEP[i] === 1);
      const mean = known.reduce((s, v) => s + v, 0) / known.length;
      for (const [i, v] of own.entries()) if (KEEP[i] !== 1) sum += (v - mean) ** 2;
    }
    for (const name of ["whole", "filled"])
      assert.ok(Math.abs((numbers[name] ?? NaN) - sum / SIGNED.length) < 1e-6, `${name} ${numbers[name]}`);
  });

  test("features of two batches are at distance 0 from themselves", async () => {
    const graph = graphOf(
      [
        ["model", "model/load"],
        ["image", "image/load", { fit: "none" }],
        ["blur", "image/blur", { sigma: 1 }],
        ["both", "batch/join"],
        ["same", "measure/distribution"],
      ],
      [
        "image.image → blur.a",
        "image.image → both.a",
        "blur.y → both.b",
        "model.model → same.model",
        "both.both → same.image",
        "both.both → same.gt",
      ],
    );
    const { numbers, card, evaluations } = await ran(graph, { kind: "features", size: SIZE }, {});
    assert.equal(card.kind, "features");
    assert.equal(evaluations, 2);
    assert.ok(Math.abs(numbers["fid"] ?? NaN) < 1e-6, `${numbers["fid"]}`);
    assert.ok(Number.isFinite(numbers["kid"]));
  });

  test("a network that measures does not say what size the graph's pictures have", async () => {
    const card = await cardFor(onePassOnnx({ kind: "distance", size: 40 }), { image: { multiple_of: 1 } });
    const cards = new Map([["bundled:faces64", card]]);
    const images = new Map([["sample:face-1000000", [SIZE, SIZE] as const]]);
    assert.deepEqual(
      validate(compare, registry, { cards, images }).map(({ message }) => message.en),
      [],
    );
  });
});

test("identity, seam and diversity are those of their formulas", async () => {
  const graph = graphOf(
    [
      ["image", "image/load", { fit: "none" }],
      ["mask", "image/mask", { preset: "half" }],
      ["mean", "baseline/mean"],
      ["near", "baseline/nearest"],
      ["both", "batch/join"],
      ["kept", "measure/identity"],
      ["seam", "measure/seam"],
      ["spread", "measure/diversity"],
      ["blur", "image/blur", { sigma: 2 }],
      ["moved", "measure/identity"],
    ],
    [
      ...["mean", "near"].flatMap((to) => [`image.image → ${to}.image`, `mask.mask → ${to}.keep_mask`]),
      "mean.image → both.a",
      "near.image → both.b",
      "both.both → kept.image",
      "image.image → kept.gt",
      "mask.mask → kept.keep_mask",
      "image.image → seam.image",
      "mask.mask → seam.keep_mask",
      "both.both → spread.image",
      "mask.mask → spread.keep_mask",
      "image.image → blur.a",
      "blur.y → moved.image",
      "image.image → moved.gt",
      "mask.mask → moved.keep_mask",
    ],
  );
  const { runBench } = await import("../../nodes/stand-in.ts");
  const { seam } = await import("../../../src/runtime/diffusion/seam.ts");
  const { diversity } = await import("../../../src/runtime/diffusion/diversity.ts");
  const { meanFilling, nearestFilling } = await import("../../../src/runtime/baseline/simple.ts");
  const { artifacts } = await runBench(graph, { images: { "sample:face-1000000": PICTURE } });
  const told = (node: string, name: string): number =>
    artifacts.flatMap((one) =>
      one.kind === "number" && one.node === node && one.name === name ? [one.value] : [],
    )[0] ?? NaN;
  const truth = { data: Float32Array.from(SIGNED), C: 3, H: SIZE, W: SIZE };
  const fills = [meanFilling(truth, KEEP), nearestFilling(truth, KEEP)];
  assert.equal(told("kept", "levels"), 0);
  assert.ok(told("moved", "levels") > 1);
  assert.ok(Math.abs(told("seam", "ratio") - seam(truth, KEEP)) < 1e-6);
  assert.ok(Math.abs(told("spread", "filled") - diversity(fills, KEEP)) < 1e-3);
  assert.ok(Math.abs(told("spread", "whole") - diversity(fills, new Float32Array(KEEP.length))) < 1e-3);
});
