// Seconds from "Run" to the filled photograph for one window of 64×64 in the page, by the setting that `photo64` recommends and with
// ten resamplings: the first run fetches and opens the network. `npm run build && npx tsx bench/photo-window.ts`
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { serve } from "../src/cli/serve.ts";
import { browser, browserArguments, untilIn } from "../tools/browser.mjs";

const { server, address } = await serve(fileURLToPath(new URL("../dist/site", import.meta.url)), 0);
const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });
const page = await chrome.newPage({ viewport: { width: 1440, height: 900 } });
await page.addInitScript("localStorage.setItem('repaint-visited', '1')");
await page.goto(address);
const until = (expression: string): Promise<unknown> => untilIn(page, expression);
await until(`document.querySelector("repaint-studio")?.studio?.checks.walk !== undefined`);
await page.evaluate(`window.studio = document.querySelector("repaint-studio").studio`);
await page.evaluate(`studio.openTemplate("fill")`);
await page.evaluate(`studio.setParam("crop", "windows", 1)`);
for (const [r, what] of [
  [3, "r = 3, the first run, with fetching and opening the network"],
  [3, "r = 3"],
  [10, "r = 10"],
] as const) {
  await page.evaluate(`studio.setParam("jump", "jump_n_sample", ${r})`);
  await until(`studio.checks.walk?.evaluations === ${25 + 24 * (r - 1)}`);
  const start = performance.now();
  await page.evaluate(`studio.command("run")`);
  await until(`studio.runs.state === "running"`);
  await until(`studio.runs.state !== "running"`);
  const seconds = (performance.now() - start) / 1000;
  const state = String(await page.evaluate("studio.runs.state"));
  console.log(`${what}: ${seconds.toFixed(1)} s (${25 + 24 * (r - 1)} calls, ${state})`);
}
console.log(String(await page.evaluate("studio.figures.device?.name.en")));
await chrome.close();
server.closeAllConnections();
server.close();
