import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { BrowserContext, Page } from "playwright-core";
import { closeSite, openSite, type Site, type Studio } from "./page.ts";

let site: Site;
let context: BrowserContext;
const complaints: string[] = [];
before(async () => {
  site = await openSite();
  context = await site.chrome.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
});
after(async () => await closeSite(site));

const ask = <T>(page: Page, read: (studio: Studio) => T | Promise<T>): Promise<T> =>
  page.evaluate(`(${read.toString()})(document.querySelector("repaint-studio").studio)`) as Promise<T>;

async function until(page: Page, test: (studio: Studio) => boolean): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await ask(page, test))) {
    assert.ok(performance.now() < end, `waited for ${test.toString()}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

/** A tab of one and the same browser. */
async function tab(): Promise<Page> {
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.goto(site.address);
  await page.waitForSelector("repaint-studio");
  await until(page, (s) => s.graph.nodes.length > 0);
  return page;
}

const T = (page: Page): Promise<unknown> =>
  ask(page, (s) => s.graph.nodes.find((n) => n.type === "model/noise-schedule")?.params["T"]);

/** How many documents the tabs hold, as one of them sees it. */
const heldBy = (page: Page): Promise<number> =>
  page.evaluate<number>(`navigator.locks.query().then(({ held }) => held.length)`);

test("what was changed is there again: after a reload, after the tab was closed, and never in another tab", async () => {
  const first = await tab();
  assert.equal(await T(first), 50);
  await ask(first, (s) => s.setParam("schedule", "T", 33));
  await first.waitForTimeout(1000);
  await first.reload();
  await until(first, (s) => s.graph.nodes.length > 0);
  assert.equal(await T(first), 33);

  const second = await tab();
  assert.equal(await T(second), 50);
  // A browser gives a closing page half a second for its last words: one that is busy opening its network may miss it.
  await until(second, (s) => s.figures.device !== undefined && s.checks.walk !== undefined);
  await ask(second, (s) => s.setParam("schedule", "T", 44));
  await ask(first, (s) => s.setParam("schedule", "T", 34));
  const closed = second.waitForEvent("close");
  await second.close({ runBeforeUnload: true });
  await closed;
  await first.waitForTimeout(1000);
  while ((await heldBy(first)) > 1) await first.waitForTimeout(25); // The closed tab's process may end later than its page.
  const third = await tab();
  assert.equal(await T(third), 44);
  await first.reload();
  await until(first, (s) => s.graph.nodes.length > 0);
  assert.equal(await T(first), 34);
  await third.close();
  assert.deepEqual(complaints, []);
});

test("a copy is kept under a name, opened again, undone and removed", async () => {
  const page = await tab();
  await ask(page, (s) => s.setParam("schedule", "T", 21));
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: /^Saved graphs/ }).click();
  const dialog = page.getByRole("dialog", { name: "Saved graphs" });
  await dialog.getByRole("textbox").fill("twenty-one");
  await dialog.getByRole("textbox").press("Enter");
  const row = dialog.getByRole("button", { name: "Open: twenty-one" });
  await row.waitFor();
  await ask(page, (s) => s.setParam("schedule", "T", 22));
  await row.click();
  assert.equal(await T(page), 21);
  await ask(page, (s) => s.command("undo"));
  assert.equal(await T(page), 22);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("button", { name: /^Saved graphs/ }).click();
  await dialog.getByRole("button", { name: "Remove: twenty-one" }).click();
  await row.waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.close();
  assert.deepEqual(complaints, []);
});

/** Ends a tab at once: no page of it hears of it. */
async function kill(page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent("crash");
  session.send("Page.crash").catch(() => undefined); // There is nobody left to answer.
  await crashed;
  await page.close();
}

for (const [running, least] of [
  [false, 101],
  [true, 301],
] as const) {
  test(`a tab that dies ${running ? "in a run" : "in the middle of an edit"} loses at most what came last`, async () => {
    const page = await tab();
    await ask(page, (s) => s.openTemplate("repaint"));
    await until(page, (s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
    if (running) {
      await ask(page, (s) => s.command("run"));
      await until(page, (s) => (s.runs.progress?.evaluations ?? 0) > 0);
    }
    await page.evaluate(`document.querySelector("repaint-studio").studio.setParam("schedule", "T", ${least})`);
    await page.waitForTimeout(1000);
    await page.evaluate(`(() => {
      const { studio } = document.querySelector("repaint-studio");
      let more = 0;
      const edit = () => (studio.setParam("schedule", "T", ${least} + (++more % 100)), setTimeout(edit, 1));
      edit();
    })()`);
    await kill(page);
    const next = await tab();
    await until(next, (s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
    assert.ok(Number(await T(next)) >= least);
    assert.equal(await ask(next, (s) => s.graph.nodes.length), 12);
    assert.deepEqual(await ask(next, (s) => s.notices), []);
    await next.close();
  });
}
