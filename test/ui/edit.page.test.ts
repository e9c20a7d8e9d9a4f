import assert from "node:assert/strict";
import { test } from "node:test";
import { freshPages, type PageUnderTest } from "./page.ts";

let under: PageUnderTest;
freshPages((page) => (under = page));

test("a node is dragged, and one undo puts it back", async () => {
  const before = await under.studio((s) => JSON.stringify(s.graph));
  const from = await under.where("loop");
  await under.drag(from, { x: from.x + 60, y: from.y + 80 });
  const [x, y] = await under.studio((s) => s.graph.nodes.find((n) => n.id === "loop")?.pos ?? [0, 0]);
  const [oldX, oldY] = await under.studio((s) => {
    s.command("undo");
    return s.graph.nodes.find((n) => n.id === "loop")?.pos ?? [0, 0];
  });
  assert.ok(x > oldX + 40 && y > oldY + 60, `${oldX}, ${oldY} → ${x}, ${y}`);
  assert.equal(await under.studio((s) => JSON.stringify(s.graph)), before);
});

test("a click leaves no trace in the history", async () => {
  const at = await under.where("predict");
  await under.page.mouse.click(at.x, at.y);
  await under.settle();
  assert.deepEqual(await under.studio((s) => [...s.selected]), ["predict"]);
  assert.equal(await under.studio((s) => s.doc.canUndo), false);
});

test("a wire is taken off and laid again by the pointer", async () => {
  const input = await under.where("composite", { socket: "known" });
  const output = await under.where("known", { socket: "sample" });
  await under.drag(input, { x: input.x - 30, y: input.y + 150 });
  assert.equal(
    await under.studio((s) => s.graph.links.some(([, , to, name]) => to === "composite" && name === "known")),
    false,
  );
  await under.until((s) => s.checks.problems.some((p) => p.node === "composite" && p.socket === "known"));
  await under.drag(output, await under.where("composite", { socket: "known" }));
  assert.equal(await under.studio((s) => s.graph.links.some((l) => l.join() === "known,sample,composite,known")), true);
  await under.until((s) => s.checks.problems.length === 0);
});

test("a wire that does not fit is refused with the reason", async () => {
  const links = await under.studio((s) => JSON.stringify(s.graph.links));
  await under.drag(
    await under.where("model", { socket: "model" }),
    await under.where("composite", { socket: "unknown" }),
  );
  assert.equal(await under.studio((s) => JSON.stringify(s.graph.links)), links);
  assert.match(await under.studio((s) => s.status), /Composite · unknown takes .*; Load model gives a model\./);
});

test("a param is edited on its node, counts at Enter, and what is out of range says so", async () => {
  const at = await under.where("jump", { param: "jump_length" });
  await under.page.mouse.click(at.x, at.y);
  await under.page.keyboard.press("Control+a");
  await under.page.keyboard.type("0");
  await under.page.keyboard.press("Enter");
  assert.equal(await under.studio((s) => s.graph.nodes.find((n) => n.id === "jump")?.params["jump_length"]), 5);
  await under.page.getByText("Expected a number from 1").first().waitFor();
  await under.page.keyboard.press("Escape");
  const again = await under.where("jump", { param: "jump_length" });
  await under.page.mouse.click(again.x, again.y);
  await under.page.keyboard.press("Control+a");
  await under.page.keyboard.type("10");
  await under.page.keyboard.press("Enter");
  await under.until((s) => s.graph.nodes.find((n) => n.id === "jump")?.params["jump_length"] === 10);
  await under.until((s) => s.checks.walk?.evaluations === 170);
});

test("a node comes from the palette, and is deleted again", async () => {
  const count = await under.studio((s) => s.graph.nodes.length);
  await under.press("Preview");
  assert.deepEqual(await under.studio((s) => [s.graph.nodes.length, [...s.selected]]), [count + 1, ["preview"]]);
  const at = await under.where("preview");
  await under.page.mouse.click(at.x, at.y);
  await under.page.keyboard.press("Delete");
  assert.equal(await under.studio((s) => s.graph.nodes.length), count);
});

test("the palette finds nodes by what they do, in either language, and Enter adds the first", async () => {
  const found = async (asked: string): Promise<string[]> => {
    const field = under.page.locator("repaint-palette input[type=search]");
    await field.fill(asked);
    await under.page.locator("repaint-palette .list h2").first().waitFor({ state: "detached" });
    await under.settle();
    return (await under.page.locator("repaint-palette .list button").allTextContents()).map((text) => text.trim());
  };
  /** Among the first three; the index of a language is fetched when it is first asked. */
  const finds = async (asked: string, title: string): Promise<void> => {
    for (let i = 0; i < 200 && (await found(asked)).length === 0; i++) await under.settle();
    const first = (await found(asked)).slice(0, 3);
    assert.ok(first.includes(title), `${asked} → ${first.join(", ")}`);
  };
  await finds("make the picture blurry", "Blur");
  await finds("repeat some steps", "Repeat");
  await finds("choose the better samples", "Resample particles");
  assert.deepEqual(await found("qwxzv"), []);
  await found("keep only coarse structure");
  await under.page.keyboard.press("Enter");
  assert.deepEqual(await under.studio((s) => s.graph.nodes.at(-1)?.type), "image/low-pass");
  await under.page.keyboard.press("Escape");
  await under.page.locator("repaint-palette .list h2").first().waitFor();
  await under.press("中文: switch to Chinese");
  await under.page.getByRole("button", { name: "运行", exact: true }).waitFor();
  await finds("给已知部分加噪声", "已知区域加噪");
  await finds("把图片变模糊", "模糊");
});

test("the page zooms by how far the wheel is turned, and drags its ground", async () => {
  const before = await under.where("predict");
  await under.page.mouse.move(before.x, before.y);
  await under.page.mouse.wheel(0, -240);
  await under.settle();
  const [a, b] = [await under.where("loop"), await under.where("predict")];
  assert.ok(Math.abs(b.x - before.x) < 1.5 && Math.abs(b.y - before.y) < 1.5, "the point under the pointer stays");
  await under.page.mouse.wheel(0, 240);
  await under.settle();
  assert.ok(b.x - a.x > ((await under.where("predict")).x - (await under.where("loop")).x) * 1.2);
  const ground = { x: before.x, y: 760 - 130 };
  await under.drag(ground, { x: ground.x + 40, y: ground.y - 30 });
  const moved = await under.where("predict");
  assert.ok(Math.abs(moved.x - before.x - 40) < 2 && Math.abs(moved.y - before.y + 30) < 2);
});

test("language and theme change without reloading, node titles and problems included", async () => {
  await under.press("中文: switch to Chinese");
  await under.page.getByRole("button", { name: "运行", exact: true }).waitFor();
  await under.page.getByRole("button", { name: "加载模型", exact: true }).waitFor();
  await under.press("浅色主题");
  assert.equal(await under.page.getAttribute("repaint-studio", "theme"), "light");
});
