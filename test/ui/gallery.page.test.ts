import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { decodeApng } from "fast-png";
import type { Locator } from "playwright-core";
import sharp from "sharp";
import { graphKeyword, readText } from "../../src/runtime/png/text.ts";
import { cli, freshFolder } from "../helpers/cli.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

async function download(under: PageUnderTest, button: Locator): Promise<Uint8Array> {
  const [file] = await Promise.all([under.page.waitForEvent("download"), button.click()]);
  return new Uint8Array(await readFile(await file.path()));
}

/** Films of the second run: the frames are the samples of the same graph without a page, at the chosen steps. */
async function filmed(under: PageUnderTest, button: (name: string) => Locator): Promise<void> {
  const folder = freshFolder();
  const set = ["schedule.T=8", "noise.seed=2"].flatMap((text) => ["--set", text]);
  const argv = ["run", "repaint", ...set, "--device", "wasm", "--film", "all.png", "--film-every", "1"];
  assert.equal((await cli([...argv, "--out", folder])).code, 0);
  const headless = decodeApng(await readFile(join(folder, "all.png"))).frames;
  const apart = (a: ArrayLike<number> | undefined, b: ArrayLike<number> | undefined): number => {
    assert.ok(a && b && a.length === b.length && a.length > 0);
    return Math.max(
      ...Array.from({ length: a.length / 37 }, (_, i) => Math.abs((a[37 * i] ?? NaN) - (b[37 * i] ?? NaN))),
    );
  };
  const all = decodeApng(await download(under, button("APNG"))).frames;
  assert.equal(all.length, headless.length);
  for (const [i, frame] of all.entries()) assert.ok(apart(frame.data, headless[i]?.data) <= 1, `frame ${i}`);
  const choice = under.page.getByRole("combobox", { name: "Steps of the film" });
  await choice.selectOption({ label: `every 3 steps · ${Math.ceil(all.length / 3)} frames` });
  const third = all.filter((_, i) => (all.length - 1 - i) % 3 === 0);
  const chosen = decodeApng(await download(under, button("APNG"))).frames;
  assert.deepEqual(
    chosen.map(({ data }) => data.length),
    third.map(({ data }) => data.length),
  );
  assert.ok(chosen.every(({ data }, i) => apart(data, third[i]?.data) === 0));
  const gif = Buffer.from(await download(under, button("GIF")));
  assert.equal((await sharp(gif, { animated: true }).metadata()).pages, third.length);
  for (const [i, frame] of third.entries()) {
    const rgb = await sharp(gif, { page: i }).removeAlpha().raw().toBuffer();
    const squares = rgb.reduce((sum, value, at) => sum + (value - (frame.data[at] ?? NaN)) ** 2, 0);
    assert.ok(Math.sqrt(squares / rgb.length) < 14, `frame ${i}`);
  }
  const webm = await download(under, button("WebM"));
  assert.deepEqual([...webm.subarray(0, 4)], [0x1a, 0x45, 0xdf, 0xa3]);
  const other = await under.page.context().newPage(); // The editor's own page may not show films.
  const shown = await other.evaluate(
    async (bytes) => {
      const video = document.createElement("video");
      video.src = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: "video/webm" }));
      await new Promise((resolve, reject) => {
        video.addEventListener("loadeddata", resolve, { once: true });
        video.addEventListener("error", () => reject(new Error(video.error?.message)), { once: true });
      });
      return [video.videoWidth, video.videoHeight];
    },
    [...webm],
  );
  await other.close();
  assert.deepEqual(shown, [256, 256]);
}

test("results are kept, compared, saved with their graph, and their graph and seed are used again", async () => {
  const under = await PageUnderTest.open(site);
  await under.ready();
  const button = (name: string): Locator => under.page.getByRole("button", { name, exact: true });
  const param = (node: string, name: string) =>
    under.page.evaluate(
      `document.querySelector("repaint-studio").studio.graph.nodes.find((n) => n.id === "${node}").params["${name}"]`,
    );
  const set = (node: string, name: string, value: number) =>
    under.page.evaluate(`document.querySelector("repaint-studio").studio.setParam("${node}", "${name}", ${value})`);
  await set("schedule", "T", 8);
  for (const seed of [1, 2]) {
    await set("noise", "seed", seed);
    await under.until((s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
    await under.press("Run");
    await under.until((s) => s.runs.state === "finished");
  }
  await set("noise", "seed", 3);
  await set("schedule", "T", 9);
  await under.press("All 2");
  await under.page.getByText("Run 2 · seed 2").waitFor();
  await button("Difference").click();
  const mean = /mean ([\d.]+) of/.exec((await under.page.getByText(/mean [\d.]+ of/).textContent()) ?? "");
  assert.ok(Number(mean?.[1]) > 0.5, "other noise, another picture");
  await button("On the way").click();
  await filmed(under, button);
  await button("Before and after").click();
  await under.page.getByRole("button", { name: /Run 1 · seed 1/ }).click();
  const png = await download(under, under.page.locator("repaint-gallery .actions button[title]"));
  const saved = JSON.parse((await readText(png, graphKeyword)) ?? "") as { nodes: { id: string; params: object }[] };
  assert.deepEqual(saved.nodes.find(({ id }) => id === "noise")?.params, { seed: 1, batch: 1 });
  await button("Use this seed").click();
  assert.deepEqual([await param("noise", "seed"), await param("schedule", "T")], [1, 9]);
  await button("Use this graph").click();
  assert.deepEqual([await param("noise", "seed"), await param("schedule", "T")], [1, 8]);
  await under.page.keyboard.press("Escape");
  await under.studio((s) => s.command("undo"));
  assert.equal(await param("schedule", "T"), 9);

  await set("noise", "batch", 3);
  await under.until((s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
  await under.press("Run");
  await under.until((s) => s.runs.state === "finished");
  await under.page.evaluate(`document.querySelector("repaint-studio").gallery.written()`);
  await under.page.reload();
  await under.ready();
  await under.press("All 3");
  const dialog = under.page.getByRole("dialog", { name: "Results" });
  await dialog.getByText(/kept in this browser/).waitFor();
  await dialog.getByRole("slider", { name: "Before and after" }).waitFor();
  await button("Difference").click();
  await dialog.getByRole("combobox").first().selectOption("Run 3 · 1");
  await dialog.getByRole("combobox").last().selectOption("Run 3 · 3");
  await dialog.getByText(/mean [\d.]+ of/).waitFor();
  for (const number of [1, 2]) await button(`Remove: Run ${number}`).click();
  await under.page.keyboard.press("Escape");
  await under.page.evaluate(`document.querySelector("repaint-studio").gallery.written()`);
  await under.page.reload();
  await under.ready();
  await under.press("All 1");
  await dialog.getByRole("listitem").first().waitFor();
  assert.equal(await dialog.getByRole("listitem").count(), 1);
  assert.deepEqual(under.complaints, []);
  await under.close();
});
