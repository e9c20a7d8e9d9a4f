// Frames per second of the built page in headless Chromium while a node is dragged and the ground is panned, in a graph
// of 300 nodes (the default template copied); and the processor time that the page's main thread takes for one, which
// does not depend on what else the machine does. `node bench/canvas.mjs [NODES]`; `npm run build` first.
import { chromium } from "playwright-core";
import { register } from "tsx/esm/api";
import { browser, browserArguments } from "../tools/browser.mjs";

register();
const { serve } = await import("../src/cli/serve.ts");
const nodes = Number(process.argv[2] ?? 300);
const { server, address } = await serve(new URL("../dist/site", import.meta.url).pathname, 0);
const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });

/** Copies of the graph side by side, until it has so many nodes. */
function grow(studio, count) {
  studio.doc.apply((graph) => {
    const wide = Math.max(...graph.nodes.map(({ pos }) => pos[0])) + 320;
    const tall = Math.max(...graph.nodes.map(({ pos }) => pos[1])) + 320;
    const copies = Math.ceil(count / graph.nodes.length);
    const across = Math.ceil(Math.sqrt(copies));
    const all = Array.from({ length: copies }, (_, i) => ({
      nodes: graph.nodes.map((node) => ({
        ...node,
        id: `${node.id}-${i}`,
        pos: [node.pos[0] + (i % across) * wide, node.pos[1] + Math.floor(i / across) * tall],
      })),
      links: graph.links.map(([from, output, to, input]) => [`${from}-${i}`, output, `${to}-${i}`, input]),
    }));
    return { ...graph, nodes: all.flatMap((c) => c.nodes).slice(0, count), links: all.flatMap((c) => c.links) };
  });
}

/** Moves the pointer once a frame and counts the frames. */
async function frames(page, session, from, step, count = 120) {
  const busy = async () =>
    (await session.send("Performance.getMetrics")).metrics.find(({ name }) => name === "TaskDuration").value;
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  const before = await busy();
  const result = await page.evaluate(
    ({ from, step, count }) =>
      new Promise((done) => {
        const host = document.querySelector("repaint-studio").renderRoot.querySelector("repaint-canvas");
        const canvas = host.renderRoot.querySelector("canvas");
        const gaps = [];
        let last = performance.now();
        let i = 0;
        const move = (now) => {
          if (i > 0) gaps.push(now - last);
          last = now;
          if (i++ === count) return done(gaps);
          const swing = Math.sin(i / 12) * 120;
          canvas.dispatchEvent(
            new PointerEvent("pointermove", {
              pointerId: 1,
              pointerType: "mouse",
              buttons: 1,
              clientX: from.x + swing * step.x,
              clientY: from.y + swing * step.y,
            }),
          );
          requestAnimationFrame(move);
        };
        requestAnimationFrame(move);
      }),
    { from, step, count },
  );
  const each = ((await busy()) - before) / count;
  await page.mouse.up();
  const sorted = result.sort((a, b) => a - b);
  const mean = result.reduce((sum, gap) => sum + gap, 0) / result.length;
  const slow = sorted[Math.floor(result.length * 0.95)];
  return `${(1000 / mean).toFixed(1)} frames/s, the slowest 5 % ${slow.toFixed(1)} ms; main thread ${(each * 1000).toFixed(1)} ms a frame`;
}

try {
  const page = await (await chrome.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.goto(address);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const editor = await page.waitForSelector("repaint-studio");
  const studio = await editor.evaluateHandle((element) => element.studio);
  while (!(await studio.evaluate((s) => s.figures.device !== undefined && s.checks.walk !== undefined)))
    await page.waitForTimeout(50);
  await studio.evaluate(grow, nodes);
  await page.waitForTimeout(3000); // The check and the first previews are not what is measured.
  const canvas = await page.evaluateHandle(() =>
    document.querySelector("repaint-studio").renderRoot.querySelector("repaint-canvas"),
  );
  for (const view of ["whole graph", "own size"]) {
    await canvas.evaluate((c, whole) => {
      c.fit();
      if (!whole) c.wholeSize();
    }, view === "whole graph");
    await page.waitForTimeout(500);
    const spots = await canvas.evaluate((c) => {
      const { left, top, width, height } = c.getBoundingClientRect();
      const found = {};
      for (let y = 60; y < height - 60; y += 7) {
        for (let x = 60; x < width - 60; x += 7) {
          const kind = c.view.hit({ x: x / c.scale - c.view.offset.x, y: y / c.scale - c.view.offset.y }, 4).kind;
          found[kind] ??= { x: left + x, y: top + y };
        }
      }
      return found;
    });
    console.log(`${nodes} nodes, ${view}, panned: ${await frames(page, session, spots.ground, { x: 1, y: 0.5 })}`);
    console.log(
      `${nodes} nodes, ${view}, a node dragged: ${await frames(page, session, spots.node, { x: 0.6, y: 1 })}`,
    );
  }
} finally {
  await chrome.close();
  server.closeAllConnections();
  server.close();
}
