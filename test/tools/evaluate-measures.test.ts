import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { encodeImage } from "../../src/cli/images.ts";
import type { Planes } from "../../src/runtime/diffusion/planes.ts";
import { randomBelow } from "../../src/runtime/diffusion/random.ts";
import { agreementWithKnown, allSame, leftAgainstRight, meanShare } from "../../tools/evaluate/agreement.ts";
import { shuffled } from "../../tools/evaluate/agreement-tables.ts";
import { anatomyOf, PALETTES, PARTS, planesOf } from "../../tools/evaluate/anatomy.ts";
import { gainText, verdictOn } from "../../tools/evaluate/claims.ts";
import { FORMS, formsFilled } from "../../tools/evaluate/forms.ts";
import { interpolated, membrane } from "../../tools/evaluate/interpolate.ts";
import { maskOf } from "../../tools/evaluate/mask.ts";
import { Measures, psnrIn } from "../../tools/evaluate/measure.ts";
import { readCard } from "../../tools/evaluate/model.ts";
import { writeReport } from "../../tools/evaluate/report.ts";
import { Results, type Filled } from "../../tools/evaluate/results.ts";
import { rightForms } from "../../tools/evaluate/scores.ts";
import { knownPart, sheetOf } from "../../tools/evaluate/sheet.ts";
import { EXPERIMENTS, keyOf, setting, type Setting } from "../../tools/evaluate/settings.ts";
import { differenceOf, meanOf, shareOf } from "../../src/runtime/study/estimate.ts";
import { drawFace, FACE_PARTS } from "../../tools/data/faces.ts";

const folder = mkdtempSync(join(tmpdir(), "evaluate-"));
after(() => rmSync(folder, { recursive: true }));

const FACES = Array.from({ length: 24 }, (_, i) => 1_000_000 + i);
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe("agreement", () => {
  test("of true drawings is whole: every part has the colour that its label says", () => {
    for (const face of FACES) {
      const anatomy = anatomyOf(face);
      const known = agreementWithKnown(anatomy.truth, anatomy, maskOf("half", face));
      assert.deepEqual(Object.keys(known), PARTS);
      for (const agreement of [known, leftAgainstRight(anatomy.truth)]) {
        assert.equal(meanShare(agreement), 1);
        assert.equal(allSame(agreement), true);
      }
    }
  });

  test("of a half with another's is near chance", () => {
    const faces = Array.from({ length: 60 }, (_, i) => 1_000_000 + i);
    const mixed = faces.map((face) => {
      const picture = shuffled(face, faces, maskOf("half", face));
      return [agreementWithKnown(picture, anatomyOf(face), maskOf("half", face)), leftAgainstRight(picture)] as const;
    });
    const chance = mean(PARTS.map((part) => 1 / PALETTES[part].length));
    for (const i of [0, 1] as const) {
      const found = mean(mixed.map((both) => meanShare(both[i])));
      assert.ok(Math.abs(found - chance) < 0.08, `${found}, chance is ${chance}`);
    }
  });

  test("falls to one half in a part whose filled pixels have two colours, equally many", () => {
    const anatomy = anatomyOf(1_000_000);
    const keep_mask = maskOf("half", 1_000_000);
    const hidden = [...anatomy.masks.clothes.keys()].filter(
      (i) => anatomy.masks.clothes[i] === 1 && keep_mask[i] === 0,
    );
    const wrong = PALETTES.clothes.find((colour) => colour[0] !== anatomy.colours.clothes[0]) ?? [0, 0, 0];
    const data = Float32Array.from(anatomy.truth.data);
    const changed = hidden.slice(0, Math.floor(hidden.length / 2));
    for (const i of changed) for (let c = 0; c < 3; c++) data[c * keep_mask.length + i] = (wrong[c] ?? 0) / 127.5 - 1;
    const { clothes, skin } = agreementWithKnown({ ...anatomy.truth, data }, anatomy, keep_mask);
    assert.equal(clothes?.share, 1 - changed.length / hidden.length);
    assert.equal(skin?.share, 1);
  });

  test("does not judge parts that cannot be seen: of the centre only skin is known", () => {
    for (const face of FACES) {
      const anatomy = anatomyOf(face);
      assert.deepEqual(Object.keys(agreementWithKnown(anatomy.truth, anatomy, maskOf("expand", face))), ["skin"]);
    }
  });

  test("a changed colour leaves all other choices of a seed alone", () => {
    const { labels } = drawFace(7);
    assert.deepEqual(drawFace(7, { hairColor: "ffffff" }).labels, { ...labels, hairColor: "ffffff" });
    assert.deepEqual(drawFace(7, { background: "000000" }).labels, { ...labels, background: "000000" });
  });
});

describe("forms", () => {
  const faces = Array.from({ length: 40 }, (_, i) => 1_000_000 + i);

  test("of true drawings are right, and those of another's half are right by chance", () => {
    const right = faces.map((face) => rightForms(formsFilled(anatomyOf(face).truth, face, "half")));
    assert.ok(right.every((share) => share === 1));
    const mixed = faces.map((face) => shuffled(face, faces, maskOf("half", face)));
    const found = mean(mixed.map((picture, i) => rightForms(formsFilled(picture, faces[i] ?? 0, "half"))));
    assert.ok(found < 0.4, String(found));
  });

  test("a beard that was not asked for is found, and the clothes beside it are not blamed", () => {
    const face = faces.find((seed) => drawFace(seed).labels.beard === "none") ?? 0;
    const bearded = planesOf(drawFace(face, {}, { beard: "fullBeard" }).rgb);
    const { beard, clothes } = formsFilled(bearded, face, "half");
    assert.deepEqual([beard, clothes], [false, true]);
  });

  test("another form of one part leaves all other choices of a seed alone", () => {
    for (const face of faces.slice(0, 10)) {
      const { labels } = drawFace(face);
      for (const part of FACE_PARTS) {
        for (const form of FORMS[part])
          assert.deepEqual(drawFace(face, {}, { [part]: form }).labels, { ...labels, [part]: form });
      }
    }
  });
});

describe("interpolation", () => {
  const ramp: Planes = planesOf(Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => 2 * (Math.floor(i / 3) % 64) + 20));

  test("of a slope is that slope, away from the edges", () => {
    for (const kernel of ["linear", "cubic"] as const) {
      const { data } = interpolated(ramp, "super-resolve", kernel);
      for (let x = 4; x < 60; x++) assert.ok(Math.abs((data[64 * 20 + x] ?? NaN) - (ramp.data[x] ?? NaN)) < 1e-6);
    }
  });

  test("looks at known pixels alone", () => {
    for (const mask of ["super-resolve", "every-second-line"] as const) {
      const { truth } = anatomyOf(1_000_000);
      const hidden = knownPart(truth, maskOf(mask, 1_000_000));
      assert.deepEqual(interpolated(hidden, mask, "cubic"), interpolated(truth, mask, "cubic"));
    }
    const keep_mask = maskOf("wide", 1_000_000);
    const { truth } = anatomyOf(1_000_000);
    assert.deepEqual(membrane(knownPart(truth, keep_mask), keep_mask), membrane(truth, keep_mask));
  });

  test("by a membrane through a slope is that slope", () => {
    const keep_mask = maskOf("expand", 0).map((v, i) => (i % 64 === 0 || i % 64 === 63 ? 1 : v));
    const { data } = membrane(ramp, keep_mask);
    const far = data.map((v, i) => Math.abs(v - (ramp.data[i] ?? NaN)));
    assert.ok(Math.max(...far) < 1e-3, String(Math.max(...far)));
  });
});

describe("statistics", () => {
  test("Wilson's interval of 8 in 10 is 49.0 % to 94.3 %", () => {
    const { value, low, high } = shareOf(8, 10);
    assert.deepEqual([value, low.toFixed(3), high.toFixed(3)], [0.8, "0.490", "0.943"]);
    assert.deepEqual([shareOf(0, 10).low.toFixed(9), shareOf(10, 10).high.toFixed(9)], ["0.000000000", "1.000000000"]);
  });

  test("a mean's interval covers the true mean about 95 times in 100, and is the same each time", () => {
    const below = randomBelow(1);
    let covered = 0;
    for (let i = 0; i < 200; i++) {
      const values = Array.from({ length: 40 }, () => below(1000));
      const { low, high } = meanOf(values);
      if (low <= 499.5 && high >= 499.5) covered++;
      if (i === 0) assert.deepEqual(meanOf(values), meanOf(values));
    }
    assert.ok(covered >= 180 && covered <= 199, `${covered} of 200`);
  });

  test("a difference is decided by its whole interval, and not at all from few faces", () => {
    const pairs = Array.from({ length: 20 }, (_, i) => [i + 1 + (i % 3) / 10, i] as const);
    assert.equal(verdictOn(differenceOf(pairs)), "holds");
    assert.equal(verdictOn(differenceOf(pairs.map(([a, b]) => [b, a] as const))), "does not hold");
    assert.equal(
      verdictOn(differenceOf(pairs.map(([a], i) => [a, i % 2 === 0 ? a + 1 : a - 1] as const))),
      "cannot be told",
    );
    assert.equal(verdictOn(differenceOf(pairs.slice(0, 3))), "not measured");
    assert.equal(gainText({ value: 0.05, low: 0.01, high: 0.09, n: 20 }, { unit: "share" }), "+5.0 points [1.0, 9.0]");
  });
});

/** A fill that is the truth with noise in the unknown: the less, the more it was resampled. */
function pretended(one: Setting, face: number): Filled {
  const { truth } = anatomyOf(face);
  const keep_mask = maskOf(one.mask, face);
  const below = randomBelow(face + one.answer);
  const strength = 0.3 / Math.sqrt(one.jump_n_sample * one.jump_length);
  const noisy = truth.data.map((v, i) => {
    const off = strength * (below(1000) / 500 - 1);
    return keep_mask[i % keep_mask.length] === 1 ? v : Math.min(1, Math.max(-1, v + off));
  });
  const png = encodeImage({ shape: [1, 3, 64, 64], data: noisy });
  return { key: keyOf(one), face, calls: 1, ms: 1, png: Buffer.from(png).toString("base64") };
}

describe("the report", () => {
  const card = readCard(new URL("../../models/faces64.json", import.meta.url).pathname);

  test("says of each finding whether it holds, and draws its sheets", () => {
    const settings = new Map(EXPERIMENTS.flatMap((e) => e.settings).map((one) => [keyOf(one), one]));
    const results = new Results(join(folder, "all.jsonl"));
    const faces = FACES.slice(0, 10);
    results.append([...settings.values()].flatMap((one) => faces.map((face) => pretended(one, face))));
    const text = readFileSync(writeReport(join(folder, "docs"), results, card), "utf8");
    assert.match(text, /conditioning alone \(Fig\. 3\): narrow \| \+\d.* dB PSNR \| holds \|/);
    assert.match(text, /SDEdit's one large one \(Table 4\): narrow \| −\d.* dB PSNR \| does not hold \|/);
    assert.doesNotMatch(text, /NaN|undefined|not measured \|/);
    for (const name of ["half", "masks", "diversity"]) {
      assert.ok(text.includes(`figures/evaluation-${name}.png`));
      assert.ok(existsSync(join(folder, `docs/figures/evaluation-${name}.png`)));
    }
  });

  test("can be written before anything was measured", () => {
    const text = readFileSync(writeReport(join(folder, "empty"), new Results(join(folder, "no.jsonl")), card), "utf8");
    assert.doesNotMatch(text, /NaN|undefined|Infinity/);
    assert.match(text, /Not measured yet/);
  });

  test("refuses a fill that changed a known pixel", () => {
    const results = new Results(join(folder, "changed.jsonl"));
    const one = setting("half", 1);
    results.append([{ ...pretended(setting("expand", 1), 1_000_000), key: keyOf(one) }]);
    assert.throws(
      () => new Measures(results).psnr(one),
      /half\/T100\/r1, face 1000000: the known pixel \d+ was changed/,
    );
  });
});

test("a fill without an error has the PSNR of rounding to bytes", () => {
  const { truth } = anatomyOf(1_000_000);
  assert.equal(psnrIn(truth, truth, maskOf("half", 0)).toFixed(1), "58.9");
});

test("a sheet of 32 half faces stays below a megabyte", () => {
  const strips = Array.from({ length: 32 }, (_, i) => {
    const { png } = pretended(setting("half", 1), 1_000_000 + (i % FACES.length));
    assert.ok(png.length > 0);
    const { truth } = anatomyOf(1_000_000 + (i % FACES.length));
    return [knownPart(truth, maskOf("half", 0)), truth, truth, truth];
  });
  assert.ok(sheetOf(strips, 2).length < 1_000_000);
});
