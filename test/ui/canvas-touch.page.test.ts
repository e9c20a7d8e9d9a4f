import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeSite, openSite, PageUnderTest, type GraphCanvas, type Site } from "./page.ts";

/** A finger on the screen, as Chromium's input is told of it. */
interface Finger {
  readonly x: number;
  readonly y: number;
  readonly id: number;
}

let site: Site;
let under: PageUnderTest;
let touch: (type: "touchStart" | "touchMove" | "touchEnd", fingers: readonly Finger[]) => Promise<unknown>;
before(async () => {
  site = await openSite();
  under = await PageUnderTest.open(site, { touch: true });
  under.page.setDefaultTimeout(8000);
  await under.ready();
  const session = await under.page.context().newCDPSession(under.page);
  touch = (type, touchPoints) => session.send("Input.dispatchTouchEvent", { type, touchPoints: [...touchPoints] });
});
after(async () => {
  assert.deepEqual(under.complaints, []);
  await under.close();
  await closeSite(site);
});

function canvas<T>(act: (canvas: GraphCanvas) => T | Promise<T>): Promise<T> {
  const found = `document.querySelector("repaint-studio").renderRoot.querySelector("repaint-canvas")`;
  return under.page.evaluate(`(${act.toString()})(${found})`) as Promise<T>;
}
const camera = (): Promise<{ scale: number; x: number; y: number }> =>
  canvas((c) => ({ scale: c.scale, x: c.view?.offset.x ?? 0, y: c.view?.offset.y ?? 0 }));

async function tap(at: { readonly x: number; readonly y: number }): Promise<void> {
  await under.page.touchscreen.tap(at.x, at.y);
  await under.settle();
}

test("sockets are larger for fingers", async () => {
  assert.equal(await canvas((c) => c.view?.coarse), true);
});

test("two fingers that part zoom in around their middle, and two that move together pan", async () => {
  const start = await camera();
  const middle = await under.where("predict");
  const two = (dx: number, shift = 0): readonly Finger[] => [
    { x: middle.x - dx + shift, y: middle.y + shift, id: 0 },
    { x: middle.x + dx + shift, y: middle.y + shift, id: 1 },
  ];
  await touch("touchStart", two(40));
  for (let dx = 44; dx <= 80; dx += 4) await touch("touchMove", two(dx));
  await touch("touchEnd", []);
  await under.settle();
  const zoomed = await camera();
  const ratio = zoomed.scale / start.scale;
  assert.ok(ratio > 1.8 && ratio < 2.2, `${ratio}`);
  const there = await under.where("predict");
  assert.ok(Math.hypot(there.x - middle.x, there.y - middle.y) < 12, "what is between the fingers stays there");
  await touch("touchStart", two(50));
  for (let shift = 5; shift <= 50; shift += 5) await touch("touchMove", two(50, shift));
  await touch("touchEnd", []);
  await under.settle();
  const panned = await under.where("predict");
  assert.ok(Math.abs(panned.x - there.x - 50) < 4 && Math.abs(panned.y - there.y - 50) < 4);
  assert.ok(Math.abs((await camera()).scale - zoomed.scale) < 0.02);
  assert.equal(await under.studio((s) => s.doc.canUndo), false, "looking is no edit");
  await canvas((c) => c.fit());
});

test("a wire is laid by a tap on one socket and a tap on the other", async () => {
  await under.studio((s) => s.doc.apply((g) => ({ ...g, links: g.links.filter(([, , to]) => to !== "composite") })));
  await under.settle();
  await tap(await under.where("known", { socket: "sample" }));
  assert.ok(await canvas((c) => c.view?.draft !== undefined), "the wire waits");
  await tap(await under.where("composite", { socket: "known" }));
  assert.equal(await under.studio((s) => s.graph.links.some((l) => l.join() === "known,sample,composite,known")), true);
});

test("a finger that rests opens the menu of what is under it", async () => {
  const at = await under.where("mask");
  await touch("touchStart", [{ ...at, id: 0 }]);
  await under.page.getByRole("menuitem", { name: /^Duplicate/ }).waitFor();
  await touch("touchEnd", []);
  await under.page.getByRole("menuitem", { name: /^Duplicate/ }).tap();
  await under.settle();
  assert.deepEqual(await under.studio((s) => [...s.selected]), ["mask-2"]);
});

test("one finger on the ground pans, and on a node drags it", async () => {
  await canvas((c) => c.fit());
  await under.settle();
  const from = await under.where("result");
  const pos = await under.studio((s) => s.graph.nodes.find((n) => n.id === "result")?.pos.join());
  await touch("touchStart", [{ ...from, id: 0 }]);
  for (let y = 5; y <= 40; y += 5) await touch("touchMove", [{ x: from.x, y: from.y + y, id: 0 }]);
  await touch("touchEnd", []);
  await under.settle();
  assert.notEqual(await under.studio((s) => s.graph.nodes.find((n) => n.id === "result")?.pos.join()), pos);
});
