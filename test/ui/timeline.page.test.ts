import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/** Values of the jump-back of the graph, and what the dry run says. */
const state = (under: PageUnderTest): Promise<unknown> =>
  under.studio((s) => {
    const jump = s.graph.nodes.find((node) => node.id === "jump");
    return [jump?.params["jump_length"], jump?.params["jump_n_sample"], s.checks.walk?.evaluations];
  });

async function openPaper(): Promise<PageUnderTest> {
  const under = await PageUnderTest.open(site);
  await under.ready();
  await under.studio((s) => s.openTemplate("repaint-250"));
  await under.until((s) => s.checks.walk?.evaluations === 2410);
  await under.settle();
  return under;
}

async function dragHandle(under: PageUnderTest, name: string, right: number, up: number): Promise<void> {
  const box = await under.page.getByRole("slider", { name, exact: true }).boundingBox();
  assert.ok(box, `${name} has a handle`);
  const from = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await under.drag(from, { x: from.x + right, y: from.y - up });
}

test("j and r are dragged on the plot from 10 to 5: graph, calls and params agree, and one undo restores each", async () => {
  const under = await openPaper();
  try {
    await dragHandle(under, "Jump back: jump length j", 0, -20);
    await under.until((s) => s.checks.walk?.evaluations === 250 + 49 * 9 * 5);
    assert.deepEqual(await state(under), [5, 10, 2455]);
    await dragHandle(under, "Jump back: resamplings r", -40, 0);
    await under.until((s) => s.checks.walk?.evaluations === 1230);
    assert.deepEqual(await state(under), [5, 5, 1230]);
    await under.studio((s) => s.command("undo"));
    await under.until((s) => s.checks.walk?.evaluations === 2455);
    assert.deepEqual(await state(under), [5, 10, 2455]);
    await under.studio((s) => s.command("undo"));
    await under.until((s) => s.checks.walk?.evaluations === 2410);
    assert.deepEqual(await state(under), [10, 10, 2410]);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

test("the handles are sliders that take keys, and a jump that cannot happen says why", async () => {
  const under = await openPaper();
  try {
    const j = under.page.getByRole("slider", { name: "Jump back: jump length j", exact: true });
    await j.focus();
    await under.page.keyboard.press("ArrowDown");
    await under.until((s) => s.graph.nodes.some((node) => node.params["jump_length"] === 9));
    assert.equal(await j.getAttribute("aria-valuetext"), "j = 9");
    await under.studio((s) => s.setParam("jump", "jump_length", 300));
    await under.until((s) => s.checks.walk?.evaluations === 250);
    await under.settle();
    assert.match((await j.getAttribute("aria-valuetext")) ?? "", /j = 300 is not below T = 250: no jump can happen/);
    const T = under.page.getByRole("slider", { name: "Steps T", exact: true });
    await T.focus();
    await under.page.keyboard.press("PageDown");
    await under.until((s) => s.checks.walk?.evaluations === 240);
    const limit = under.page.getByRole("slider", { name: "Jump back: jump only up to s", exact: true });
    assert.equal(await limit.getAttribute("aria-valuetext").then((text) => text?.split(".")[0]), "s = no limit");
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});
