import { mkdir, readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { register } from "tsx/esm/api";
import { browser, browserArguments } from "./browser.mjs";

/**
 * Pictures of every step of every lesson, in both languages, on a desk, on a phone and at twice the size, on a built page:
 * `node tools/lesson-pictures.mjs --out DIR [--only LESSON,…] [--theme light] [--language zh] [--width 390] [--done]`. With
 * `--done` the tasks are done, so there is a run to look at. Each is named lesson-step-language-width.
 */
register();
const { serve } = await import("../src/cli/serve.ts");
const root = fileURLToPath(new URL("..", import.meta.url));
const { values } = parseArgs({
  options: {
    out: { type: "string", default: "docs/pictures/lessons" },
    only: { type: "string", default: "" },
    theme: { type: "string", default: "dark" },
    language: { type: "string", default: "" },
    width: { type: "string", default: "" },
    done: { type: "boolean", default: false },
  },
});

const screens = [
  { width: 1440, height: 900 },
  { width: 390, height: 844, hasTouch: true, isMobile: true },
  { width: 720, height: 450, deviceScaleFactor: 2 },
].filter(({ width }) => values.width === "" || String(width) === values.width);
const wanted = values.only === "" ? [] : values.only.split(",");
const languages = ["en", "zh"].filter((one) => values.language === "" || one === values.language);

async function picture(page, name, step, path) {
  await page.evaluate(`location.hash = "#lesson=${name}&step=${step}"`);
  await page.waitForFunction(
    (wanted) => {
      const { school, studio } = document.querySelector("repaint-studio");
      const { course } = school;
      const isThere = course?.name === wanted[0] && course.at + 1 === wanted[1] && studio.graph.nodes.length > 0;
      return isThere && !studio.checks.pending;
    },
    [name, step],
    { timeout: 120_000 },
  );
  if (values.done) await doTask(page);
  await page.waitForTimeout(500); // Pictures of nodes that need no run are on their way.
  await page.screenshot({ path });
}

/** Has the task done by “show me”, where the step has one. */
async function doTask(page) {
  await page.evaluate(() => document.querySelector("repaint-studio").school.course.showMe());
  await page.waitForFunction(
    () => {
      const { school } = document.querySelector("repaint-studio");
      return !school.course.step.task || school.course.done.has(school.course.at);
    },
    undefined,
    { timeout: 240_000 },
  );
}

const { server, address } = await serve(join(root, "dist", "site"), 0);
const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });
await mkdir(values.out, { recursive: true });
try {
  const names = (await readdir(join(root, "lessons"))).map((file) => basename(file, ".json"));
  for (const language of languages) {
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
      for (const name of names.filter((one) => wanted.length === 0 || wanted.includes(one))) {
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
