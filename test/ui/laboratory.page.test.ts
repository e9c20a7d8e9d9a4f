import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { cli, freshFolder } from "../helpers/cli.ts";
import { axeScript, complaintsOf } from "./axe.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/** The five blobs of the template, and what is known of its pictures. */
const POINTS = [
  [-0.6, 0.5, 0.3],
  [-0.5, -0.6, 0.15],
  [0.3, 0.7, 0.1],
  [0.35, -0.2, 0.25],
  [0.75, -0.75, 0.2],
] as const;
const [SPREAD, KNOWN] = [0.08, 0.3];

/** The density of the right pixel when the left one is known: Bayes, written out. */
function density(y: number): number {
  const bell = (d: number): number => Math.exp(-(d * d) / (2 * SPREAD * SPREAD)) / (SPREAD * Math.sqrt(2 * Math.PI));
  const joint = POINTS.reduce((sum, [left, right, w]) => sum + w * bell(KNOWN - left) * bell(y - right), 0);
  return joint / POINTS.reduce((sum, [left, , w]) => sum + w * bell(KNOWN - left), 0);
}

/** Total variation over 60 bins of [−1.5, 1.5], the shares by Simpson's rule. */
function variation(rights: readonly number[]): number {
  const counts = new Array<number>(60).fill(0);
  for (const y of rights) {
    const bin = Math.min(59, Math.max(0, Math.floor((y + 1.5) * 20)));
    counts[bin] = (counts[bin] ?? 0) + 1 / rights.length;
  }
  const share = (bin: number): number => {
    const [a, h] = [-1.5 + bin / 20, 1 / 20 / 40];
    let sum = density(a) + density(a + 40 * h);
    for (let i = 1; i < 40; i++) sum += density(a + i * h) * (i % 2 === 1 ? 4 : 2);
    return (sum * h) / 3;
  };
  return counts.reduce((sum, count, bin) => sum + Math.abs(count - share(bin)), 0) / 2;
}

test("points are drawn by pointer and by keys, and the graph's model is made from them", async () => {
  const under = await PageUnderTest.open(site);
  try {
    await under.ready();
    await under.studio((s) => s.openTemplate("two-pixels"));
    await under.until((s) => s.checks.walk?.transitions === 730);
    await under.studio((s) => s.select(["model"]));
    const model = (): Promise<unknown> => under.studio((s) => s.graph.nodes[0]?.params["model"]);
    const editor = under.page.locator("repaint-points");
    await editor.locator("select").selectOption("moons");
    assert.equal(await model(), "points:moons");
    await editor.getByRole("button", { name: "Clear", exact: true }).click();
    const plane = editor.locator(".plane");
    await plane.focus();
    for (const key of ["Shift+ArrowRight", "ArrowUp", "Enter"]) await under.page.keyboard.press(key);
    assert.equal(await model(), "points:0.05;0.2,0.05");
    const box = await plane.boundingBox();
    assert.ok(box);
    await plane.click({ position: { x: box.width / 6, y: box.height / 6 } });
    assert.match(String(await model()), /^points:0\.05;0\.2,0\.05;-(1|0\.99),(1|0\.99)$/);
    await plane.focus();
    await under.page.keyboard.press("Enter"); // The cross lies on the point that was clicked: it goes.
    assert.equal(await model(), "points:0.05;0.2,0.05");
    await under.studio((s) => s.doc.undo());
    assert.match(String(await model()), /;-/);
    await under.until((s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
    await under.press("Run");
    await under.until((s) => s.runs.state === "finished");
    assert.equal(await under.studio((s) => s.runs.values.get("final")?.scatter?.mixture?.points.length), 2);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

const rightsOf = (under: PageUnderTest): Promise<readonly number[]> =>
  under.studio((s) => [...(s.runs.values.get("final")?.scatter?.points ?? [])].filter((_, i) => i % 2 === 1));

test("the world of two pixels runs in the page, says how exact it is, and goes back", async () => {
  const under = await PageUnderTest.open(site, { script: axeScript });
  try {
    await under.ready();
    await under.studio((s) => s.openTemplate("two-pixels"));
    await under.until((s) => s.checks.walk?.transitions === 730);
    await under.press("Run");
    await under.until((s) => s.runs.state === "finished");
    await under.studio((s) => s.select(["final"]));
    const shown = under.page.locator("repaint-scatter [data-measure=total_variation]");
    await shown.waitFor();
    const [, value, low, high] = /^(\S+) \[(\S+), (\S+)\]$/.exec((await shown.textContent()) ?? "") ?? [];
    const rights = await rightsOf(under);
    assert.equal(rights.length, 4096);
    assert.ok(Math.abs(variation(rights) - Number(value)) < 6e-4, `${variation(rights)} and ${value}`);
    assert.ok(Number(low) < Number(value) && Number(value) < Number(high), `${low} ${value} ${high}`);
    const label = await under.page.locator("repaint-scatter canvas").getAttribute("aria-label");
    assert.match(label ?? "", /^4096 pictures of two pixels/);

    // A point is the picture that it is: by the keys, by pointer, and the other way round.
    const pointsOf = (): Promise<number[]> =>
      under.studio((s) => [...(s.runs.values.get("final")?.scatter?.points ?? [])]);
    const points = await pointsOf();
    const plane = under.page.locator("repaint-scatter .plane");
    const numberOf = async (): Promise<number> => Number(await plane.getAttribute("aria-valuenow"));
    await plane.focus();
    await under.page.keyboard.press("Home");
    const sorted = [...rights].sort((a, b) => a - b);
    assert.equal(rights[(await numberOf()) - 1], sorted[0]);
    await under.page.keyboard.press("PageUp");
    assert.equal(rights[(await numberOf()) - 1], sorted[410]);
    const said = await under.page.locator("repaint-samples .one").innerText();
    assert.ok(said.includes((sorted[410] ?? 0).toFixed(2).replace("-", "−")), said);
    const box = await plane.boundingBox();
    assert.ok(box);
    const [x, y] = [points[0] ?? 0, points[1] ?? 0];
    await plane.click({ position: { x: ((x + 1.5) / 3) * box.width, y: ((1.5 - y) / 3) * box.height } });
    const clicked = rights[(await numberOf()) - 1] ?? 9;
    assert.ok(Math.abs(clicked - y) < 0.05, `${clicked} near ${y}`);
    await under.page.mouse.move(0, 0);
    const third = under.page.locator("repaint-samples .all button").nth(2);
    await third.click();
    assert.equal(await numberOf(), 3);
    assert.equal(await third.getAttribute("aria-pressed"), "true");

    // Trails and origins: drawn where they are asked for, of the moment that is looked at.
    const colours = (): Promise<number> =>
      under.page.locator("repaint-scatter canvas").evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
        return new Set(Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 3).join())).size;
      });
    const plain = await colours();
    await under.page.getByLabel("colour by origin").check();
    await under.settle();
    assert.ok((await colours()) > plain, "five colours are more than one");
    assert.equal(await under.page.locator("repaint-scatter .origins i").count(), 5);
    await under.page.getByLabel("trails").check();
    const way = (): Promise<readonly [number, number]> =>
      under.studio((s) => {
        const { trail, points } = s.runs.values.get("scatter")?.scatter ?? {};
        return [trail?.places.at(-12) ?? NaN, points?.[0] ?? NaN] as const;
      });
    const [end, now] = await way();
    assert.equal(end, now, "a trail ends where its sample is");
    assert.deepEqual(await complaintsOf(under, "repaint-inspector"), []);

    // Back: the points in the loop are those of the moment that is looked at.
    const spread = (): Promise<readonly [number | undefined, number]> =>
      under.studio((s) => {
        const { t, scatter } = s.runs.values.get("scatter") ?? {};
        const lefts = [...(scatter?.points ?? [])].filter((_, i) => i % 2 === 0);
        const mean = lefts.reduce((sum, x) => sum + x, 0) / lefts.length;
        return [t, Math.sqrt(lefts.reduce((sum, x) => sum + (x - mean) ** 2, 0) / lefts.length)] as const;
      });
    const [last, still] = await spread();
    assert.equal(last, 0);
    assert.ok(still < 1e-6, "the left pixel is the known one in every picture");
    await under.studio((s) => s.runs.play({ kind: "scrub", transition: 40 }));
    await under.until((s) => (s.runs.values.get("scatter")?.t ?? 0) > 200);
    const [early, noisy] = await spread();
    const [then, there] = await way();
    assert.equal(then, there, "at an earlier moment too");
    assert.ok(noisy > 0.8, `at t = ${early} nearly all is noise, and it spreads by ${noisy}`);
    await under.studio((s) => s.runs.play({ kind: "live" }));
    await under.until((s) => s.runs.values.get("scatter")?.t === 0);
    await under.studio((s) => s.runs.play({ kind: "go", goal: { kind: "back-transition" } }));
    await under.until((s) => s.runs.state === "paused" && (s.runs.values.get("scatter")?.t ?? 0) > 0);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

test("the exactness curve of the graph on the canvas is measured in the page, ideal and trained, as it is on the command line", async () => {
  const under = await PageUnderTest.open(site, { script: axeScript });
  try {
    await under.ready();
    await under.studio((s) => s.openTemplate("two-pixels"));
    await under.studio((s) => s.setParam("schedule", "T", 25));
    await under.studio((s) => s.commands.run("exactness"));
    const dialog = under.page.locator("repaint-exactness dialog");
    await dialog.getByLabel("Values").fill("1, 2x");
    assert.match((await dialog.getByRole("alert").textContent()) ?? "", /commas/);
    await dialog.getByLabel("Values").fill("1, 4");
    await dialog.getByLabel("Samples").selectOption("512");
    await dialog.locator("input[name='bundled:blobs-trained']").check();
    await dialog.getByRole("button", { name: "Measure" }).click();
    await dialog.locator("tbody tr").nth(3).waitFor();
    await dialog.getByRole("button", { name: "Measure" }).waitFor();
    const cells = await dialog
      .locator("tbody tr")
      .evaluateAll((rows) => rows.map((row) => [...row.children].slice(1, 4).map((cell) => cell.textContent ?? "")));
    const file = join(freshFolder(), "graph.json");
    writeFileSync(file, await under.studio((s) => JSON.stringify(s.graph)));
    for (const [i, model] of [undefined, "blobs-trained"].entries()) {
      const argv = ["--known", "0.3", "--vary", "jump.jump_n_sample=1,4", "--particles", "512", "--threads", "1"];
      const { code, out, err } = await cli([
        "exactness",
        file,
        ...argv,
        "--json",
        ...(model === undefined ? [] : ["--model", model]),
      ]);
      assert.equal(code, 0, err);
      const { rows } = JSON.parse(out) as {
        rows: { value: number; calls: number; total_variation: { value: number } }[];
      };
      rows.forEach((row, r) => {
        const [value, calls, variation] = cells[2 * i + r] ?? [];
        assert.deepEqual([value, calls], [String(row.value), String(row.calls)]);
        // Two builds of ONNX Runtime round differently, which may move a few samples into the next bin.
        assert.ok(Math.abs(parseFloat(variation ?? "") - row.total_variation.value) < 0.006, `${variation} and ${out}`);
      });
    }
    assert.deepEqual(await complaintsOf(under, "repaint-exactness"), []);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

test("a study is put together in the page, counted as the command line counts it, saved, and opened again", async () => {
  const under = await PageUnderTest.open(site, { script: axeScript });
  try {
    await under.ready();
    await under.studio((s) => s.commands.run("study"));
    const dialog = under.page.locator("repaint-study dialog");
    await dialog.getByLabel("Title").fill("Does it, too, help?");
    await dialog.getByLabel("How many pictures, for the estimate").fill("2");
    for (const name of ["narrow", "expand", "super-resolve", "every-second-line"])
      await dialog.locator(`input[name=${name}]`).uncheck();
    await dialog.locator("input[name=first-seed]").fill("3");
    await dialog.getByRole("button", { name: "Add a graph" }).click();
    await dialog.locator("select[name=graph]").nth(1).selectOption("no-resampling");
    const values = dialog.locator("input[name=values]").first();
    await values.fill("");
    assert.match((await dialog.getByRole("alert").first().textContent()) ?? "", /sweep/);
    assert.ok(await dialog.getByRole("button", { name: "Save the study" }).isDisabled());
    await values.fill("1, 3");
    const saved = async (name: string) => {
      const [download] = await Promise.all([
        under.page.waitForEvent("download"),
        dialog.getByRole("button", { name, exact: true }).click(),
      ]);
      const path = join(folder, download.suggestedFilename());
      await download.saveAs(path);
      return path;
    };
    const folder = freshFolder();
    mkdirSync(join(folder, "photos"));
    for (const i of [0, 1])
      copyFileSync(`models/samples/face-${1_000_000 + i}.png`, join(folder, "photos", `${i}.png`));
    const line = (await dialog.locator("pre").textContent())?.trim().split("\n")[0] ?? "";
    await saved((await dialog.getByRole("button", { name: /^Save .*\.json$/ }).textContent())?.trim() ?? "");
    const file = await saved("Save the study");
    assert.equal(basename(file), "Does-it-too-help.json");
    const { code, out, err } = await cli([...line.split(" ").slice(2), "--json"], { cwd: folder });
    assert.equal(code, 0, err);
    const { rows, calls } = JSON.parse(out) as { rows: number; calls: number };
    const thin = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, "\u202f");
    await dialog.locator(".total", { hasText: `${thin(rows)} results, ${thin(calls)} network calls` }).waitFor();
    assert.deepEqual(await complaintsOf(under, "repaint-study"), []);

    // What was saved says all that stands in the form: opened again, it is saved as the same bytes.
    await dialog.getByLabel("Title").fill("Something else");
    const [chooser] = await Promise.all([
      under.page.waitForEvent("filechooser"),
      dialog.getByRole("button", { name: "Open a study …" }).click(),
    ]);
    await chooser.setFiles(file);
    const before = readFileSync(file, "utf8");
    while ((await dialog.getByLabel("Title").inputValue()) !== "Does it, too, help?") await under.settle();
    assert.equal(readFileSync(await saved("Save the study"), "utf8"), before);
    await under.studio((s) => s.speak("zh"));
    await dialog.getByRole("heading", { name: "研究" }).waitFor();
    assert.deepEqual(await complaintsOf(under, "repaint-study"), []);
    await under.page.keyboard.press("Escape");
    await dialog.waitFor({ state: "hidden" });
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});
