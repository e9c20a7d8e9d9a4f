import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { closeSite, openSite, PageUnderTest, type GraphCanvas, type Site } from "./page.ts";

let site: Site;
let under: PageUnderTest;
before(async () => {
  site = await openSite();
  under = await PageUnderTest.open(site);
  under.page.setDefaultTimeout(8000);
  await under.ready();
});
beforeEach(async () => await clear());
after(async () => {
  assert.deepEqual(under.complaints, []);
  await under.close();
  await closeSite(site);
});

const ids = (): Promise<string[]> => under.studio((s) => s.graph.nodes.map((n) => n.id));
const graph = (): Promise<string> => under.studio((s) => JSON.stringify(s.graph));
const undo = async (times = 1): Promise<void> => {
  for (let i = 0; i < times; i++) await under.studio((s) => s.command("undo"));
  await under.settle();
};
/** Something with the canvas itself. */
function canvas<T>(act: (canvas: GraphCanvas) => T | Promise<T>): Promise<T> {
  const found = `document.querySelector("repaint-studio").renderRoot.querySelector("repaint-canvas")`;
  return under.page.evaluate(`(${act.toString()})(${found})`) as Promise<T>;
}
async function click(at: { x: number; y: number }, modifiers: readonly "Shift"[] = []): Promise<void> {
  for (const key of modifiers) await under.page.keyboard.down(key);
  await under.page.mouse.click(at.x, at.y);
  for (const key of modifiers) await under.page.keyboard.up(key);
  await under.settle();
}
/** A point of the ground; the whole graph is in sight afterwards. */
async function ground(): Promise<{ x: number; y: number }> {
  await canvas((c) => c.fit());
  await under.settle();
  return await canvas((c) => {
    const { left, top, height, width } = c.getBoundingClientRect();
    for (let y = height - 20; y > 0; y -= 10) {
      for (let x = 200; x < width - 400; x += 20) {
        const at = c.middle;
        const seen = c.toScreen(at);
        const point = { x: at.x + (x - seen.x) / c.scale, y: at.y + (y - seen.y) / c.scale };
        if (c.view?.hit(point, 40).kind === "ground") return { x: left + x, y: top + y };
      }
    }
    throw new Error("no ground in sight");
  });
}
const clear = async (): Promise<void> => {
  await under.studio((s) => s.select([]));
  await under.settle();
  await ground();
};

test("nodes are chosen by shift-click, copied and pasted: new names, the wires among them, one undo", async () => {
  const start = await graph();
  await click(await under.where("predict"));
  await click(await under.where("reverse"), ["Shift"]);
  await under.page.keyboard.press("Control+c");
  await under.page.keyboard.press("Control+v");
  await under.settle();
  const pasted = await under.studio((s) => [...s.selected]);
  assert.deepEqual(pasted, ["predict-2", "reverse-step"]);
  const added = await under.studio((s) => s.graph.links.filter((l) => l[2] === "reverse-step").join());
  assert.equal(added, "predict-2,prediction,reverse-step,prediction");
  await under.page.keyboard.press("Control+v");
  await under.settle();
  const places = await under.studio((s) =>
    s.graph.nodes.filter((n) => n.type === "denoise/predict").map((n) => n.pos[0]),
  );
  assert.equal(new Set(places).size, 3, "copies lie beside one another");
  await undo(2);
  assert.equal(await graph(), start);
});

test("cut and duplicate work from the keyboard, and what is cut comes back in its place", async () => {
  const start = await graph();
  await click(await under.where("jump"));
  const pos = await under.studio((s) => s.graph.nodes.find((n) => n.id === "jump")?.pos.join());
  await under.page.keyboard.press("Control+d");
  assert.ok((await ids()).includes("jump-back"));
  await undo();
  await click(await under.where("jump"));
  await under.page.keyboard.press("Control+x");
  await under.settle();
  assert.ok(!(await ids()).includes("jump"));
  await under.page.keyboard.press("Control+v");
  await under.settle();
  assert.equal(await under.studio((s) => s.graph.nodes.find((n) => n.id === "jump-back")?.pos.join()), pos);
  await undo(2);
  assert.equal(await graph(), start);
});

test("a part of a graph pasted from elsewhere is read as data; a hostile one gives a sentence", async () => {
  const start = await graph();
  const paste = (text: string): Promise<unknown> =>
    under.page.evaluate((words) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", words);
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  await paste(`{"fragment":true,"format":"repaint-graph","version":1,"nodes":[],"__proto__":{"polluted":1}}`);
  await under.until((s) => s.notices.some((p) => p.code === "forbidden-key"));
  assert.equal(await under.page.evaluate("({}).polluted"), undefined);
  await under.studio((s) => s.command("dismiss"));
  assert.equal(await graph(), start);
  const foreign = `{"fragment":true,"format":"repaint-graph","version":1,"nodes":[
    {"id":"model","type":"model/load","params":{"model":"https://models.example/m.json"}}]}`;
  await paste(foreign);
  await under.page.getByText("models.example").first().waitFor();
  assert.equal(await graph(), start, "nothing is taken over before the reader agrees");
  await under.page.keyboard.press("Escape");
});

test("a box takes what it meets, and everything can be taken and put away", async () => {
  const from = await canvas((c) => {
    const { left, top } = c.getBoundingClientRect();
    const rect = c.view?.rectOf("predict");
    const at = c.toScreen({ x: (rect?.x ?? 0) - 20, y: (rect?.y ?? 0) - 30 });
    return { x: left + at.x, y: top + at.y };
  });
  await under.page.keyboard.down("Shift");
  await under.drag(from, { x: (await under.where("reverse")).x, y: from.y + 60 });
  await under.page.keyboard.up("Shift");
  assert.deepEqual(await under.studio((s) => [...s.selected].sort()), ["predict", "reverse"]);
  await click(await ground());
  assert.equal(await under.studio((s) => s.selected.size), 0);
  await under.page.keyboard.press("Control+a");
  assert.equal(await under.studio((s) => s.selected.size === s.graph.nodes.length), true);
  await click(await ground());
});

test("a wire dropped on the ground offers what fits, and the chosen node is wired", async () => {
  const start = await graph();
  await under.drag(await under.where("reverse", { socket: "sample" }), await ground());
  const options = under.page.getByRole("option");
  await options.first().waitFor();
  const titles = await options.allTextContents();
  assert.ok(
    titles.some((title) => title.includes("Preview")),
    titles.join(),
  );
  assert.ok(!titles.some((title) => /Load model|Noise schedule/.test(title)), titles.join());
  await under.page.keyboard.type("preview");
  await under.page.keyboard.press("Enter");
  await under.settle();
  assert.equal(await under.studio((s) => s.graph.links.some((l) => l[2] === "preview" && l[3] === "picture")), true);
  await undo();
  assert.equal(await graph(), start);
  const { x, y } = await ground();
  await under.page.mouse.dblclick(x, y);
  await options.first().waitFor();
  assert.ok((await options.count()) > 15, "a double click offers all");
  await under.page.keyboard.press("Escape");
  await under.page.getByRole("listbox").waitFor({ state: "detached" });
  assert.equal(await graph(), start);
});

test("two clicks on sockets lay a wire as well as a drag", async () => {
  const start = await graph();
  await under.studio((s) => s.add("view/preview", [900, 700]));
  await clear();
  await click(await under.where("reverse", { socket: "sample" }));
  await click(await under.where("preview", { socket: "picture" }));
  assert.equal(
    await under.studio((s) => s.graph.links.some((l) => l.join() === "reverse,sample,preview,picture")),
    true,
  );
  await undo(2);
  assert.equal(await graph(), start);
});

test("a node without wires, dropped on a wire, is put into it", async () => {
  const start = await graph();
  await under.studio((s) => s.add("repaint/jump-back", [700, 760]));
  await clear();
  const middle = await canvas((c) => {
    const way = c.view?.layout.routes.get("jump.sample")?.points ?? [];
    const [a, b] = [way[0], way.at(-1)];
    const { left, top } = c.getBoundingClientRect();
    const at = c.toScreen({ x: ((a?.x ?? 0) + (b?.x ?? 0)) / 2, y: ((a?.y ?? 0) + (b?.y ?? 0)) / 2 });
    return { x: left + at.x, y: top + at.y };
  });
  await under.drag(await under.where("jump-back"), middle);
  const links = await under.studio((s) => s.graph.links.map((l) => l.join()));
  assert.ok(links.includes("composite,sample,jump-back,sample"), links.join(" "));
  assert.ok(links.includes("jump-back,sample,jump,sample"));
  await undo(2);
  assert.equal(await graph(), start);
});

test("a wire that does not fit says why and offers what to put between", async () => {
  const start = await graph();
  await under.drag(await under.where("model", { socket: "model" }), await under.where("noise", { socket: "schedule" }));
  await under.page.getByRole("alertdialog").waitFor();
  await under.page.getByRole("button", { name: "Insert Noise schedule", exact: true }).click();
  await under.settle();
  const links = await under.studio((s) => s.graph.links.map((l) => l.join()));
  assert.ok(
    links.includes("model,model,noise-schedule,model") && links.includes("noise-schedule,schedule,noise,schedule"),
  );
  await undo();
  assert.equal(await graph(), start);
});

test("a problem leads to its socket and is mended by its button", async () => {
  const start = await graph();
  await under.studio((s) =>
    s.doc.apply((g) => ({ ...g, links: g.links.filter((l) => l.join() !== "mask,mask,composite,keep_mask") })),
  );
  await under.page.getByRole("button", { name: "Wire Mask", exact: true }).waitFor();
  await under.page.getByRole("button", { name: /keep_mask is not wired/ }).click();
  await under.settle();
  assert.deepEqual(await canvas((c) => c.view?.marks.socket), {
    node: "composite",
    side: "input",
    name: "keep_mask",
  });
  await under.page.getByRole("button", { name: "Wire Mask", exact: true }).click();
  await under.until((s) => s.checks.problems.length === 0);
  await undo(2);
  assert.equal(await graph(), start);
});

test("a group moves what lies in it, is renamed, and a note is written; each is undone alone", async () => {
  const start = await graph();
  await click(await under.where("predict"));
  await click(await under.where("reverse"), ["Shift"]);
  await under.page.keyboard.press("g");
  await under.settle();
  await under.page.keyboard.type("Network");
  await under.page.keyboard.press("Enter");
  await under.settle();
  assert.equal(await under.studio((s) => s.graph.groups?.[0]?.title), "Network");
  const before = await under.studio((s) => s.graph.nodes.find((n) => n.id === "predict")?.pos[1] ?? 0);
  const title = await under.where("group:0");
  await under.drag(title, { x: title.x, y: title.y - 40 });
  const y = await under.studio((s) => s.graph.nodes.find((n) => n.id === "predict")?.pos[1] ?? 0);
  assert.ok(y < before - 20, `${before} → ${y}`);
  await click(await ground());
  await under.page.keyboard.press("n");
  await under.settle();
  await under.page.keyboard.type("Why it works");
  await under.page.keyboard.press("Control+Enter");
  assert.equal(await under.studio((s) => s.graph.notes?.[0]?.text), "Why it works");
  await under.page.keyboard.press("Delete");
  assert.equal(await under.studio((s) => s.graph.notes), undefined);
  await undo(6);
  assert.equal(await graph(), start);
});

test("arranging is one edit; the overview moves the view; a breakpoint is set on the node", async () => {
  const start = await graph();
  await click(await ground());
  await under.page.keyboard.press("l");
  await under.until((s) => s.doc.canUndo && !s.doc.canRedo); // The arranging is fetched when it is first asked for.
  assert.notEqual(await graph(), start);
  await undo();
  assert.equal(await graph(), start);
  await under.page.keyboard.press("m");
  await under.settle();
  const map = await under.page.locator("canvas.map").boundingBox();
  assert.ok(map);
  const scrolled = (): Promise<string> => canvas((c) => JSON.stringify(c.view?.offset));
  const offset = await scrolled();
  await under.page.mouse.click(map.x + 30, map.y + 30);
  assert.notEqual(await scrolled(), offset);
  await ground();
  await canvas((c) => c.focus());
  await under.page.keyboard.press("m");
  await under.settle();
  const { x, y } = await canvas((c) => {
    const rect = c.view?.rectOf("reverse");
    const { left, top } = c.getBoundingClientRect();
    const at = c.toScreen({ x: (rect?.x ?? 0) + (rect?.width ?? 0) - 34, y: (rect?.y ?? 0) + 15 });
    return { x: left + at.x, y: top + at.y };
  });
  await click({ x, y });
  assert.deepEqual(await under.studio((s) => s.runs.player.stops.nodes), ["reverse"]);
  await click({ x, y });
  assert.deepEqual(await under.studio((s) => s.runs.player.stops.nodes), []);
});

test("the menu of the right button does what it says", async () => {
  const start = await graph();
  const at = await under.where("mask");
  await under.page.mouse.click(at.x, at.y, { button: "right" });
  await under.page.getByRole("menuitem", { name: /^Duplicate/ }).click();
  await under.settle();
  assert.deepEqual(await under.studio((s) => [...s.selected]), ["mask-2"]);
  await undo();
  assert.equal(await graph(), start);
});
