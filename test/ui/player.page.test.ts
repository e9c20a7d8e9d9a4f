import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";
import { tasksDuring } from "./tasks.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

const timeline = `document.querySelector("repaint-studio").renderRoot.querySelector("repaint-timeline").renderRoot`;
const valueText = (under: PageUnderTest): Promise<string> =>
  under.page.evaluate(`${timeline}.querySelector(".scrub").getAttribute("aria-valuetext")`);

test("a run is scrubbed while it goes on, and the page stays free", async (t) => {
  const under = await PageUnderTest.open(site, { warm: true });
  try {
    await under.until((s) => s.checks.walk !== undefined && s.figures.device !== undefined);
    await under.press("Run");
    await under.until((s) => s.runs.player.reached >= 40);
    const box = await under.page.getByRole("slider", { name: "Moment of the run" }).boundingBox();
    assert.ok(box);
    let scrubbed: readonly unknown[] = [];
    const { longest } = await tasksDuring({ chrome: site.chrome, page: under.page }, async () => {
      const y = box.y + box.height / 2;
      await under.page.mouse.move(box.x + 4, y);
      await under.page.mouse.down();
      for (let i = 0; i < 40; i++) await under.page.mouse.move(box.x + 4 + (i % 20) * 4, y, { steps: 2 });
      scrubbed = await under.studio((s) => [s.runs.player.cursor !== undefined, s.runs.state]);
      await under.page.mouse.up();
      await under.settle();
    });
    t.diagnostic(
      `longest main-thread task while a run is going and the timeline is scrubbed: ` +
        `${longest.cpu.toFixed(0)} ms of the processor's time, ${longest.wall.toFixed(0)} ms by the clock`,
    );
    assert.deepEqual(scrubbed, [true, "running"]);
    assert.match(await valueText(under), /^transition \d+ of 320, t = \d+, (going down|jumping back)$/);
    await under.press("Back to the run");
    await under.until((s) => s.runs.player.cursor === undefined);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

test("keys step a run to and fro, breakpoints pause it, and an edit says that the run goes on with the earlier graph", async () => {
  const under = await PageUnderTest.open(site, { warm: true });
  try {
    await under.until((s) => s.checks.walk !== undefined && s.figures.device !== undefined);
    await under.studio((s) => s.runs.play({ kind: "break-level", t: 44 }));
    await under.press("Run");
    await under.until((s) => s.runs.state === "paused");
    assert.deepEqual(await under.studio((s) => [s.runs.progress?.t, s.runs.progress?.node]), [44, "reverse"]);
    await under.page.evaluate(
      `document.querySelector("repaint-studio").renderRoot.querySelector("repaint-run-bar").focus()`,
    );
    const progress = (): Promise<readonly unknown[]> =>
      under.studio((s) => [s.runs.progress?.node, s.runs.progress?.transition, s.runs.progress?.t]);
    await under.page.keyboard.press(".");
    await under.until((s) => s.runs.progress?.node === "known");
    await under.page.keyboard.press(",");
    await under.until((s) => s.runs.progress?.node === "reverse" && s.runs.state === "paused");
    assert.deepEqual(await progress(), ["reverse", 6, 44]);
    await under.page.keyboard.press("Shift+Comma");
    await under.until((s) => s.runs.progress?.t === 45 && s.runs.state === "paused");
    await under.page.keyboard.press("Shift+Period");
    await under.until((s) => s.runs.progress?.transition === 6 && s.runs.state === "paused");
    await under.studio((s) => s.runs.play({ kind: "break-level", t: 44 }));
    await under.studio((s) => s.setParam("jump", "jump_length", 4));
    await under.page.getByText("The graph was changed; this run goes on with the earlier one.").waitFor();
    assert.equal(await under.studio((s) => s.runs.player.walk?.transitions), 320);
    await under.page.keyboard.press("Shift+Period");
    await under.until((s) => s.runs.state === "paused" && (s.runs.progress?.transition ?? 0) > 6);
    assert.equal(await under.studio((s) => s.runs.progress?.t), 41);
    await under.press("Stop");
    await under.until((s) => s.runs.state === "cancelled");
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});
