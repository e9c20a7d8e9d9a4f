import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { register } from "tsx/esm/api";
import { browser, browserArguments } from "./browser.mjs";

/**
 * Pictures of the built page: `node tools/screenshots.mjs --out DIR [--only PART]`.
 * Each name says what it shows: state-theme-language-ratio.
 */
register();
const { serve } = await import("../src/cli/serve.ts");
const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: "string", default: "docs/pictures" },
    only: { type: "string", default: "" },
    graph: { type: "string", default: "repaint" },
    width: { type: "string", default: "1440" },
    height: { type: "string", default: "900" },
  },
});

const shots = [
  { name: "idle-dark-en-1", theme: "dark", language: "en", ratio: 1, state: "idle" },
  { name: "idle-light-zh-2", theme: "light", language: "zh", ratio: 2, state: "idle" },
  { name: "running-dark-en-2", theme: "dark", language: "en", ratio: 2, state: "running" },
  { name: "finished-dark-en-2", theme: "dark", language: "en", ratio: 2, state: "finished" },
  { name: "finished-light-en-1", theme: "light", language: "en", ratio: 1, state: "finished" },
  { name: "finished-dark-zh-1", theme: "dark", language: "zh", ratio: 1, state: "finished" },
  { name: "selected-light-en-2", theme: "light", language: "en", ratio: 2, state: "selected" },
  { name: "error-dark-en-1", theme: "dark", language: "en", ratio: 1, state: "error" },
];

async function press(page, name) {
  await page.getByRole("button", { name, exact: true }).first().click();
}

/** Brings a fresh page into a state. */
async function arrange(page, state, language) {
  const words = language === "en" ? { run: "Run", finished: "Finished" } : { run: "运行", finished: "已完成" };
  await page.waitForSelector("repaint-top-bar");
  const studio = () => page.evaluateHandle(() => document.querySelector("repaint-studio").studio);
  const handle = await studio();
  const until = (test) => page.waitForFunction(test, handle, { timeout: 90_000, polling: 50 });
  await until((s) => s.figures.device !== undefined && s.checks.walk !== undefined);
  if (values.graph !== "repaint") {
    await handle.evaluate((s, name) => s.openTemplate(name), values.graph);
    await page.waitForTimeout(500);
  }
  if (state === "selected") await handle.evaluate((s) => s.select(["composite"]));
  if (state === "error") await handle.evaluate((s) => s.doc.apply((g) => ({ ...g, links: g.links.slice(1) })));
  if (state === "running" || state === "finished" || state === "selected") await press(page, words.run);
  if (state === "running") await until((s) => (s.runs.progress?.evaluations ?? 0) > 120);
  if (state === "finished" || state === "selected") await until((s) => s.runs.state === "finished");
  await page.waitForTimeout(400);
}

const { server, address } = await serve(join(root, "dist", "site"), 0);
const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });
await mkdir(values.out, { recursive: true });
try {
  for (const shot of shots.filter(({ name }) => name.includes(values.only))) {
    const context = await chrome.newContext({
      viewport: { width: Number(values.width), height: Number(values.height) },
      deviceScaleFactor: shot.ratio,
      colorScheme: shot.theme,
      locale: shot.language === "zh" ? "zh-CN" : "en-GB",
    });
    const page = await context.newPage();
    page.on("pageerror", (error) => console.error(`${shot.name}: ${error.stack}`));
    page.on("console", (message) => message.type() === "error" && console.error(`${shot.name}: ${message.text()}`));
    await page.goto(address);
    await arrange(page, shot.state, shot.language);
    const path = join(values.out, `${shot.name}.png`);
    await page.screenshot({ path });
    console.log(path);
    await context.close();
  }
} finally {
  await chrome.close();
  server.close();
}
