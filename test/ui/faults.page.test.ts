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

/** What a tab says to the others waits while `isBusy`, as if it had no time to. */
const speaksLate = `{
  const { postMessage } = BroadcastChannel.prototype;
  let waiting = [];
  BroadcastChannel.prototype.postMessage = function (word) {
    if (window.isBusy) waiting.push(() => postMessage.call(this, word));
    else postMessage.call(this, word);
  };
  window.speak = () => (window.isBusy = false, waiting.splice(0).forEach((say) => say()));
}`;

test("two tabs of a browser without locks have a document each, even if one answers too late, and neither loses an edit", async () => {
  const context = await site.chrome.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  await context.addInitScript(`delete Navigator.prototype.locks; ${speaksLate}`);
  // The page's policy forbids it to wait by itself for a text of code.
  const until = async <T>(page: Page, script: string, test: (value: T) => boolean): Promise<T> => {
    for (const end = Date.now() + 60_000; Date.now() < end; await page.waitForTimeout(50)) {
      const value = await page.evaluate<T>(script);
      if (test(value)) return value;
    }
    throw new Error(`waited a minute for ${script}`);
  };
  const T = `document.querySelector("repaint-studio")?.studio?.graph.nodes.find(({ id }) => id === "schedule")?.params.T`;
  const shown = (page: Page): Promise<unknown> => until<unknown>(page, T, (value) => value !== undefined);
  const name = `sessionStorage.getItem("repaint-graph:document")`;
  const saved = `new Promise((done) => indexedDB.open("repaint-graph").onsuccess = ({ target: { result: base } }) => {
    const asked = base.transaction("graphs").objectStore("graphs").get("doc:" + ${name});
    asked.onsuccess = () => (base.close(), done(JSON.parse(asked.result?.text ?? "{}").nodes?.find(({ id }) => id === "schedule").params.T));
  })`;
  const tab = async (value: number): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(site.address);
    await shown(page);
    await page.evaluate(`document.querySelector("repaint-studio").studio.setParam("schedule", "T", ${value})`);
    await until(page, saved, (T) => T === value);
    return page;
  };
  const first = await tab(31);
  await first.evaluate("isBusy = true");
  const second = await tab(32);
  const taken = await first.evaluate<string>(name);
  assert.equal(await second.evaluate(name), taken, "nobody has answered");
  await first.evaluate("speak()");
  await until(second, name, (id) => id !== taken);
  for (const [i, page] of [first, second].entries()) {
    await until(page, saved, (T) => T === 31 + i);
    await page.reload();
    assert.equal(await shown(page), 31 + i);
  }
  await context.close();
});
