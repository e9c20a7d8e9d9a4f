// Clouds of 4 096 particles that are seen a second while the template two-pixels runs with the paper's setting (T = 250,
// j = 10, r = 10) in the built page, in headless Chromium, and the page's own time for one. `node bench/scatter.mjs`;
// `npm run build` first.
import { chromium } from "playwright-core";
import { register } from "tsx/esm/api";
import { browser, browserArguments } from "../tools/browser.mjs";

register();
const { serve } = await import("../src/cli/serve.ts");
const { server, address } = await serve(new URL("../dist/site", import.meta.url).pathname, 0);
const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });

/** Runs the graph, and counts the frames of the page in which there was a new cloud. */
async function play(studio) {
  const until = (test) =>
    new Promise((done) => {
      const look = () => (test() ? done() : setTimeout(look, 50));
      look();
    });
  await until(() => studio.checks.walk !== undefined);
  await studio.openTemplate("two-pixels");
  studio.setParam("jump", "jump_n_sample", 10);
  await until(() => studio.checks.walk?.transitions === 4570);
  let [clouds, frames, fresh, going] = [0, 0, false, true];
  studio.addEventListener("value", (event) => {
    if (event.detail !== "scatter") return;
    clouds++;
    fresh = true;
  });
  const frame = () => {
    if (fresh) frames++;
    fresh = false;
    if (going) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  studio.runs.start();
  await until(() => clouds > 5);
  const [start, before] = [performance.now(), { clouds, frames }];
  await until(() => studio.runs.state === "finished" || studio.runs.state === "failed");
  going = false;
  const seconds = (performance.now() - start) / 1000;
  const { state, progress } = studio.runs;
  return {
    state,
    calls: progress?.evaluations,
    seconds,
    clouds: clouds - before.clouds,
    frames: frames - before.frames,
  };
}

try {
  const page = await chrome.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(address);
  await page.waitForSelector("repaint-studio");
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const busy = async () =>
    (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
  const before = await busy();
  const editor = await page.evaluateHandle(() => document.querySelector("repaint-studio").studio);
  const { state, calls, seconds, clouds, frames } = await editor.evaluate(play);
  const each = (1000 * ((await busy()) - before)) / Math.max(1, frames);
  console.log(
    `4 096 particles, T = 250, j = 10, r = 10: ${state}, ${calls} calls in ${seconds.toFixed(1)} s; ` +
      `${(clouds / seconds).toFixed(1)} clouds a second came, ${(frames / seconds).toFixed(1)} frames a second showed a new one; ` +
      `${each.toFixed(1)} ms of the page's thread for each, opening the page included`,
  );
} finally {
  await chrome.close();
  server.close();
}
