import assert from "node:assert/strict";
import type { Studio } from "../../../src/ui/studio.ts";
import type { Driven } from "./driven.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

const STUDIO = `document.querySelector("repaint-studio")`;

/** Whether the editor stands with its first graph, or says why it does not. */
const READY = `(() => {
  const s = ${STUDIO}?.studio;
  return s !== undefined && s.checks.walk !== undefined && s.runs.values.size >= 2 &&
    (s.figures.device !== undefined || s.notices.length > 0);
})()`;

/** What is seen under a name, through all shadow roots: by its label, its words, or the words it begins with. */
const FIND = `(name) => {
  const all = (root) => [...root.querySelectorAll("*")].flatMap((e) => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);
  const named = (e) => e.getAttribute("aria-label") ?? (e.matches("button") ? e.textContent.trim().replace(/\\\\s+/g, " ") : undefined);
  const seen = all(document).filter((e) => named(e) !== undefined && e.getClientRects().length > 0 && e.checkVisibility());
  const found = seen.find((e) => named(e) === name) ?? seen.find((e) => named(e).startsWith(name));
  if (!found) return null;
  found.scrollIntoView({ block: "nearest" });
  const { x, y, width, height } = found.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2, width, height };
}`;

/** The editor in some browser. */
export class BrowserPage {
  readonly driven: Driven;
  private readonly address: string;

  constructor(driven: Driven, address: string) {
    this.driven = driven;
    this.address = address;
  }

  async open(): Promise<void> {
    await this.driven.open(this.address);
    await this.ready();
  }

  /** Until the first graph is there, checked and drawn, and the first network is open. @throws with what the page says is wrong. */
  async ready(): Promise<void> {
    const { driven } = this;
    await this.wait(READY, driven.freezes ? 60_000 : undefined).catch(async (error: unknown) => {
      if (!driven.freezes) throw error;
      console.log(`${driven.name} did not get ready within a minute and is loaded once more: ${String(error)}`);
      await driven.reload();
      await this.wait(READY);
    });
    assert.deepEqual(await this.studio((s) => s.notices.map(({ message }) => message.en)), []);
    await this.settle();
  }

  /** Evaluates with the editor's state. */
  studio<T>(read: (studio: Studio) => T | Promise<T>): Promise<T> {
    return this.driven.evaluate(`(${read.toString()})(${STUDIO}.studio)`) as Promise<T>;
  }

  until(test: (studio: Studio) => boolean): Promise<void> {
    return this.wait(`(${test.toString()})(${STUDIO}.studio)`);
  }

  /** Until an expression in the page is true. */
  async wait(expression: string, timeout = 300_000): Promise<void> {
    const end = performance.now() + timeout;
    while ((await this.driven.evaluate(expression)) !== true) {
      if (performance.now() > end) throw new Error(`waited ${timeout} ms for ${expression}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** Two frames, so that what was asked for is drawn. */
  async settle(): Promise<void> {
    await this.driven.evaluate(
      "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))",
    );
  }

  /** The middle of what has a name, once it is seen. */
  async find(name: string): Promise<Point & { readonly width: number; readonly height: number }> {
    const expression = `(${FIND})(${JSON.stringify(name)})`;
    await this.wait(`${expression} !== null`, 60_000);
    await this.settle();
    return (await this.driven.evaluate(expression)) as Point & { readonly width: number; readonly height: number };
  }

  async click(name: string): Promise<void> {
    const { x, y } = await this.find(name);
    await this.driven.move(x, y);
    await this.driven.down();
    await this.driven.up();
    await this.settle();
  }

  async drag(way: readonly Point[]): Promise<void> {
    const [first, ...rest] = way;
    if (!first) return;
    await this.driven.move(first.x, first.y);
    await this.driven.down();
    let from = first;
    for (const to of rest) {
      for (let i = 1; i <= 4; i++)
        await this.driven.move(from.x + ((to.x - from.x) * i) / 4, from.y + ((to.y - from.y) * i) / 4);
      from = to;
    }
    await this.driven.up();
    await this.settle();
  }

  async press(chord: string): Promise<void> {
    await this.driven.press(chord);
    await this.settle();
  }

  async where(node: string): Promise<Point> {
    const at = `${STUDIO}.renderRoot.querySelector("repaint-canvas").whereIs(${JSON.stringify(node)})`;
    return (await this.driven.evaluate(`(({ x, y }) => ({ x, y }))(${at})`)) as Point;
  }
}
