import assert from "node:assert/strict";
import { test } from "node:test";
import { emptyGraph, setParam } from "../../src/ui/edits.ts";
import { GraphDocument } from "../../src/ui/document.ts";
import { Autosave } from "../../src/ui/storage/autosave.ts";
import { claimDocument, WordOfMouth, type Channel, type Session } from "../../src/ui/storage/claim.ts";
import type { Shelf } from "../../src/ui/storage/shelf.ts";
import { MAX_POINTS, POINT_EVERY, snapshotOf, Vault, withPoint, type Snapshot } from "../../src/ui/storage/vault.ts";
import { repaintGraph } from "../helpers/graphs.ts";

/** A shelf in memory, which can be made to have no room. */
class TestShelf implements Shelf {
  readonly values = new Map<string, unknown>();
  full = false;
  get(key: string): Promise<unknown> {
    return Promise.resolve(this.values.get(key));
  }
  put(entries: readonly (readonly [string, unknown])[]): Promise<void> {
    if (this.full) return Promise.reject(new DOMException("full", "QuotaExceededError"));
    for (const [key, value] of entries) this.values.set(key, structuredClone(value));
    return Promise.resolve();
  }
  remove(key: string): Promise<void> {
    return Promise.resolve(void this.values.delete(key));
  }
  under(prefix: string): Promise<readonly unknown[]> {
    return Promise.resolve([...this.values].filter(([key]) => key.startsWith(prefix)).map(([, value]) => value));
  }
}

/** Tabs of one browser: each document is held by one at most. */
class Tabs {
  private readonly held = new Set<string>();
  readonly shelf = new TestShelf();
  readonly vault = new Vault(this.shelf);

  open(remembered?: string): { claim: ReturnType<typeof claimDocument>; memory: () => string | undefined } {
    let id = remembered;
    const session: Session = { get: () => id, set: (given) => void (id = given) };
    const hold = (wanted: string): Promise<boolean> => {
      const free = !this.held.has(wanted);
      this.held.add(wanted);
      return Promise.resolve(free);
    };
    return { claim: claimDocument(this.vault, session, hold), memory: () => id };
  }

  close(id: string): void {
    this.held.delete(id);
  }
}

const graph = repaintGraph();
const snapshot = (saved: number, text = String(saved)): Snapshot => ({ ...snapshotOf("a", graph, saved), text });

function opened(): { shelf: TestShelf; doc: GraphDocument; autosave: Autosave; later: (ms: number) => void } {
  const shelf = new TestShelf();
  const doc = new GraphDocument();
  doc.open(graph, { forget: true });
  let time = 1000;
  const autosave = new Autosave(new Vault(shelf), doc, { id: "a", points: [], now: () => time });
  autosave.start(new AbortController().signal);
  return { shelf, doc, autosave, later: (ms) => void (time += ms) };
}

test("there is one restore point a minute, twenty at most, the latest first", () => {
  let points: readonly Snapshot[] = [];
  for (let ms = 0; ms < 60 * POINT_EVERY; ms += POINT_EVERY / 4) points = withPoint(points, snapshot(ms));
  assert.equal(points.length, MAX_POINTS);
  for (const [i, point] of points.entries()) assert.equal(point.saved, (59 - i) * POINT_EVERY);
});

test("a forced restore point is kept at once, unless nothing is new in it", () => {
  const one = withPoint([], snapshot(0));
  assert.equal(withPoint(one, snapshot(1), true).length, 2);
  assert.equal(withPoint(one, snapshot(1, "0"), true), one);
});

test("an unchanged document is not saved; a changed one is, as it is last", async () => {
  const { shelf, doc, autosave } = opened();
  await autosave.flush();
  assert.equal(shelf.values.size, 0);
  for (let j = 1; j <= 9; j++) doc.apply(setParam("jump0", "jump_length", j));
  await autosave.flush();
  const saved = await new Vault(shelf).document("a");
  assert.equal(saved?.text, snapshotOf("a", doc.graph, 0).text);
});

test("what was edited before saving began is saved too", async () => {
  const shelf = new TestShelf();
  const doc = new GraphDocument();
  doc.open(graph, { forget: true });
  doc.apply(setParam("jump0", "jump_length", 7));
  const autosave = new Autosave(new Vault(shelf), doc, { id: "a", points: [] });
  autosave.start(new AbortController().signal);
  await autosave.flush();
  assert.equal((await new Vault(shelf).document("a"))?.text, snapshotOf("a", doc.graph, 0).text);
});

test("opening another graph leaves a restore point of the one before", async () => {
  const { shelf, doc, autosave } = opened();
  doc.apply(setParam("jump0", "jump_length", 3));
  await autosave.flush();
  doc.apply(setParam("jump0", "jump_length", 4));
  const before = snapshotOf("a", doc.graph, 0).text;
  doc.open(repaintGraph({ T: 20 }));
  await autosave.flush();
  assert.ok((await new Vault(shelf).points("a")).some(({ text }) => text === before));
});

test("a browser without room is told in a sentence, once, and saving goes on when there is room", async () => {
  const { shelf, doc, autosave } = opened();
  const told: string[] = [];
  autosave.addEventListener("trouble", (event) => {
    told.push((event as CustomEvent<{ code: string } | undefined>).detail?.code ?? "well");
  });
  shelf.full = true;
  for (const j of [2, 3]) {
    doc.apply(setParam("jump0", "jump_length", j));
    await autosave.flush();
  }
  assert.deepEqual(told, ["not-saved"]);
  shelf.full = false;
  await autosave.flush();
  assert.deepEqual(told, ["not-saved", "well"]);
  assert.equal((await new Vault(shelf).document("a"))?.text, snapshotOf("a", doc.graph, 0).text);
});

test("two tabs never have one document", async () => {
  const tabs = new Tabs();
  const first = await tabs.open().claim;
  await tabs.vault.save(snapshotOf(first.id, graph, 1));
  const second = await tabs.open().claim;
  assert.notEqual(second.id, first.id);
  assert.equal(second.from, undefined);
});

/** Tabs of a browser without locks, which hear one another. */
function withoutLocks(count: number): readonly WordOfMouth[] {
  const hears: ((event: MessageEvent<unknown>) => void)[] = [];
  return Array.from({ length: count }, (_, me) => {
    const channel: Channel = {
      postMessage: (data) =>
        hears.forEach((hear, i) => i !== me && queueMicrotask(() => hear(new MessageEvent("message", { data })))),
      addEventListener: (_type, hear) => void hears.push(hear),
    };
    return new WordOfMouth(channel, 20);
  });
}

test("where the browser has no locks, tabs tell one another which documents they have", async () => {
  const [first, second, third] = withoutLocks(3);
  assert.equal(await first?.hold("a"), true);
  assert.equal(await second?.hold("a"), false);
  assert.equal(await second?.hold("b"), true);
  assert.equal(await first?.hold("a"), true);
  assert.deepEqual(await Promise.all([third?.hold("a"), third?.hold("b"), third?.hold("c")]), [false, false, true]);
  const asked = await Promise.all(withoutLocks(5).map((tab) => tab.hold("d")));
  assert.equal(asked.filter(Boolean).length, 1);
});

test("where a tab answers too late, the one that took its document goes on under another name, and the first saves anew", async () => {
  const waiting: (() => void)[] = [];
  const hears: ((event: MessageEvent<unknown>) => void)[] = [];
  const [busy, quick] = [0, 1].map((me) => {
    const deliver = (data: unknown): void => {
      for (const [i, hear] of hears.entries())
        if (i !== me) (i === 0 ? waiting : []).push(() => hear(new MessageEvent("message", { data })));
      if (me === 0) hears[1]?.(new MessageEvent("message", { data }));
    };
    return new WordOfMouth({ postMessage: deliver, addEventListener: (_type, hear) => void hears.push(hear) }, 5);
  });
  const told: string[] = [];
  const session: Session = { get: () => undefined, set: (id) => void told.push(`session ${id}`) };
  const dispute = (name: string): Parameters<WordOfMouth["keep"]>[2] => ({
    move: (id) => Promise.resolve(told.push(`${name} moves to ${id}`)),
    reclaim: () => told.push(`${name} saves anew`),
  });
  assert.equal(await busy?.hold("a"), true);
  assert.equal(busy?.keep("a", session, dispute("busy")), "a");
  assert.equal(await quick?.hold("a"), true); // Nobody has said a word.
  assert.equal(quick?.keep("a", session, dispute("quick")), "a");
  while (waiting.length > 0) {
    waiting.shift()?.();
    await new Promise((done) => setTimeout(done, 1));
  }
  const id = told[0]?.slice("session ".length) ?? "";
  assert.match(id, /^[0-9a-f]{16}$/);
  assert.deepEqual(told, [`session ${id}`, `quick moves to ${id}`, "busy saves anew"]);
});

test("a reloaded tab has its document again; a duplicated one goes on from a copy", async () => {
  const tabs = new Tabs();
  const tab = tabs.open();
  const { id } = await tab.claim;
  await tabs.vault.save(snapshotOf(id, graph, 1));
  const twin = await tabs.open(tab.memory()).claim;
  assert.notEqual(twin.id, id);
  assert.equal(twin.from?.id, id);
  tabs.close(id);
  const again = await tabs.open(tab.memory()).claim;
  assert.equal(again.id, id);
  assert.equal(again.from?.text, snapshotOf(id, graph, 1).text);
});

test("a new tab goes on with the last document that nobody has open", async () => {
  const tabs = new Tabs();
  await tabs.vault.save(snapshotOf("old", graph, 1));
  await tabs.vault.save(snapshotOf("late", graph, 2));
  assert.equal((await tabs.open().claim).id, "late");
  assert.equal((await tabs.open().claim).id, "old");
  assert.equal((await tabs.open().claim).from, undefined);
});

test("a browser that keeps nothing still opens a document", async () => {
  const broken: Shelf = {
    get: () => Promise.reject(new Error("no")),
    put: () => Promise.reject(new Error("no")),
    remove: () => Promise.reject(new Error("no")),
    under: () => Promise.reject(new Error("no")),
  };
  const session: Session = { get: () => undefined, set: () => undefined };
  const claim = await claimDocument(new Vault(broken), session, () => Promise.resolve(true));
  assert.match(claim.id, /^[0-9a-f]{16}$/);
});

test("what is in the browser's database is checked as any file is", async () => {
  const shelf = new TestShelf();
  shelf.values.set("doc:a", { id: "a", text: 1 });
  shelf.values.set("copy:b", "<img>");
  shelf.values.set("points:a", [null, snapshotOf("a", emptyGraph, 1)]);
  const vault = new Vault(shelf);
  assert.equal(await vault.document("a"), undefined);
  assert.deepEqual(await vault.copies(), []);
  assert.equal((await vault.points("a")).length, 1);
});
