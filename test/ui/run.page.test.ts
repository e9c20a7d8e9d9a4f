import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";
import { tasksDuring } from "./tasks.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

test("the first graph runs to its end, keeps what was known to the bit, and never blocks the page", async (t) => {
  const started = performance.now();
  const under = await PageUnderTest.open(site);
  try {
    await under.until((s) => s.checks.walk !== undefined);
    const opened = performance.now();
    assert.equal(
      await under.page.evaluate(
        "document.activeElement.shadowRoot.activeElement?.shadowRoot?.activeElement?.textContent.trim()",
      ),
      "Run",
    );
    const { longest, median } = await tasksDuring({ chrome: site.chrome, page: under.page }, async () => {
      await under.page.keyboard.press("Enter");
      await under.until((s) => s.runs.state === "finished" || s.runs.state === "failed");
    });
    const finished = performance.now();
    await under.settle();
    const seconds = await under.studio((s) => s.runs.progress?.seconds ?? 0);
    t.diagnostic(
      `opened ${((opened - started) / 1000).toFixed(1)} s, first run finished ${((finished - started) / 1000).toFixed(1)} s ` +
        `(run alone ${seconds.toFixed(1)} s); the page's tasks of 1 ms and more meanwhile, by the clock and of the processor's time: ` +
        `median ${median.wall.toFixed(1)} and ${median.cpu.toFixed(1)} ms, longest ${longest.wall.toFixed(0)} and ${longest.cpu.toFixed(0)} ms`,
    );
    assert.deepEqual(await under.studio((s) => s.notices.map((n) => n.message.en)), []);
    assert.deepEqual(await under.studio((s) => [s.runs.state, s.runs.progress?.evaluations, s.runs.transitionsDone]), [
      "finished",
      185,
      320,
    ]);
    const differing = await under.studio((s) => {
      const [result, image, mask] = [
        s.runs.results[0]?.raster,
        s.runs.values.get("image")?.raster,
        s.runs.values.get("mask")?.raster,
      ];
      if (!result || !image || !mask) return { known: -1, unknown: -1 };
      const counts = { known: 0, unknown: 0 };
      for (let p = 0; p < result.width * result.height; p++) {
        const differs = [0, 1, 2].some((c) => result.rgba[p * 4 + c] !== image.rgba[p * 4 + c]);
        if (differs) counts[mask.rgba[p * 4] === 255 ? "known" : "unknown"]++;
      }
      return counts;
    });
    assert.equal(differing.known, 0);
    assert.ok(differing.unknown > 1000, `${differing.unknown} of the unknown pixels were filled anew`);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

test("a run pauses, steps, goes on and stops within one network call", async (t) => {
  const under = await PageUnderTest.open(site, { warm: true });
  try {
    await under.until((s) => s.checks.walk !== undefined && s.figures.device !== undefined);
    await under.press("Run");
    await under.until((s) => (s.runs.progress?.evaluations ?? 0) >= 5);
    await under.press("Pause");
    await under.until((s) => s.runs.state === "paused");
    const at = await under.studio((s) => s.runs.progress?.evaluations ?? 0);
    await under.press("One step");
    await under.until((s) => s.runs.state === "paused");
    assert.ok((await under.studio((s) => s.runs.progress?.evaluations ?? 0)) <= at + 1);
    await under.press("Go on");
    await under.until((s) => s.runs.state === "running" && (s.runs.progress?.evaluations ?? 0) > 8);
    const asked = performance.now();
    await under.press("Stop");
    await under.until((s) => s.runs.state === "cancelled");
    t.diagnostic(`stopped after ${(performance.now() - asked).toFixed(0)} ms`);
    await under.press("Run");
    await under.until((s) => s.runs.state === "running" && (s.runs.progress?.evaluations ?? 0) > 2);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

test("a run that begins right after an edit has the walk of the edited graph; its estimate is seen until the result is", async () => {
  const under = await PageUnderTest.open(site);
  try {
    await under.ready();
    await under.studio((s) => (s.setParam("schedule", "T", 12), s.command("run")));
    await under.until((s) => s.runs.estimate !== undefined || s.runs.state !== "running");
    assert.deepEqual(await under.studio((s) => [s.runs.results.length, s.runs.estimate?.raster.width]), [0, 64]);
    await under.page
      .locator("repaint-result")
      .getByText(/^Estimate, t = \d+/)
      .waitFor();
    await under.until((s) => s.runs.state === "finished");
    assert.deepEqual(
      await under.studio((s) => [s.runs.player.walk?.transitions, s.checks.walk?.transitions]),
      [72, 72],
    );
    await under.page.getByText("transition 72 of 72, t = 0, going down").waitFor();
    assert.equal(
      await under.page
        .locator("repaint-result")
        .getByText(/^Estimate/)
        .count(),
      0,
    );
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

test("a graph that is opened is never shown with the plot of the one before", async () => {
  const under = await PageUnderTest.open(site);
  try {
    await under.ready();
    const seen = await under.studio(async (s) => {
      await s.openTemplate("nested-jumps");
      return [s.checks.walk === undefined, s.checks.pending];
    });
    assert.deepEqual(seen, [true, true]);
    await under.until((s) => s.checks.walk?.transitions === 306 && !s.checks.pending);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

test("a browser that saves data fetches no network before a run asks for it, and says so", async () => {
  const asked: string[] = [];
  site.server.on("request", ({ url }) => asked.push(url ?? ""));
  const networks = (): readonly string[] => asked.filter((url) => /\.(onnx|wasm)$/.test(url));
  const under = await PageUnderTest.open(site);
  try {
    await under.ready();
    await under.page.getByText("The model comes with the first run").waitFor();
    assert.deepEqual(networks(), []);
    await under.studio((s) => s.setParam("schedule", "T", 2));
    await under.press("Run");
    await under.until((s) => s.runs.state === "finished");
    assert.deepEqual(networks().toSorted(), ["/models/faces64.onnx", "/ort/ort-wasm-simd-threaded.wasm"]);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});
