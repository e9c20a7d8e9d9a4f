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

  // A lesson: by the name of a shipped one at once, by an address beside the page after a question.
  const inside = (id: string): ReturnType<typeof under.page.locator> => under.page.locator(`#${id} repaint-lesson h2`);
  await under.page.evaluate(`document.getElementById("second").setAttribute("step", "2")`);
  await under.page.evaluate(`document.getElementById("second").setAttribute("lesson", "two-pixels")`);
  await inside("second").waitFor();
  const titles = await under.page.evaluate<string[]>(
    `fetch("../lessons/two-pixels.json").then((r) => r.json()).then(({ steps }) => steps.map(({ title }) => title.en))`,
  );
  assert.equal(await inside("second").innerText(), titles[1]);
  assert.equal(await under.page.evaluate("location.hash"), "", "an embedded lesson leaves the page's address alone");
  await under.page.evaluate(`document.getElementById("first").setAttribute("hide", "player leave, nonsense")`);
  await under.page.getByText("“hide” names “nonsense”").waitFor();
  assert.deepEqual([await shown("first", "repaint-player"), await shown("first", "repaint-timeline")], [false, true]);
  await under.page.evaluate(`document.getElementById("first").setAttribute("lesson", "../lessons/forward.json")`);
  await under.page.getByRole("dialog", { name: "Open this lesson?" }).waitFor();
  await under.page.locator("repaint-lesson-consent button.main").click();
  await inside("first").waitFor();
  assert.equal(await under.page.locator("#first repaint-lesson button.leave").count(), 0, "hidden by its name");
  assert.equal(await under.page.locator("#second repaint-lesson button.leave").count(), 1);
  await under.page.evaluate(`document.getElementById("first").setAttribute("lesson", "https://example.org/a.json")`);
  await under.page.getByText("There is no graph or lesson at “https://example.org/a.json”.").waitFor();
  assert.deepEqual(under.complaints, []);
  await under.close();
});
