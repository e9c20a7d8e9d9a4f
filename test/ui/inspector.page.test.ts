import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

test("a node's values are shown in numbers, and a pixel's numbers stand in its equation", async () => {
  const under = await PageUnderTest.open(site);
  await under.ready();
  const { page } = under;
  await page.evaluate(`document.querySelector("repaint-studio").studio.setParam("schedule", "T", 6)`);
  await under.until((s) => s.checks.walk?.from[0] === 6);
  await under.studio((s) => s.select(["composite"]));
  await under.press("Run");
  await under.until((s) => s.runs.state === "finished");
  const inspector = page.locator("repaint-inspector");
  await inspector.locator("repaint-value svg").waitFor();
  const figures = await inspector.locator("repaint-value dd").allTextContents();
  const [min = NaN, mean = NaN, max = NaN, std = NaN] = figures.map((text) => Number(text.replace("−", "-")));
  assert.ok(min < mean && mean < max && std > 0, figures.join(" "));
  assert.equal(await inspector.locator("repaint-raster.small").count(), 3);

  await inspector.locator("repaint-value .picture").focus();
  await page.keyboard.press("Shift+ArrowLeft");
  await page.getByText("Column 24, row 32").waitFor();
  const rows = (await inspector.locator(".numbers math").allTextContents()).map((row) => row.replace(/\s/g, ""));
  assert.equal(rows.length, 3);
  for (const row of rows) {
    const [, result, known] = /^([−\d.e-]+)=1⊙\(?([−\d.e-]+)\)?\+\(1−1\)⊙/.exec(row) ?? [];
    assert.ok(result !== undefined && result === known, row);
  }

  await under.studio((s) => s.select(["reverse"]));
  await inspector.locator("repaint-value .picture").focus();
  await page.keyboard.press("ArrowDown");
  await page.getByText("Column 32, row 33").waitFor();
  assert.match((await inspector.locator(".numbers math").first().textContent()) ?? "", /μ\s*=\s*1\W*\(/);
  await page.keyboard.press("Escape");
  await inspector.locator(".numbers").waitFor({ state: "detached" });
  assert.deepEqual(under.complaints, []);
  await under.close();
});
