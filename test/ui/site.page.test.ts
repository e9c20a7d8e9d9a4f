import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { browser, browserArguments } from "../../tools/browser.mjs";
import { plainHost, type PlainHost } from "../helpers/plain-host.ts";
import { PageUnderTest } from "./page.ts";

const folder = join(fileURLToPath(new URL("../..", import.meta.url)), "dist", "site");
let chrome: Browser;
let host: PlainHost;
before(async () => {
  chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });
  host = await plainHost(folder, "/of/somebody/");
});
after(async () => {
  await chrome.close();
  await host.stop();
});

/** Waits for what a page answers; while it is loaded anew it answers nothing. */
async function until(page: Page, expression: string, timeout = 120_000): Promise<void> {
  const end = performance.now() + timeout;
  while ((await page.evaluate(expression).catch(() => false)) !== true) {
    if (performance.now() > end) throw new Error(`waited ${timeout} ms for ${expression}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function finishedRun(page: Page): Promise<string> {
  const under = new PageUnderTest(page.context(), page);
  await under.until((s) => s.figures.device !== undefined && s.checks.walk !== undefined);
  await under.studio((s) => s.setParam("schedule", "T", 12));
  await under.until((s) => s.checks.walk?.evaluations === 42);
  await under.press("Run");
  await under.until((s) => s.runs.state === "finished");
  assert.deepEqual(under.complaints, []);
  return await under.studio(async (s) => {
    const bytes = new Uint8Array(
      await crypto.subtle.digest("SHA-256", s.runs.results[0]?.raster.rgba ?? new Uint8Array()),
    );
    return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  });
}

const isolated =
  "crossOriginIsolated && navigator.serviceWorker.controller !== null && document.querySelector('repaint-studio')?.studio !== undefined";

test("on a plain host below a path the page isolates itself, runs on threads, and runs on when the host is gone", async () => {
  const context: BrowserContext = await chrome.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(host.address);
  await until(page, isolated);
  const picture = await finishedRun(page);
  const sentence = String(
    await page.evaluate(`document.querySelector("repaint-studio").studio.figures.device.sentence.en`),
  );
  assert.match(sentence, /WebAssembly, [2-9] threads/);
  const twice = (name: string): number => host.asked.filter((asked) => asked === name).length;
  assert.equal(twice("models/faces64.onnx"), 1, "what is large is not fetched before the page stays");
  assert.equal(twice("ort/ort-wasm-simd-threaded.wasm"), 1);
  assert.ok(!host.asked.some((name) => /asyncify|faces64-class\.onnx/.test(name)), "and nothing that is not needed");
  await page.close();

  const { address } = host;
  await host.stop();
  await assert.rejects(fetch(address), "the host is gone");
  const again = await context.newPage();
  await again.goto(`${address}?from=elsewhere`);
  await until(again, isolated);
  assert.equal(await finishedRun(again), picture, "the same pixels without a network");
  await again.locator("repaint-palette").first().waitFor();
  await context.close();
  host = await plainHost(folder, "/of/somebody/");
});

test("a new version is offered, waits while anybody works, and comes when it is asked for", async () => {
  const context = await chrome.newContext({ locale: "en-GB", viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(host.address);
  await until(page, isolated);
  await page.evaluate(`globalThis.stays = true`);
  host.changed.set("index.html", (text) => text.replace("<title>repaint-graph</title>", "<title>newer</title>"));
  host.changed.set("sw.js", (text) => text.replace(/(url:"index\.html",revision:")\w+/, "$1ffff"));
  await page.evaluate(`navigator.serviceWorker.ready.then((r) => r.update()).then(() => undefined)`);
  const offer = page.locator("repaint-reload-offer");
  await offer.getByText("A new version of the editor is ready. Your graph is kept.").waitFor();
  assert.equal(await page.evaluate(`globalThis.stays`), true, "nothing was forced");
  assert.equal(await page.title(), "repaint-graph");

  const second = await context.newPage();
  await second.goto(host.address);
  await until(second, isolated);
  assert.equal(await second.title(), "repaint-graph", "all pages show one version");
  await offer.getByRole("button", { name: "Reload" }).click();
  await offer.getByText("Close the other page of this editor first").waitFor();
  assert.equal(await page.evaluate(`globalThis.stays`), true);
  await second.close();
  await offer.getByRole("button", { name: "Later" }).click();
  assert.equal(await offer.count(), 0);

  await page.reload();
  await until(page, isolated);
  await offer.getByRole("button", { name: "Reload" }).click();
  await until(page, `document.title === "newer"`);
  await until(page, isolated);
  await context.close();
  host.changed.clear();
});

test("work that has begun is not interrupted for threads: they are offered", async () => {
  const context = await chrome.newContext({ locale: "zh-CN", viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(
    `document.addEventListener("DOMContentLoaded", () => dispatchEvent(new Event("pointerdown")))`,
  );
  await page.goto(host.address);
  await page.getByText("重新载入后，运行将使用全部处理器核心。您的图会保留。").waitFor();
  assert.equal(await page.evaluate("crossOriginIsolated"), false);
  await page.getByRole("button", { name: "重新载入" }).click();
  await until(page, isolated);
  await context.close();
});

test("the site can be installed: its manifest names icons that are there and the files that it opens", async () => {
  const context = await chrome.newContext({ serviceWorkers: "block" });
  const page = await context.newPage();
  await page.goto(host.address);
  const session = await context.newCDPSession(page);
  const { errors, data } = await session.send("Page.getAppManifest");
  assert.deepEqual(errors, []);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  const others = installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito"); // As every page under test is.
  assert.deepEqual(others, []);
  const manifest = JSON.parse(data ?? "") as {
    icons: { src: string; sizes: string }[];
    file_handlers: { accept: Record<string, string[]> }[];
  };
  for (const { src, sizes } of manifest.icons) {
    const size = await page.evaluate(
      `fetch(${JSON.stringify(src)}).then((r) => r.blob()).then(createImageBitmap).then((b) => b.width + "x" + b.height)`,
    );
    assert.equal(size, sizes, src);
  }
  assert.deepEqual(manifest.file_handlers[0]?.accept, { "application/json": [".json"], "image/png": [".png"] });
  await context.close();
});
