// Frames a second that show a new cloud of 4 096 particles while the template two-pixels plays with the paper's setting
// (T = 250, j = 10, r = 10) in the built page, in headless Chromium. Before and after, in turns, the frames a second of an
// empty page beside it: what the machine gives at that moment. `node bench/scatter.mjs [ROUNDS]`; `npm run build` first.
import { loadavg } from "node:os";
import { chromium } from "playwright-core";
import { register } from "tsx/esm/api";
import { browser, browserArguments } from "../tools/browser.mjs";

register();
const { serve } = await import("../src/cli/serve.ts");
const rounds = Number(process.argv[2] ?? 3);
const SECONDS = 5;
const { server, address } = await serve(new URL("../dist/site", import.meta.url).pathname, 0);
const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });

/** Opens the graph, and lets it be run. */
async function prepare(studio) {
  const until = (test) =>
    new Promise((done) => {
      const look = () => (test() ? done() : setTimeout(look, 50));
      look();
    });
  await until(() => studio.checks.walk !== undefined);
  await studio.openTemplate("two-pixels");
  studio.setParam("jump", "jump_n_sample", 10);
  await until(() => studio.checks.walk?.transitions === 4570);
}

/** Plays for a while: clouds that came, frames of the page, and frames in which there was a new cloud, a second. */
async function play(studio, seconds) {
  let [clouds, frames, shown, fresh, going] = [0, 0, 0, false, true];
  const hear = (event) => {
    if (event.detail !== "scatter") return;
    clouds++;
    fresh = true;
  };
  studio.addEventListener("value", hear);
  studio.runs.start();
  while (clouds < 5) await new Promise((done) => setTimeout(done, 20));
  const [start, calls] = [performance.now(), studio.runs.progress?.evaluations ?? 0];
  [clouds, frames, shown] = [0, 0, 0];
  const frame = () => {
    frames++;
    if (fresh) shown++;
    fresh = false;
    if (going) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  while (performance.now() - start < 1000 * seconds && studio.runs.state === "running")
    await new Promise((done) => setTimeout(done, 20));
  const per = (count) => (1000 * count) / (performance.now() - start);
  const rates = {
    clouds: per(clouds),
    frames: per(frames),
    shown: per(shown),
    calls: per((studio.runs.progress?.evaluations ?? 0) - calls),
  };
  going = false;
  studio.removeEventListener("value", hear);
  studio.runs.forget();
  return rates;
}

/** Frames a second of a page on which nothing happens but that a square changes its colour. */
function idle(seconds) {
  return new Promise((done) => {
    const start = performance.now();
    let frames = 0;
    const frame = () => {
      document.body.style.background = frames++ % 2 ? "#112" : "#113";
      const passed = performance.now() - start;
      if (passed < 1000 * seconds) requestAnimationFrame(frame);
      else done((1000 * frames) / passed);
    };
    requestAnimationFrame(frame);
  });
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

try {
  const context = await chrome.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: "dark" });
  const empty = await context.newPage();
  await empty.goto("about:blank");
  const page = await context.newPage();
  await page.addInitScript("localStorage.setItem('repaint-visited', '1')");
  await page.goto(address);
  await page.waitForSelector("repaint-studio");
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  const busy = async () =>
    (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
  const editor = await page.evaluateHandle(() => document.querySelector("repaint-studio").studio);
  await editor.evaluate(prepare);
  const rows = [];
  for (let round = 0; round < rounds; round++) {
    await empty.bringToFront();
    const bare = await empty.evaluate(idle, SECONDS / 2);
    await page.bringToFront();
    const before = await busy();
    const rates = await editor.evaluate(play, SECONDS);
    const thread = (1000 * ((await busy()) - before)) / Math.max(1, rates.shown * SECONDS);
    rows.push({ bare, thread, load: loadavg()[0], ...rates });
    const text = Object.entries(rows.at(-1)).map(([name, value]) => `${name} ${value.toFixed(1)}`);
    console.log(`round ${round + 1}: ${text.join(", ")}`);
  }
  const of = (name) => median(rows.map((row) => row[name])).toFixed(1);
  console.log(
    `4 096 particles, T = 250, j = 10, r = 10: ${of("shown")} frames a second show a new cloud (${of("clouds")} clouds and ` +
      `${of("calls")} network calls a second; an empty page beside it: ${of("bare")} frames a second; ${of("thread")} ms of the ` +
      `page's thread for each; load ${of("load")})`,
  );
} finally {
  await chrome.close();
  server.close();
}
