import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as ort from "onnxruntime-node";
import { readImage } from "../../src/cli/images/read.ts";
import { registry } from "../../src/nodes/index.ts";
import { tryAnswers } from "../../src/nodes/try-answers.ts";
import { createCpuBackend } from "../../src/runtime/cpu/backend.ts";
import type { ModelCard } from "../../src/runtime/model/card.ts";
import { readCard, writtenCard } from "../../src/runtime/model/parse-card.ts";
import { openNetwork } from "../../src/runtime/model/open.ts";
import { toModel } from "../../src/runtime/model/range.ts";
import { cardOf } from "../helpers/cards.ts";
import { oracleOnnx } from "../helpers/oracle-onnx.ts";

const predictions = ["epsilon", "v", "x_start"] as const;
const betas = ["linear", "cosine", "scaled_linear"] as const;
const ranges = [
  [-1, 1],
  [0, 1],
] as const;
const face = new URL("../../models/samples/face-1000000.png", import.meta.url);

function cardWith(prediction: string, schedule: string, range: readonly [number, number]): ModelCard {
  const { image, ...own } = cardOf("tried", 64);
  const written = { ...own, image: { ...image, range }, prediction_type: prediction, beta_schedule: schedule };
  return readCard(writtenCard(JSON.stringify(written)), { file: "tried.onnx" }).card;
}

for (const prediction of predictions)
  for (const schedule of betas)
    for (const range of ranges)
      test(`of the known answers the right one shows the picture: ${prediction}, ${schedule}, [${range.join(", ")}]`, async () => {
        const { picture } = await readImage(new Uint8Array(readFileSync(face)), "face");
        const truth = cardWith(prediction, schedule, range);
        const signed = picture.data.map((value) => 2 * value - 1);
        const bytes = oracleOnnx(truth, toModel(signed, [1, 3, 64, 64], truth.image));
        const backend = createCpuBackend();
        const network = await openNetwork({ ort, backend, card: truth, bytes, provider: "cpu", threads: 1 });
        const others = [
          ...predictions.filter((one) => one !== prediction).map((one) => cardWith(one, schedule, range)),
          ...ranges.filter((one) => one !== range).map((one) => cardWith(prediction, schedule, one)),
          // A network that gives the picture itself gives it whatever noise it is told of.
          ...betas
            .filter((one) => one !== schedule && prediction !== "x_start")
            .map((one) => cardWith(prediction, one, range)),
        ];
        const [right, ...wrong] = await tryAnswers(registry, backend, network, [truth, ...others], picture);
        await network.close();
        assert.ok(right && right.distance < 1e-5, `the right answer is off by ${right?.distance}`);
        assert.equal(wrong.length, others.length);
        for (const [i, { distance }] of wrong.entries()) assert.ok(distance > 0.01, `wrong answer ${i}: ${distance}`);
      });
