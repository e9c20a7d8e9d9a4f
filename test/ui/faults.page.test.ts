import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => void (site = await openSite()));
after(async () => await closeSite(site));

/** Browsers that keep nothing: one that forbids it, as in a private window, and one that has no room. */
const faults = [
  {
    name: "forbids all memory",
    says: /keeps nothing here/,
    script: `for (const name of ["indexedDB", "sessionStorage", "localStorage", "caches"])
      Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });`,
  },
  {
    name: "has no room left",
    says: /no room left/,
    script: `IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); };`,
  },
] as const;

for (const { name, says, script } of faults) {
  test(`in a browser that ${name} work goes on, that is said once, and the graph is offered as a file`, async () => {
    const under = await PageUnderTest.open(site, { script });
    await under.ready();
    await under.studio((s) => s.setParam("schedule", "T", 4));
    await under.until((s) => s.notices.some(({ code }) => code === "not-saved"));
    assert.match(await under.studio((s) => s.notices[0]?.message.en ?? ""), says);
    const waiting = under.page.waitForEvent("download");
    await under.page.locator("repaint-problems").getByRole("button", { name: "Save the graph as .json" }).click();
    const saved = await readFile(await (await waiting).path(), "utf8");
    assert.match(saved, /"T":4\b/);

    await under.studio((s) => s.tell([])); // The sentence is read.
    await under.studio((s) => s.setParam("jump", "jump_n_sample", 1));
    await under.until((s) => s.checks.walk?.evaluations === 4);
    await under.studio((s) => s.command("run"));
    await under.until((s) => s.runs.state === "finished");
    assert.deepEqual(await under.studio((s) => s.notices.map(({ code }) => code)), []);
    assert.deepEqual(
      under.complaints.filter((line) => !/denied|full/.test(line)),
      [],
    );
    await under.close();
  });
}

test("two tabs of a browser without locks have a document each, and neither loses an edit", async () => {
  const context = await site.chrome.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  await context.addInitScript("delete Navigator.prototype.locks");
  const T = `document.querySelector("repaint-studio")?.studio?.graph.nodes.find(({ id }) => id === "schedule")?.params.T`;
  const shown = async (page: Page): Promise<unknown> => {
    // The page's policy forbids it to wait by itself for a text of code.
    for (let value: unknown; ; await page.waitForTimeout(50))
      if ((value = await page.evaluate(T)) !== undefined) return value;
  };
  const tab = async (value: number): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(site.address);
    await shown(page);
    await page.evaluate(`document.querySelector("repaint-studio").studio.setParam("schedule", "T", ${value})`);
    return page;
  };
  const pages = [await tab(31), await tab(32)];
  for (const page of pages) await page.waitForTimeout(1000);
  for (const [i, page] of pages.entries()) {
    await page.reload();
    assert.equal(await shown(page), 31 + i);
  }
  await context.close();
});
