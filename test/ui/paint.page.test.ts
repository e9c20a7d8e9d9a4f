import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { freshPages, type PageUnderTest } from "./page.ts";

let under: PageUnderTest;
freshPages((page) => (under = page));
beforeEach(async () => {
  await under.studio((s) => s.select(["mask"]));
  await under.press("Paint the mask …");
  await under.page.getByRole("application", { name: "Mask, painted" }).waitFor();
});

const surface = () => under.page.getByRole("application", { name: "Mask, painted" });

/** The mask as the engine drew it from the graph: the column's known pixels. */
const knownInColumn = (x: number): Promise<number> =>
  under.page.evaluate(`(() => {
    const { width, height, rgba } = document.querySelector("repaint-studio").studio.runs.values.get("mask").raster;
    let known = 0;
    for (let y = 0; y < height; y++) known += rgba[(y * width + ${x}) * 4] > 127 ? 1 : 0;
    return known;
  })()`);

test("what is painted becomes the graph's mask in one edit, which one undo takes back", async () => {
  const before = await under.studio((s) => JSON.stringify(s.graph));
  const area = await surface().boundingBox();
  assert.ok(area);
  const at = (x: number, y: number) => ({ x: area.x + (x / 64) * area.width, y: area.y + (y / 64) * area.height });
  await under.drag(at(8.5, 4.5), at(8.5, 60.5));
  await under.press("Invert");
  await under.press("Done"); // The mask's picture is written before the edit is made.
  await under.until((s) => s.graph.nodes.some(({ id, params }) => id === "mask" && params["preset"] === "painted"));
  const params = await under.studio((s) => s.graph.nodes.find((n) => n.id === "mask")?.params);
  assert.match(String(params?.["painted"]), /^data:image\/png;base64,/);
  await under.until(
    (s) => s.checks.problems.length === 0 && s.runs.values.get("mask")?.raster.rgba[(32 * 64 + 40) * 4] === 255,
  );
  assert.deepEqual([await knownInColumn(2), await knownInColumn(40)], [0, 64]);
  assert.ok((await knownInColumn(8)) > 55);
  await under.studio((s) => s.command("undo"));
  assert.equal(await under.studio((s) => JSON.stringify(s.graph)), before);
});

test("the keyboard alone paints: arrows, Space, X, sizes, undo, and a rectangle in numbers", async () => {
  const { keyboard } = under.page;
  await under.press("All known");
  await surface().focus();
  for (let i = 0; i < 12; i++) await keyboard.press("-");
  await keyboard.press("Shift+ArrowLeft");
  await keyboard.down(" ");
  for (let i = 0; i < 5; i++) await keyboard.press("ArrowDown");
  await keyboard.up(" ");
  await keyboard.press("x");
  await under.page.getByText("column 24, row 37: known").waitFor();
  await keyboard.press("ArrowUp");
  await under.page.getByText("column 24, row 36: to be filled").waitFor();
  await keyboard.press("Control+z");
  await keyboard.press("ArrowDown");
  await under.page.getByText("column 24, row 37: to be filled").waitFor();
  for (const [name, value] of Object.entries({ x: "0", y: "0", w: "10", h: "64" })) {
    await under.page.locator(`repaint-mask-painter input[name=${name}]`).fill(value);
  }
  await under.press("Draw");
  await under.press("Done");
  await under.until((s) => s.checks.problems.length === 0 && s.runs.values.get("mask")?.raster.rgba[0] === 0);
  assert.deepEqual(await Promise.all([9, 10, 24].map(knownInColumn)), [0, 64, 58]);
});

test("Escape changes nothing, and no key of the painter reaches the editor", async () => {
  const before = await under.studio((s) => JSON.stringify(s.graph));
  await under.page.keyboard.press(" ");
  await under.page.keyboard.press("Control+z");
  await under.page.keyboard.press("Delete");
  await under.page.keyboard.press(" ");
  await under.page.keyboard.press("Escape");
  await surface().waitFor({ state: "detached" });
  assert.equal(await under.studio((s) => JSON.stringify(s.graph)), before);
  assert.equal(await under.studio((s) => s.doc.canUndo), false);
});
