import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { register } from "tsx/esm/api";
import { browser, browserArguments, untilIn } from "./browser.mjs";

/** The README's pictures of the editor with its first graph, finished, from a built page: `node tools/editor-pictures.mjs [--out DIR]`. */
register();
const { serve } = await import("../src/cli/serve.ts");
const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({ options: { out: { type: "string", default: join(root, "docs/figures") } } });

const desk = { viewport: { width: 1440, height: 900 }, colorScheme: "light", locale: "en-GB" };
const phone = { ...desk, viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const pictures = [
  { name: "editor", screen: desk },
  { name: "editor-inspector", screen: { ...desk, deviceScaleFactor: 2 }, select: ["composite"] },
  { name: "editor-dark-zh", screen: { ...desk, colorScheme: "dark", locale: "zh-CN" } },
  { name: "editor-phone", screen: phone },
];

const { server, address } = await serve(join(root, "dist/site"), 0);
const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });
for (const { name, screen, select } of pictures) {
  const context = await chrome.newContext({ ...screen, serviceWorkers: "block" });
  const page = await context.newPage();
  await page.addInitScript("localStorage.setItem('repaint-visited', '1')");
  await page.goto(address);
  const until = (expression) => untilIn(page, expression);
  await until(`document.querySelector("repaint-studio")?.studio?.checks.walk !== undefined`);
  await page.evaluate(`window.studio = document.querySelector("repaint-studio").studio`);
  await until("studio.figures.device !== undefined");
  await page.evaluate(`studio.command("run")`);
  await until(`studio.runs.state === "finished"`);
  if (select) await page.evaluate(`studio.select(${JSON.stringify(select)})`);
  await page.waitForTimeout(1000); // Until what is kept has been said, and drawn.
  await page.screenshot({ path: join(values.out, `${name}.png`) });
  await context.close();
}
await chrome.close();
server.closeAllConnections();
server.close();
