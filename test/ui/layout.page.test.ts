import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
let under: PageUnderTest;

before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/** The parts of the editor that are seen now. */
const seen = (): Promise<string[]> =>
  under.page.evaluate(`["palette", "canvas", "inspector", "timeline", "result"].filter((name) =>
    document.querySelector("repaint-studio").renderRoot.querySelector("repaint-" + name).checkVisibility()).sort()`);
const tab = (name: string) => under.page.getByRole("tab", { name, exact: true });

/** What reaches out of the window to the side, the canvas and what scrolls in itself left out. */
const tooWide = (): Promise<string[]> =>
  under.page.evaluate(`(() => {
    const found = document.documentElement.scrollWidth > innerWidth ? ["page"] : [];
    const visit = (root) => {
      for (const element of root.querySelectorAll("*")) {
        if (element.shadowRoot && element.checkVisibility()) visit(element.shadowRoot);
        if (!element.matches("button, input, select, p, .lines, repaint-raster") || !element.checkVisibility()) continue;
        if (element.getBoundingClientRect().right > innerWidth + 0.5) found.push(element.outerHTML.slice(0, 120));
      }
    };
    visit(document.querySelector("repaint-studio").renderRoot);
    return found;
  })()`);

const tooSmall = (): Promise<string[]> =>
  under.page.evaluate(`(() => {
    const found = [];
    const visit = (root) => {
      for (const element of root.querySelectorAll("*")) {
        if (element.shadowRoot && element.checkVisibility()) visit(element.shadowRoot);
        if (!element.matches("button, select, .handle") || !element.checkVisibility()) continue;
        const { width, height } = element.getBoundingClientRect();
        if (width < 43.9 || height < 43.9) found.push(width + " × " + height + " " + element.outerHTML.slice(0, 120));
      }
    };
    visit(document.querySelector("repaint-studio").renderRoot);
    return found;
  })()`);

test("on a phone the graph runs to its result by touch, whatever is looked at meanwhile", async () => {
  under = await PageUnderTest.open(site, { phone: true });
  await under.ready();
  assert.deepEqual(await seen(), ["result", "timeline"]);
  assert.deepEqual(await tooSmall(), []);
  await under.studio((s) => s.setParam("schedule", "T", 25));
  await under.until((s) => s.checks.walk?.evaluations === 85);
  await under.page.evaluate(`(() => {
    const { studio } = document.querySelector("repaint-studio");
    window.states = [studio.runs.state];
    studio.addEventListener("change", () => states.at(-1) === studio.runs.state || states.push(studio.runs.state));
  })()`);
  await under.page.getByRole("button", { name: "Run", exact: true }).tap();
  await under.until((s) => (s.runs.progress?.evaluations ?? 0) > 10);
  const before = await under.studio((s) => s.runs.progress?.evaluations ?? 0);
  for (const name of ["Outline", "Nodes", "Inspector", "Graph"]) await tab(name).tap();
  assert.deepEqual(await seen(), ["canvas"]);
  await under.page.getByRole("button", { name: "Switch to Chinese" }).tap();
  await under.page.setViewportSize({ width: 1440, height: 900 });
  await under.page.getByRole("button", { name: "隐藏或显示时间轴" }).click();
  await under.page.setViewportSize({ width: 390, height: 844 });
  await tab("播放").tap();
  await under.until((s) => s.runs.state === "finished");
  assert.ok((await under.studio((s) => s.runs.progress?.evaluations ?? 0)) >= before);
  assert.deepEqual(await under.page.evaluate("states"), ["idle", "running", "finished"]);
  const result = under.page.locator("repaint-result repaint-raster").nth(1);
  const box = await result.boundingBox();
  assert.ok(box && box.x >= 0 && box.x + box.width <= 390 && box.y + box.height <= 844 && box.width > 120, String(box));
  assert.equal(await under.studio((s) => s.runs.results[0]?.raster.width), 64);
  for (const width of [390, 320]) {
    await under.page.setViewportSize({ width, height: 640 });
    for (const name of ["播放", "大纲", "节点", "图", "属性"]) {
      await tab(name).tap();
      assert.deepEqual(await tooWide(), [], `${name} at ${width}`);
    }
  }
  assert.deepEqual(under.complaints, []);
  await under.close();
});

test("in 800 pixels the tabs work by keyboard, wide panels fold and stay folded, every wire is drawn, and a second schedule is laid over", async () => {
  under = await PageUnderTest.open(site);
  await under.ready();
  const drawn = await under.page.evaluate(`(() => {
    const { view } = document.querySelector("repaint-studio").renderRoot.querySelector("repaint-canvas").view.adapter;
    const keys = new Set();
    const render = view.renderLink;
    view.renderLink = (ctx, from, to, link, ...rest) => (keys.add(link.id), render(ctx, from, to, link, ...rest));
    view.draw(true, true);
    view.renderLink = render;
    return keys.size;
  })()`);
  assert.equal(drawn, await under.studio((s) => s.graph.links.length));
  const second = under.page.getByLabel("Lay a second schedule over this one");
  await second.selectOption("now");
  await under.until((s) => s.compared !== undefined);
  await under.studio((s) => s.setParam("jump", "jump_n_sample", 1));
  await under.until((s) => s.checks.walk?.evaluations === 50);
  await under.page.getByText("This graph, earlier: 185 calls (+135)").waitFor();
  await second.selectOption({ label: await under.studio((s) => s.assets.templates[1]?.title.en ?? "") });
  await under.until((s) => s.compared?.walk.evaluations === 2410);
  assert.match((await under.page.locator("repaint-timeline canvas").getAttribute("aria-label")) ?? "", /2.410 calls/);
  await second.selectOption("");
  await under.until((s) => s.compared === undefined);
  await under.page.setViewportSize({ width: 800, height: 900 });
  await tab("Graph").focus();
  for (const [key, name, panel] of [
    ["ArrowRight", "Nodes", "palette"],
    ["ArrowRight", "Outline", "palette"],
    ["End", "Result", "result"],
    ["ArrowRight", "Graph", "canvas"],
    ["ArrowLeft", "Result", "result"],
    ["ArrowLeft", "Inspector", "inspector"],
  ] as const) {
    await under.page.keyboard.press(key);
    await under.settle();
    assert.equal(await tab(name).getAttribute("aria-selected"), "true");
    const focused = `document.querySelector("repaint-studio").shadowRoot.activeElement.textContent.trim()`;
    assert.equal(await under.page.evaluate(focused), name);
    assert.deepEqual(await seen(), [panel, "timeline"].sort());
  }
  await under.page.setViewportSize({ width: 1440, height: 900 });
  await under.page.getByRole("button", { name: "Hide or show the timeline" }).click();
  assert.deepEqual(await seen(), ["canvas", "palette"]);
  await under.page.reload();
  await under.ready();
  assert.deepEqual(await seen(), ["canvas", "palette"]);
  assert.deepEqual(under.complaints, []);
  await under.close();
});
