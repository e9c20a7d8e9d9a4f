import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import * as ort from "onnxruntime-node";
import { openNetwork } from "../../src/runtime/model/open.ts";
import { parseCard } from "../../src/runtime/model/parse-card.ts";
import { compare } from "../../tools/export/compare.ts";
import { arrayBackend } from "../helpers/host-backend.ts";
import { failingPython, root, runPython, skipReason } from "./python.ts";

const checkpoints = join(root, "../shared/fixtures/checkpoints");
const script = "tools/export/export.py";
const isNight = process.env["EXPORT"] === "all";
const folder = mkdtempSync(join(tmpdir(), "repaint-export-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const cardOf = (onnx: string) => parseCard(readFileSync(onnx.replace(/\.onnx$/, ".json"), "utf8"));

for (const name of ["adm-64-uncond", "adm-32-class"]) {
  const recorded = join(checkpoints, name);
  const skip = skipReason(recorded);
  const args = [script, "guided-diffusion", join(recorded, "model.pt"), "--flags", join(recorded, "case.json")];

  test(`${name}: the exported network answers as guided-diffusion itself did`, { skip }, async () => {
    const onnx = join(folder, `${name}.onnx`);
    runPython([...args, "--out", onnx]);
    const { difference } = await compare(onnx, recorded);
    assert.ok(difference <= 1e-4, `largest difference ${difference}`);
    const card = cardOf(onnx);
    assert.equal(card.variance, "learned_range");
    assert.deepEqual(card.beta_schedule, { kind: "linear", beta_start: 1e-4, beta_end: 0.02 });
    assert.equal(card.classes?.count, name === "adm-32-class" ? 1000 : undefined);
  });

  test(`${name}: weights beside the graph give the same answer, float16 ones nearly the same`, { skip }, async () => {
    const onnx = join(folder, `${name}-outside.onnx`);
    runPython([...args, "--out", onnx, "--external"]);
    assert.equal(cardOf(onnx).external_data?.[0]?.file, `${name}-outside.onnx.data`);
    assert.ok((await compare(onnx, recorded)).difference <= 1e-4);
    const half = join(folder, `${name}-half.onnx`);
    runPython([...args, "--out", half, "--half"]);
    const { difference } = await compare(half, recorded);
    assert.ok(difference > 1e-6 && difference < 2e-2, `largest difference ${difference}`);
    const later = join(folder, `${name}-later.onnx`);
    runPython([...args, "--out", later]);
    runPython(["tools/export/halve.py", later]);
    assert.equal((await compare(later, recorded)).difference, difference, "halved after the export");
    assert.equal(cardOf(later).bytes, readFileSync(later).length);
  });
}

for (const name of ["adm-64-uncond", "adm-32-class"]) {
  const given = join(checkpoints, name);
  test(
    `${name}: its vector-Jacobian product is PyTorch's own, wherever its weights lie`,
    { skip: skipReason(given) },
    async () => {
      const recorded = join(folder, `${name}-record`);
      for (const more of name === "adm-32-class" || isNight ? [[], ["--external"], ["--half"]] : [[]]) {
        const onnx = join(folder, `${name}${more.join("")}-vjp.onnx`);
        const args = ["guided-diffusion", join(given, "model.pt"), "--flags", join(given, "case.json"), ...more];
        runPython([script, ...args, "--vjp", "--record", recorded, "--out", onnx]);
        const beside = onnx.replace(/\.onnx$/, ".vjp.onnx");
        const { difference, largest } = await compare(beside, recorded);
        const within = more.includes("--half") ? 2e-2 : 1e-4;
        assert.ok(largest > 1e-3 && difference <= within * largest, `${more.join("")}: ${difference} of ${largest}`);
        const { file, bytes } = cardOf(onnx).vjp ?? { file: "" };
        assert.ok(beside.endsWith(file) && bytes === readFileSync(beside).length);
      }
    },
  );
}

test("gradients of a classifier and of a network of any size are refused in a sentence", { skip: skipReason() }, () => {
  const photo = join(root, "models/photo64.onnx");
  assert.match(failingPython(["tools/export/vjp.py", photo]), /takes pictures of any size[^]*without --free-size/);
});

test("a bundled network written again from its own weights is the same file", { skip: skipReason() }, () => {
  const [network, again] = [join(root, "models/photo64.onnx"), join(folder, "photo64.onnx")];
  for (const end of [".onnx", ".json"]) copyFileSync(network.replace(".onnx", end), again.replace(".onnx", end));
  runPython(["tools/export/again.py", again]);
  for (const end of [".onnx", ".json"])
    assert.deepEqual(readFileSync(again.replace(".onnx", end)), readFileSync(network.replace(".onnx", end)), end);
});

const wrongFlags: readonly { readonly flags: readonly string[]; readonly said: RegExp }[] = [
  { flags: ["--num_channels", "64"], said: /time_embed\.0\.weight: expected \[256, 64\], found \[128, 32\][^]*has 32/ },
  {
    flags: ["--learn_sigma", "False"],
    said: /out\.2\.weight: expected \[3, 32, 3, 3\], found \[6, 32, 3, 3\][^]*True/,
  },
  { flags: ["--resblock_updown", "False"], said: /--resblock_updown False: the checkpoint has True/ },
  { flags: ["--class_cond", "True"], said: /label_emb\.weight: expected \[1000, 128\], not in the file/ },
  { flags: ["--use_scale_shift_norm", "False"], said: /expected \[32, 128\], found \[64, 128\]/ },
  { flags: ["--channel_mult", "1,2,2"], said: /input_blocks\.3\.0\.in_layers\.2\.weight: expected \[64/ },
  { flags: ["--num_head_channels", "24"], said: /num_head_channels 24 does not divide 64 channels/ },
];

test(
  "a wrong flag is named with the tensor, its expected and its found shape",
  { skip: skipReason(checkpoints) },
  () => {
    const given = join(checkpoints, "adm-64-uncond");
    for (const { flags, said } of wrongFlags) {
      const args = [script, "guided-diffusion", join(given, "model.pt"), "--flags", join(given, "case.json"), ...flags];
      const message = failingPython([...args, "--out", join(folder, "wrong.onnx")]);
      assert.match(message, said, flags.join(" "));
      assert.doesNotMatch(message, /Traceback/, flags.join(" "));
    }
  },
);

test(
  "a file of safe tensors and a folder of diffusers answer in ONNX as in PyTorch",
  { skip: skipReason() },
  async () => {
    runPython(["test/tools/make_checkpoints.py", folder]);
    for (const checkpoint of ["plain", "scale-shift"]) {
      const [onnx, recorded] = [join(folder, `${checkpoint}.onnx`), join(folder, `${checkpoint}-record`)];
      runPython([script, "diffusers", join(folder, checkpoint), "--out", onnx, "--record", recorded]);
      const { difference } = await compare(onnx, recorded);
      assert.ok(difference <= 1e-4, `${checkpoint}: largest difference ${difference}`);
    }
    const card = cardOf(join(folder, "plain.onnx"));
    assert.equal(card.variance, "fixed_large");
    assert.deepEqual(card.beta_schedule, { kind: "linear", beta_start: 0.001, beta_end: 0.01 });
    writeFileSync(
      join(folder, "plain", "config.json"),
      JSON.stringify({ sample_size: 16, down_block_types: ["SkipDownBlock2D"] }),
    );
    const message = failingPython([script, "diffusers", join(folder, "plain"), "--out", join(folder, "wrong.onnx")]);
    assert.match(message, /down_block_types has SkipDownBlock2D, expected one of DownBlock2D/);
  },
);

test("a classifier's gradient is the one that PyTorch's differentiation finds", { skip: skipReason() }, async () => {
  runPython(["test/tools/make_classifiers.py", folder]);
  for (const name of ["usual", "mean", "spatial", "spatial-2", "strided", "pooled", "odd", "odds", "logits"]) {
    const { difference, largest } = await compare(join(folder, `${name}.onnx`), join(folder, `${name}-record`));
    assert.ok(
      largest > 1e-4 && difference <= 1e-4 * largest,
      `${name}: largest difference ${difference} of ${largest}`,
    );
  }
  const onnx = join(folder, "strided.onnx");
  const card = cardOf(onnx);
  assert.deepEqual([card.kind, card.beta_schedule.kind, card.rescale_timesteps], ["classifier", "cosine", true]);
  const [backend, bytes] = [arrayBackend(), readFileSync(onnx)];
  const network = await openNetwork({ ort, backend, card, bytes, provider: "cpu", threads: 1 });
  const gradient = await network.call(backend.alloc([3, 3, 16, 16]), 500, 4);
  assert.deepEqual(gradient.shape, [3, 3, 16, 16]);
  await network.close();
  assert.throws(() => cardOf(join(folder, "logits.onnx")), /kind is "logits"/);
});
