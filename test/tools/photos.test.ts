import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { compare } from "../../tools/export/compare.ts";
import { root, runPython, skipReason } from "./python.ts";

const folder = mkdtempSync(join(tmpdir(), "repaint-photos-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const [head = [], ...rows] = readFileSync(join(root, "tools/data/photos.tsv"), "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => line.split("\t"));
const column = (name: string) => rows.map((row) => row[head.indexOf(name)] ?? "");

test("every listed photo has a licence that lets a network be passed on, an author, and one part of the set", () => {
  assert.ok(rows.length > 500);
  const parts = column("split");
  for (const [i, licence] of column("licence").entries()) {
    // What is learnt from must allow an adaptation under CC BY-SA 4.0; what is only tested on need not.
    const allowed = parts[i] === "test" ? /^(GPL-2\+|LGPL-3)$/ : /^(CC0-1\.0|public-domain|CC-BY(-SA)?-[234]\.0)$/;
    assert.match(licence, allowed, rows[i]?.join(" "));
  }
  assert.ok(column("author").every((author) => author.length > 1));
  assert.deepEqual([...new Set(parts)].sort(), ["test", "train", "validation"]);
  assert.equal(new Set(rows.map((row) => row.slice(0, 2).join(" "))).size, rows.length);
});

test("a drawing and a gradient are no photographs by the rule, a photo's grain is", { skip: skipReason() }, () => {
  const said = runPython(["test/tools/photographic.py"]);
  assert.deepEqual(said.trim().split(" "), ["False", "False", "True"]);
});

const lists = "/var/lib/apt/lists";
const packages = existsSync(lists) && readdirSync(lists).some((name) => name.includes("Packages"));
const skip = skipReason() || (packages ? false : "no list of Debian packages here: apt-get update fetches it");

test("the set is made and a network of free size trained on it, one line each", { skip }, async () => {
  const [data, out] = [join(folder, "photos"), join(folder, "photo64")];
  runPython(["tools/data/make_photos.py", "--out", data, "--only", "python3-sklearn", "--count", "32"]);
  const small = ["--channels", "8,16", "--refine", "8", "--batch", "4", "--threads", "1", "--sheet-every", "2"];
  const parts = ["--data", join(data, "train"), "--held-out", join(data, "validation"), "--out", out];
  runPython(["tools/train/train.py", ...parts, ...small, "--flip", "--steps", "2", "--sheet-steps", "2"]);
  assert.match(readFileSync(join(out, "loss.tsv"), "utf8"), /held_out_t950/);
  for (const size of [
    ["64", "64"],
    ["40", "72"],
  ]) {
    const [onnx, recorded] = [join(folder, "photo64.onnx"), join(folder, `record-${size[0]}`)];
    const line = ["tools/export/export.py", "training", join(out, "checkpoint.pt"), "--out", onnx, "--free-size"];
    runPython([...line, "--record", recorded, "--record-size", ...size]);
    const { difference } = await compare(onnx, recorded);
    assert.ok(difference <= 1e-4, `${size.join("×")}: largest difference ${difference}`);
  }
});
