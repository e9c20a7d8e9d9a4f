import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/** Waits until something holds of the page. */
async function until(under: PageUnderTest, code: string): Promise<void> {
  const end = performance.now() + 30_000;
  while (!(await under.page.evaluate(code))) {
    assert.ok(performance.now() < end, `waited for ${code}`);
    await new Promise((done) => setTimeout(done, 25));
  }
}

test("two editors in one page show their graphs, languages and parts, and leave the page alone", async () => {
  const under = await PageUnderTest.open(site, { search: "examples/embed.html" });
  const studio = (id: string): string => `document.getElementById("${id}").studio`;
  await until(under, `${studio("first")}.checks.walk !== undefined && ${studio("second")}.checks.walk !== undefined`);
  assert.deepEqual(await under.page.evaluate(`[${studio("first")}.language, ${studio("second")}.language]`), [
    "zh",
    "en",
  ]);
  assert.equal(
    await under.page.evaluate(`${studio("second")}.graph.meta.title.en === ${studio("first")}.graph.meta.title.en`),
    false,
  );
  const shown = (id: string, part: string): Promise<unknown> =>
    under.page.evaluate(
      `document.getElementById("${id}").renderRoot.querySelector("${part}").getClientRects().length > 0`,
    );
  assert.equal(await shown("first", "footer"), true);
  assert.equal(await shown("first", "repaint-top-bar"), false);
  assert.equal(await shown("second", "footer"), false);
  assert.equal(await shown("second", "repaint-canvas"), true);
  assert.equal(await under.page.evaluate(`document.activeElement === document.body`), true);
  assert.equal(await under.page.evaluate(`"LiteGraph" in window || "LGraph" in window`), false);
  assert.deepEqual(await under.page.evaluate("indexedDB.databases()"), []);

  await under.page.evaluate(`document.getElementById("first").setAttribute("lang", "en")`);
  await until(under, `${studio("first")}.language === "en"`);
  await under.page.evaluate(`document.getElementById("second").setAttribute("graph", '{"__proto__":{"polluted":1}}')`);
  await until(under, `${studio("second")}.notices.length > 0`);
  assert.equal(await under.page.evaluate("({}).polluted"), undefined);
  await under.page.evaluate(
    `document.getElementById("second").setAttribute("graph", JSON.stringify({ format: "repaint-graph", version: 1, nodes: [], links: [] }))`,
  );
  await under.page.getByRole("dialog", { name: "Open this graph?" }).waitFor();
  await under.press("Open this graph");
  await until(under, `${studio("second")}.graph.nodes.length === 0`);
  assert.deepEqual(under.complaints, []);
  await under.close();
});
