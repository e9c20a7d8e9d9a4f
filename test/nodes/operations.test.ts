import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keepMask, type MaskKind } from "../../src/runtime/diffusion/masks.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import type { Artifact, ParamValue, Picture } from "../../src/runtime/node.ts";
import { graphOf, repaintGraph, withParam } from "../helpers/graphs.ts";
import { CARD, problemsOf, ramp, runBench, saved } from "./stand-in.ts";

const IMAGE = "sample:face-1000000";

async function loaded(picture: Picture, fit: string, channels = 3): Promise<Picture> {
  const graph = graphOf(
    [
      ["model", "model/load"],
      ["image", "image/load", { fit }],
      ["save", "image/save"],
    ],
    ["image.image → save.image"],
  );
  const card = { ...CARD, image: { ...CARD.image, channels } };
  return onlySave(await runBench(graph, { card, images: { [IMAGE]: picture } }));
}

function onlySave(outcome: Awaited<ReturnType<typeof runBench>>): Picture {
  const [picture] = saved(outcome).values();
  assert.ok(picture);
  return picture;
}

const maskGraph = (params: Readonly<Record<string, ParamValue>>): GraphFile =>
  graphOf(
    [
      ["model", "model/load"],
      ["mask", "image/mask", params],
      ["save", "image/save"],
    ],
    ["mask.mask → save.image"],
  );

/** 0 and 1 again, from the file's −1 and 1. */
const drawn = async (params: Readonly<Record<string, ParamValue>>, images?: Record<string, Picture>) => {
  const graph = maskGraph(params);
  return onlySave(await runBench(graph, images ? { images } : {})).data.map((v) => (v + 1) / 2);
};

describe("load image", () => {
  test("a picture of the model's size comes through to the bit", async () => {
    const picture = ramp(3, 8, 8);
    assert.deepEqual(
      (await loaded(picture, "cover")).data,
      picture.data.map((v) => v * 2 - 1),
    );
  });

  for (const fit of ["cover", "contain", "stretch"]) {
    test(`${fit} brings any size to the model's, within the range of pictures`, async () => {
      for (const [h, w] of [
        [5, 8],
        [8, 31],
        [40, 17],
        [1, 1],
      ] as const) {
        const { shape, data } = await loaded(ramp(3, h, w), fit);
        assert.deepEqual(shape, [1, 3, 8, 8]);
        assert.ok(data.every((v) => v >= -1 && v <= 1));
      }
    });
  }

  test("contain leaves a grey border and stretch none", async () => {
    const white: Picture = { shape: [1, 3, 4, 8], data: new Float32Array(96).fill(1) };
    const rows = (p: Picture): number[] => Array.from({ length: 8 }, (_, y) => p.data[y * 8 + 3] ?? NaN);
    assert.deepEqual(rows(await loaded(white, "contain")), [0, 0, 1, 1, 1, 1, 0, 0]);
    assert.deepEqual(rows(await loaded(white, "stretch")), [1, 1, 1, 1, 1, 1, 1, 1]);
  });

  test("a model of one channel sees grey", async () => {
    const red: Picture = { shape: [1, 3, 8, 8], data: Float32Array.from({ length: 192 }, (_, i) => (i < 64 ? 1 : 0)) };
    const { shape, data } = await loaded(red, "cover", 1);
    assert.deepEqual(shape, [1, 1, 8, 8]);
    assert.ok(data.every((v) => Math.abs(v - (2 * 0.299 - 1)) < 1e-6));
  });
});

describe("mask", () => {
  const presets: readonly (readonly [string, MaskKind])[] = [
    ["half", "half"],
    ["expand", "expand"],
    ["every-second-line", "every_second_line"],
    ["super-resolve", "super_resolve_2x"],
    ["wide", "wide"],
    ["narrow", "narrow"],
    ["everything-known", "everything_known"],
    ["nothing-known", "nothing_known"],
  ];
  for (const [preset, kind] of presets) {
    test(`${preset} is the paper's mask at the model's size, and invert its opposite`, async () => {
      const expected = keepMask(kind, 8, 8, 5);
      assert.deepEqual(await drawn({ preset, seed: 5 }), expected);
      assert.deepEqual(
        await drawn({ preset, seed: 5, invert: true }),
        expected.map((m) => 1 - m),
      );
    });
  }

  test("the seed of the run leaves the mask as it is", async () => {
    const one = await runBench(maskGraph({ preset: "narrow", seed: 5 }), { seed: 99 });
    assert.deepEqual(
      onlySave(one).data.map((v) => (v + 1) / 2),
      keepMask("narrow", 8, 8, 5),
    );
  });

  test("a painting is known where it is at least half white; one of another shape is resampled only on demand", async () => {
    const painting = ramp(1, 8, 8);
    const images = { "file:m": painting };
    const painted = { preset: "painted", painted: "file:m" };
    assert.deepEqual(
      await drawn(painted, images),
      painting.data.map((v) => (v >= 0.5 ? 1 : 0)),
    );
    const large = { "file:m": ramp(3, 16, 12) };
    assert.equal((await problemsOf(() => drawn(painted, large)))[0]?.code, "mask-size");
    assert.equal((await drawn({ ...painted, fit: "stretch" }, large)).length, 64);
    assert.equal((await drawn({ ...painted, fit: "cover" }, large)).length, 64);
    assert.equal((await drawn(painted, { "file:m": ramp(3, 16, 16) })).length, 64);
  });
});

describe("views and files", () => {
  const wires = [
    "reverse.sample → film.picture",
    "predict.prediction → preview.picture",
    "loop.done → compare.after",
    "image.image → compare.before",
    "loop.done → metrics.image",
    "image.image → metrics.gt",
    "mask.mask → metrics.keep_mask",
    "metrics.psnr → plot.number",
  ];
  const graph = (() => {
    const base = repaintGraph({ T: 10, jumps: [], batch: 2 });
    const more = graphOf(
      [
        ["film", "view/filmstrip", { every: 4, frames: 2 }],
        ["preview", "view/preview", { every: 3, part: "eps" }],
        ["compare", "view/compare"],
        ["metrics", "image/metrics"],
        ["plot", "view/plot", { name: "psnr" }],
      ],
      wires,
    );
    return { ...base, nodes: [...base.nodes, ...more.nodes], links: [...base.links, ...more.links] };
  })();
  const of = (artifacts: readonly Artifact[], node: string) =>
    artifacts.filter((a) => a.kind !== "note").filter((a) => a.node === node);

  test("a filmstrip keeps a frame every so many visits, up to its length", async () => {
    const { artifacts } = await runBench(graph);
    assert.deepEqual(
      of(artifacts, "film").map((a) => a.name),
      ["frame-0000-t9", "frame-0001-t5"],
    );
  });

  test("a preview shows the part asked for every so many visits", async () => {
    const { artifacts } = await runBench(graph, { answer: () => [0.5] });
    const shown = of(artifacts, "preview");
    assert.equal(shown.length, 4);
    assert.ok(
      shown.every((a) => a.kind === "picture" && a.picture.shape[0] === 2 && a.picture.data.every((v) => v === 0.5)),
    );
  });

  test("compare hands out both pictures", async () => {
    const [shown] = of((await runBench(graph)).artifacts, "compare");
    assert.ok(shown?.kind === "pictures");
    assert.deepEqual(
      shown.pictures.map((p) => p.shape),
      [
        [1, 3, 8, 8],
        [2, 3, 8, 8],
      ],
    );
  });

  test("metrics look at what was filled only, and a plot repeats them", async () => {
    const { artifacts } = await runBench(graph);
    const numbers = Object.fromEntries(
      of(artifacts, "metrics").map((a) => [a.name, a.kind === "number" ? a.value : NaN]),
    );
    const [picture] = saved({ artifacts, calls: [], read: new Map(), evaluations: 0 }).values();
    assert.ok(picture);
    const gt = ramp(3, 8, 8).data.map((v) => v * 2 - 1);
    let [sum, count] = [0, 0];
    picture.data.forEach((v, i) => {
      if (i % 8 < 4) return;
      sum += (v - (gt[i % 192] ?? 0)) ** 2;
      count++;
    });
    assert.ok(Math.abs((numbers["mse"] ?? NaN) - sum / count) < 1e-6);
    const [plot] = of(artifacts, "plot");
    assert.ok(plot?.kind === "number" && plot.name === "psnr" && plot.value === numbers["psnr"]);
  });

  test("everything known gives back the picture exactly, nothing known leaves it to the network", async () => {
    const exact = onlySave(await runBench(withParam(repaintGraph({ T: 6 }), "mask", "preset", "everything-known")));
    assert.deepEqual(
      exact.data,
      ramp(3, 8, 8).data.map((v) => v * 2 - 1),
    );
    const free = onlySave(await runBench(withParam(repaintGraph({ T: 6 }), "mask", "preset", "nothing-known")));
    assert.ok(free.data.some((v, i) => v !== exact.data[i]));
  });
});

test("the reader's equation can be a reverse step, with numbers on wires", async () => {
  const graph = graphOf(
    [
      ["model", "model/load"],
      ["schedule", "model/noise-schedule", { T: 5 }],
      ["noise", "noise/gaussian", { seed: 4 }],
      ["loop", "flow/loop"],
      ["predict", "denoise/predict"],
      ["weight", "math/number", { value: 0.5 }],
      ["y", "math/equation", { moves: "down", equation: "y = b * pred_xstart + 0 * a" }],
      ["save", "image/save"],
    ],
    [
      "model.model → schedule.model",
      "model.model → predict.model",
      "schedule.schedule → noise.schedule",
      "noise.sample → loop.init",
      "loop.body → predict.sample",
      "predict.prediction → y.prediction",
      "loop.body → y.a",
      "weight.number → y.b",
      "y.y → loop.back",
      "loop.done → save.image",
    ],
  );
  const card = { ...CARD, prediction_type: "x_start", variance: "fixed_small" } as const;
  const outcome = await runBench(graph, { card, answer: () => [0.5] });
  assert.equal(outcome.evaluations, 5);
  assert.ok(onlySave(outcome).data.every((v) => v === 0.25));
});
