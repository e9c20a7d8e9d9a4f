import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
let under: PageUnderTest;
before(async () => {
  site = await openSite();
  under = await PageUnderTest.open(site);
  await under.ready();
});
after(async () => {
  assert.deepEqual(under.complaints, []);
  await under.close();
  await closeSite(site);
});

/** The node, or the socket of it, that has the keys' focus. */
const focus = (): Promise<string> =>
  under.studio((s) => [[...s.selected].join("+"), ...(s.socket ? [s.socket.side, s.socket.name] : [])].join(" "));

async function press(...keys: readonly string[]): Promise<void> {
  for (const key of keys) await under.page.keyboard.press(key);
  await under.settle();
}

/** What is read out of the canvas, once the words for it are there. */
async function heard(text: string): Promise<void> {
  const end = performance.now() + 20_000;
  while ((await spoken()) !== text && performance.now() < end) await under.settle();
  assert.equal(await spoken(), text);
}

const spoken = (): Promise<unknown> =>
  under.page.evaluate(
    `document.querySelector("repaint-studio").shadowRoot.querySelector("repaint-canvas").shadowRoot.querySelector("#at").ariaLabel`,
  );
const focusedPart = (): Promise<unknown> =>
  under.page.evaluate(`document.querySelector("repaint-studio").shadowRoot.activeElement?.localName`);

test("on the canvas Tab goes through the nodes, arrows along the wires, brackets through the sockets", async () => {
  await press("Control+Shift+E");
  await under.focusOn("repaint-outline");
  await press("F6");
  await under.focusOn("repaint-canvas");
  await press("Escape");
  const walked: string[] = [];
  for (const key of ["Tab", "Tab", "Shift+Tab", "ArrowRight", "ArrowLeft", "ArrowDown"]) {
    await press(key);
    walked.push(await focus());
  }
  assert.deepEqual(walked, ["model", "schedule", "model", "schedule", "model", "image"]);
  await heard("Load image");
  await press("Escape", "ArrowLeft", "Escape");
  await under.studio((s) => s.select(["composite"]));
  await press("]", "]");
  assert.equal(await focus(), "composite input known");
  await heard("input known, from Forward-noise known · known");
  await press("ArrowLeft");
  assert.equal(await focus(), "known");
  await press("Shift+Tab", "Shift+Tab");
  assert.equal(await focusedPart(), "repaint-canvas");
});

test("outline and canvas stand on the same node and socket", async () => {
  await under.studio((s) => s.select(["reverse"]));
  await press("]", "Control+Shift+E");
  await under.focusOn("repaint-outline");
  const row = await under.page.evaluate(
    `document.querySelector("repaint-studio").shadowRoot.querySelector("repaint-outline").shadowRoot.activeElement.dataset.key`,
  );
  assert.equal(row, "i:reverse.prediction");
  await press("Delete");
  assert.equal(
    await under.studio((s) => s.graph.links.some(([, , to, name]) => to === "reverse" && name === "prediction")),
    false,
  );
  assert.equal(await under.studio((s) => s.graph.nodes.length), 12);
  await press("Control+z");
  assert.equal(await under.studio((s) => s.doc.canUndo), false);
});

test("nodes move by the grid, are shown by themselves, and named by F2 and Enter", async () => {
  await under.studio((s) => s.select(["mask"]));
  await press("F6");
  await under.focusOn("repaint-canvas");
  await press("Alt+ArrowRight", "Alt+ArrowDown");
  assert.deepEqual(await under.studio((s) => s.graph.nodes.find((n) => n.id === "mask")?.pos), [8, 438]);
  await press("0");
  const [a, b] = [await under.where("image"), await under.where("mask")];
  assert.ok(Math.abs(b.y - a.y - (438 - 186)) < 1, "a pixel of the graph is one of the screen");
  await press("F2");
  await under.focusOn("repaint-inspector");
  await under.page.keyboard.type("My mask");
  await press("Enter");
  assert.equal(await under.studio((s) => s.graph.nodes.find((n) => n.id === "mask")?.title), "My mask");
  assert.equal(await focusedPart(), "repaint-canvas");
  await press("Enter");
  await under.focusOn("repaint-inspector");
  await press("Escape");
  assert.equal(await focusedPart(), "repaint-canvas");
});

test("Space runs and pauses from the canvas, and Home and End look at the run's ends", async () => {
  await press("Space");
  await under.until((s) => s.runs.state === "running" && (s.runs.progress?.transition ?? 0) > 3);
  await press("Space");
  await under.until((s) => s.runs.state === "paused");
  await press("Home");
  assert.equal(await under.studio((s) => s.runs.player.at), 0);
  await press("End");
  assert.equal(await under.studio((s) => s.runs.player.at === s.runs.player.reached), true);
  await under.studio((s) => s.command("stop"));
});

test("the list of keys takes others, refuses those that are taken, and keeps them", async () => {
  await under.focusOn("repaint-canvas");
  await press("Shift+?");
  const dialog = under.page.getByRole("dialog", { name: "Keys" });
  await dialog.getByRole("button", { name: /^Show the whole graph: F/ }).click();
  await press("0");
  await dialog.getByText(/^0 already means/).waitFor();
  await dialog.getByRole("button", { name: /^Show the whole graph: F/ }).click();
  await press("j", "Shift+j");
  await dialog.getByRole("button", { name: /^Show the whole graph: J/ }).waitFor();
  await press("Escape");
  await under.page.reload();
  await under.ready();
  await under.until((s) =>
    s.commands.list.some((entry) => entry.id === "fit" && s.commands.keysOf(entry).join() === "j"),
  );
});
