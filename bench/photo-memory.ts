// Memory of the page's renderer while a photo of 4000×3000 is dropped with its mask, filled and looked at: the peak of its
// resident set (VmHWM), as PNG and as JPEG, and whether every pixel beyond the seam came back as it went in.
// `npx tsx bench/photo-memory.ts [png|jpeg]`; `npm run build` first. Linux only.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";
import sharp from "sharp";
import { serve } from "../src/cli/serve.ts";
import type { Studio } from "../src/ui/studio.ts";
import { browser, browserArguments } from "../tools/browser.mjs";

const [WIDTH, HEIGHT, SEAM] = [4000, 3000, 9];
const HOLE = { left: 1800, top: 1300, width: 300, height: 260 };

declare global {
  interface Window {
    readonly studio: Studio;
  }
}

/** Red, green and blue: waves, and grain so that no two rows are alike. */
function photo(): Buffer {
  let state = 7;
  const data = Buffer.alloc(3 * WIDTH * HEIGHT);
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    data[i] = 120 + 90 * Math.sin(i * 0.0007) + (state >>> 28);
  }
  return data;
}

function mask(): Buffer {
  const data = Buffer.alloc(WIDTH * HEIGHT);
  for (let y = HOLE.top; y < HOLE.top + HOLE.height; y++)
    data.fill(255, y * WIDTH + HOLE.left, y * WIDTH + HOLE.left + HOLE.width);
  return data;
}

/** Resident set of the page's renderer in MiB, now and at its highest. */
async function memory(chrome: Browser): Promise<{ readonly now: number; readonly peak: number }> {
  const session = await chrome.newBrowserCDPSession();
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  const all = processInfo
    .filter(({ type }) => type === "renderer")
    .map(({ id }) => {
      const status = readFileSync(`/proc/${id}/status`, "utf8");
      const of = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
      return { now: of("VmRSS"), peak: of("VmHWM") };
    });
  return all.sort((a, b) => b.peak - a.peak)[0] ?? { now: 0, peak: 0 };
}

const until = async (page: Page, test: string, what: string): Promise<void> => {
  for (const end = performance.now() + 600_000; !(await page.evaluate(test));) {
    if (performance.now() > end) throw new Error(`waited too long for ${what}`);
    await new Promise((done) => setTimeout(done, 200));
  }
};

/** Gives a file to the editor as a drop on a node does. */
async function give(page: Page, path: string, node: string): Promise<void> {
  await page.evaluate(
    `document.body.append(Object.assign(document.createElement("input"), { type: "file", id: "own" }))`,
  );
  await page.setInputFiles("#own", path);
  await page.evaluate(`void studio.files.open([...document.querySelector("#own").files], ${JSON.stringify(node)})`);
  await page.getByRole("application", { name: "The picture" }).waitFor();
  await page.getByRole("button", { name: "Whole picture" }).click();
  await page.evaluate(`document.querySelector("#own").remove()`);
}

/** How many pixels beyond the seam differ from the decoded file, by the browser's own decoder, strip by strip. */
const DIFFERENT = `(async () => {
  const { raster } = studio.runs.results[0];
  const bitmap = await createImageBitmap(window.given, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
  let [different, filled] = [0, 0];
  for (let top = 0; top < ${HEIGHT}; top += 100) {
    const ctx = new OffscreenCanvas(${WIDTH}, 100).getContext("2d");
    ctx.drawImage(bitmap, 0, -top);
    const { data } = ctx.getImageData(0, 0, ${WIDTH}, 100);
    for (let p = 0; p < ${WIDTH} * 100; p++) {
      const [x, y] = [p % ${WIDTH}, top + Math.floor(p / ${WIDTH})];
      const near = x >= ${HOLE.left - SEAM} && x < ${HOLE.left + HOLE.width + SEAM} && y >= ${HOLE.top - SEAM} && y < ${HOLE.top + HOLE.height + SEAM};
      const at = 4 * (y * ${WIDTH} + x);
      const same = [0, 1, 2].every((c) => data[4 * p + c] === raster.rgba[at + c]);
      if (near) filled += same ? 0 : 1; else different += same ? 0 : 1;
    }
  }
  return { width: raster.width, height: raster.height, different, filled };
})()`;

async function measured(kind: "png" | "jpeg", folder: string): Promise<void> {
  const { server, address } = await serve(new URL("../dist/site", import.meta.url).pathname, 0);
  const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });
  try {
    const page = await (
      await chrome.newContext({ serviceWorkers: "block", viewport: { width: 1440, height: 900 } })
    ).newPage();
    await page.addInitScript("localStorage.setItem('repaint-visited', '1')");
    await page.goto(`${address}?device=wasm`);
    await page.waitForSelector("repaint-studio");
    await page.evaluate(
      `Object.defineProperty(window, "studio", { get: () => document.querySelector("repaint-studio").studio })`,
    );
    await until(page, "studio.checks.walk !== undefined && studio.runs.values.size >= 2", "the first graph");
    const said: string[] = [];
    const step = async (name: string): Promise<void> => {
      const { now, peak } = await memory(chrome);
      said.push(`${name} ${now.toFixed(0)} (peak ${peak.toFixed(0)})`);
    };
    await step("opened");
    await give(page, join(folder, `photo.${kind}`), "image");
    await until(page, "studio.runs.values.get('image')?.raster.width === 1000", "the photo");
    await step("photo");
    await give(page, join(folder, "mask.png"), "mask");
    await until(page, "/white is the hole/.test(studio.runs.notes.get('mask')?.en ?? '')", "the mask");
    await until(page, "studio.runs.values.get('crop')", "the crop");
    await step("mask");
    await page.evaluate(
      `studio.setParam(studio.graph.nodes.find(({ type }) => type === "image/paste-back").id, "seam", ${SEAM})`,
    );
    const begun = performance.now();
    await page.evaluate(`studio.command("run")`);
    await until(page, "['finished', 'failed'].includes(studio.runs.state)", "the run");
    const seconds = (performance.now() - begun) / 1000;
    await step("run");
    await page.evaluate(`new Promise((done) => setTimeout(done, 3000))`);
    await step("looked at");
    await page.evaluate(
      `studio.setParam(studio.graph.nodes.find(({ type }) => type === "image/crop-to-mask").id, "margin", 1)`,
    );
    await page.evaluate(`new Promise((done) => setTimeout(done, 8000))`);
    await step("edited");
    await page.evaluate(`studio.command("run")`);
    await until(page, "studio.runs.state === 'running'", "the second run");
    await until(page, "['finished', 'failed'].includes(studio.runs.state)", "the second run");
    await step("run again");
    const { peak } = await memory(chrome);
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement("input"), { type: "file", id: "own" }))`,
    );
    await page.setInputFiles("#own", join(folder, `photo.${kind}`));
    await page.evaluate(`window.given = document.querySelector("#own").files[0]`);
    const result = (await page.evaluate(DIFFERENT)) as Record<string, number>;
    console.log(`${kind}: peak ${peak.toFixed(0)} MiB; run ${seconds.toFixed(0)} s; ${said.join(", ")} MiB`);
    console.log(`  ${JSON.stringify(result)}`);
  } finally {
    await chrome.close();
    server.closeAllConnections();
    server.close();
  }
}

const folder = mkdtempSync(join(tmpdir(), "repaint-photo-"));
try {
  const raw = { raw: { width: WIDTH, height: HEIGHT, channels: 3 as const } };
  const data = photo();
  writeFileSync(join(folder, "photo.png"), await sharp(data, raw).png({ compressionLevel: 1 }).toBuffer());
  writeFileSync(join(folder, "photo.jpeg"), await sharp(data, raw).jpeg({ quality: 92 }).toBuffer());
  writeFileSync(
    join(folder, "mask.png"),
    await sharp(mask(), { raw: { width: WIDTH, height: HEIGHT, channels: 1 } })
      .png()
      .toBuffer(),
  );
  const wanted = process.argv.slice(2);
  for (const kind of ["png", "jpeg"] as const)
    if (wanted.length === 0 || wanted.includes(kind)) await measured(kind, folder);
} finally {
  rmSync(folder, { recursive: true });
}
