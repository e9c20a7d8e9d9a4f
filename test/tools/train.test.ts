import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { parseCard } from "../../src/runtime/model/parse-card.ts";
import { compare } from "../../tools/export/compare.ts";
import { failingPython, root, runPython, skipReason } from "./python.ts";

const folder = mkdtempSync(join(tmpdir(), "repaint-train-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const skip = skipReason();

const small = ["--image-size", "16", "--channels", "8,16", "--refine", "8", "--batch", "4", "--warm-up", "1"];
const train = (out: string, ...more: string[]) =>
  runPython([
    "tools/train/train.py",
    "--out",
    join(folder, out),
    ...small,
    "--threads",
    "1",
    "--sheet-every",
    "0",
    ...more,
  ]);

/** Exports a run and compares ONNX Runtime with PyTorch; returns the .onnx file's path. */
async function exported(run: string, ...more: string[]): Promise<string> {
  const [onnx, recorded] = [join(folder, `${run}.onnx`), join(folder, `${run}-record`)];
  const checkpoint = join(folder, run, "checkpoint.pt");
  runPython(["tools/export/export.py", "training", checkpoint, "--out", onnx, "--record", recorded, ...more]);
  const { difference } = await compare(onnx, recorded);
  assert.ok(difference <= 1e-4, `${run}: largest difference ${difference}`);
  return onnx;
}

test("a training that was stopped goes on as if it had not been, to the last bit", { skip }, async () => {
  const pictures = ["--folder", join(root, "models/samples"), "--steps", "6"];
  train("unbroken", ...pictures);
  train("resumed", ...pictures, "--pause-at", "2");
  assert.match(train("resumed", ...pictures), /from step 2\n/);
  const [unbroken, resumed] = [await exported("unbroken"), await exported("resumed")];
  assert.deepEqual(readFileSync(resumed), readFileSync(unbroken));
  const rows = readFileSync(join(folder, "resumed", "loss.tsv"), "utf8")
    .trim()
    .split("\n");
  assert.equal(rows.length, 7);
  assert.ok(readdirSync(join(folder, "resumed")).includes("loss.png"));
});

test("a training begins with the weights of an exported file; of a foreign one it does not", { skip }, async () => {
  const [given, none] = [join(folder, "unbroken.onnx"), ["--minutes", "1e-9"]]; // It ends before its first step.
  const pictures = ["--folder", join(root, "models/samples"), "--steps", "6"];
  assert.match(train("begun", ...pictures, ...none, "--warm-start", given), /saved at step 0/);
  assert.deepEqual(readFileSync(await exported("begun")), readFileSync(given));
  const foreign = join(root, "test/fixtures/official/half-r3-j4/model.onnx");
  const args = ["tools/train/train.py", "--out", join(folder, "foreign"), ...pictures, "--warm-start", foreign];
  assert.match(failingPython(args), /is not of tools\/export: only its own files/);
});

test("a labelled network has one label more, for none", { skip }, async () => {
  for (const [i, kind] of ["light", "dark"].entries()) {
    mkdirSync(join(folder, "pictures", kind), { recursive: true });
    copyFileSync(join(root, `models/samples/face-100000${i}.png`), join(folder, "pictures", kind, "face.png"));
  }
  train("labelled", "--folder", join(folder, "pictures"), "--classes", "folder", "--steps", "2");
  const card = parseCard(readFileSync((await exported("labelled")).replace(/onnx$/, "json"), "utf8"));
  assert.equal(card.io.label, "label");
  assert.equal(card.classes?.count, 3);
  assert.equal(card.classes?.null_label, 2);
  assert.deepEqual(
    card.classes?.names?.map((name) => name.en),
    ["dark", "light", "no label"],
  );
});

test("a labelled network without its labels answers as under the null label", { skip }, () => {
  const [difference = NaN, matters = NaN] = runPython(["test/tools/unlabelled.py"]).split(" ").map(Number);
  assert.ok(difference <= 1e-5 && matters > 1e-2, `${difference}; the label changes ${matters}`);
});

test("and can be exported so; one that knows no labels cannot", { skip }, async () => {
  const card = parseCard(readFileSync((await exported("labelled", "--unlabelled")).replace(/onnx$/, "json"), "utf8"));
  assert.equal(card.classes, undefined);
  const given = [join(folder, "unbroken", "checkpoint.pt"), "--out", join(folder, "none.onnx")];
  assert.match(
    failingPython(["tools/export/export.py", "training", "--unlabelled", ...given]),
    /this one knows no labels/,
  );
});

test("what is missing or does not fit is said in a line", { skip }, () => {
  const args = ["tools/train/train.py", "--out", join(folder, "nothing")];
  assert.match(failingPython(args), /give either --data .* or --folder/);
  assert.match(failingPython([...args, "--data", folder]), /holds no \.npz shards: make them with/);
  const wide = ["--channels", "16,32", "--warm-start", join(folder, "unbroken", "checkpoint.pt"), "--image-size", "16"];
  const message = failingPython([...args, "--folder", join(root, "models/samples"), ...wide]);
  assert.match(message, /time1\.weight, expected shape \(128, 32\), found \(128, 16\)/);
});
