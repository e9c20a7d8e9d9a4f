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

test("a curve over t is drawn by pointer and by keys, and a number is let to follow one with a click", async () => {
  const under = await PageUnderTest.open(site);
  await under.ready();
  const { page } = under;
  await under.studio((s) => s.openTemplate("guidance-curve"));
  await under.until((s) => s.graph.nodes.some(({ id }) => id === "scale"));
  await under.studio((s) => s.select(["scale"]));
  const inspector = page.locator("repaint-inspector");
  const curve = inspector.locator("repaint-curve");
  const handlesOf = () =>
    under.studio((s) => String(s.graph.nodes.find(({ id }) => id === "scale")?.params["handles"]).split(";"));
  await curve.locator("circle").nth(2).focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Shift+ArrowLeft");
  assert.deepEqual((await handlesOf())[2], "0.45,12.2");
  await page.keyboard.press("Enter");
  assert.equal((await handlesOf()).length, 6);
  await page.keyboard.press("Delete");
  assert.equal((await handlesOf()).length, 5);
  const box = await curve.locator("circle").nth(2).boundingBox();
  assert.ok(box);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2, box.y + 40, { steps: 4 });
  await page.mouse.up();
  assert.ok(Number((await handlesOf())[2]?.split(",")[1]) < 9);
  const area = await curve.locator("svg").boundingBox();
  assert.ok(area);
  await page.mouse.dblclick(area.x + area.width * 0.72, area.y + 20);
  assert.equal((await handlesOf()).length, 6);

  await under.studio((s) => s.select(["predict"]));
  await inspector.locator("summary", { hasText: "For experts" }).click();
  await inspector.getByRole("button", { name: "Take off" }).click();
  await inspector.getByRole("button", { name: "Let it change with t" }).click();
  const links = await under.studio((s) => s.graph.links.filter(([, , , input]) => input === "guidance_scale"));
  assert.deepEqual(links, [["curve", "number", "predict", "guidance_scale"]]);
  assert.deepEqual(under.complaints, []);
  await under.close();
});
