import { mkdir, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { register } from "tsx/esm/api";
import { browser, browserArguments } from "./browser.mjs";

/**
 * Pictures of every step of every lesson, in both languages, on a desk and on a phone, on a built page:
 * `node tools/lesson-pictures.mjs --out DIR [--only LESSON] [--theme light]`. Each is named lesson-step-language-width.
 */
register();
const { serve } = await import("../src/cli/serve.ts");
const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: "string", default: "docs/pictures/lessons" },
    only: { type: "string", default: "" },
    theme: { type: "string", default: "dark" },
  },
});

const screens = [
  { width: 1440, height: 900 },
  { width: 390, height: 844, hasTouch: true, isMobile: true },
];

async function picture(page, name, step, path) {
  await page.evaluate(`location.hash = "#lesson=${name}&step=${step}"`);
  await page.waitForFunction(
    (wanted) => {
      const { school, studio } = document.querySelector("repaint-studio");
      return school.course?.name === wanted[0] && school.course.at + 1 === wanted[1] && !studio.checks.pending;
    },
    [name, step],
    { timeout: 120_000 },
  );
  await page.waitForTimeout(500); // Pictures of nodes that need no run are on their way.
  await page.screenshot({ path });
}

const { server, address } = await serve(join(root, "dist", "site"), 0);
const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });
await mkdir(values.out, { recursive: true });
try {
  const names = (await readdir(join(root, "lessons"))).map((file) => basename(file, ".json"));
  for (const language of ["en", "zh"]) {
    for (const { width, height, ...kind } of screens) {
      const context = await chrome.newContext({
        viewport: { width, height },
        ...kind,
        colorScheme: values.theme,
        locale: language === "zh" ? "zh-CN" : "en-GB",
        bypassCSP: true, // The waiting below is a function that is sent to the page.
      });
      const page = await context.newPage();
      page.on("pageerror", (error) => console.error(error.stack));
      await page.addInitScript("localStorage.setItem('repaint-visited', '1')");
      await page.goto(address);
      await page.waitForSelector("repaint-top-bar");
      for (const name of names.filter((one) => one.includes(values.only))) {
        const { steps } = JSON.parse(await readFile(join(root, "lessons", `${name}.json`), "utf8"));
        for (let step = 1; step <= steps.length; step++) {
          await picture(page, name, step, join(values.out, `${name}-${step}-${language}-${width}.png`));
        }
      }
      await context.close();
    }
  }
} finally {
  await chrome.close();
  server.close();
}
