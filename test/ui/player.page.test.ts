import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/** Writes down how long the page's main thread was ever busy at a stretch. */
const watchTasks = `
  window.longest = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
  }).observe({ entryTypes: ["longtask"] });
`;

const timeline = `document.querySelector("repaint-studio").renderRoot.querySelector("repaint-timeline").renderRoot`;
const valueText = (under: PageUnderTest): Promise<string> =>
  under.page.evaluate(`${timeline}.querySelector(".scrub").getAttribute("aria-valuetext")`);

test("a run is scrubbed while it goes on, and the page stays free", async (t) => {
  const under = await PageUnderTest.open(site, { script: watchTasks });
  try {
    await under.until((s) => s.walk !== undefined && s.device !== undefined);
    await under.press("Run");
    await under.until((s) => s.player.reached >= 40);
    const box = await under.page.getByRole("slider", { name: "Moment of the run" }).boundingBox();
    assert.ok(box);
    await under.page.evaluate("window.longest = 0");
    const y = box.y + box.height / 2;
    await under.page.mouse.move(box.x + 4, y);
    await under.page.mouse.down();
    for (let i = 0; i < 40; i++) await under.page.mouse.move(box.x + 4 + (i % 20) * 4, y, { steps: 2 });
    const scrubbed = await under.studio((s) => [s.player.cursor !== undefined, s.runState] as const);
    await under.page.mouse.up();
    await under.settle();
    const longest = Number(await under.page.evaluate("window.longest"));
    t.diagnostic(
      `longest main-thread task while a run is going and the timeline is scrubbed: ${longest.toFixed(0)} ms`,
    );
    assert.deepEqual(scrubbed, [true, "running"]);
    assert.match(await valueText(under), /^transition \d+ of 410, t = \d+, (going down|jumping back)$/);
    assert.ok(longest < 400, `${longest} ms`);
    await under.press("Back to the run");
    await under.until((s) => s.player.cursor === undefined);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

test("keys step a run to and fro, breakpoints pause it, and an edit says that the run goes on with the earlier graph", async () => {
  const under = await PageUnderTest.open(site);
  try {
    await under.until((s) => s.walk !== undefined && s.device !== undefined);
    await under.studio((s) => s.play({ kind: "break-level", t: 44 }));
    await under.press("Run");
    await under.until((s) => s.runState === "paused");
    assert.deepEqual(await under.studio((s) => [s.progress?.t, s.progress?.node]), [44, "reverse"]);
    await under.page.evaluate(
      `document.querySelector("repaint-studio").renderRoot.querySelector("repaint-palette").renderRoot.querySelector("button").focus()`,
    );
    const progress = (): Promise<readonly unknown[]> =>
      under.studio((s) => [s.progress?.node, s.progress?.transition, s.progress?.t]);
    await under.page.keyboard.press(".");
    await under.until((s) => s.progress?.node === "known");
    await under.page.keyboard.press(",");
    await under.until((s) => s.progress?.node === "reverse" && s.runState === "paused");
    assert.deepEqual(await progress(), ["reverse", 6, 44]);
    await under.page.keyboard.press("Shift+Comma");
    await under.until((s) => s.progress?.t === 45 && s.runState === "paused");
    await under.page.keyboard.press("Shift+Period");
    await under.until((s) => s.progress?.transition === 6 && s.runState === "paused");
    await under.studio((s) => s.play({ kind: "break-level", t: 44 }));
    await under.studio((s) => s.setParam("jump", "jump_length", 4));
    await under.page.getByText("The graph was changed; this run goes on with the earlier one.").waitFor();
    assert.equal(await under.studio((s) => s.player.walk?.transitions), 410);
    await under.page.keyboard.press("Shift+Period");
    await under.until((s) => s.runState === "paused" && (s.progress?.transition ?? 0) > 6);
    assert.equal(await under.studio((s) => s.progress?.t), 41);
    await under.press("Stop");
    await under.until((s) => s.runState === "cancelled");
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});
