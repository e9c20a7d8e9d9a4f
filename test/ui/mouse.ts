import type { Locator } from "playwright-core";
import type { PageUnderTest } from "./page.ts";

type Point = { readonly x: number; readonly y: number };

/** Hands that have a mouse only: they point, press, drag and turn the wheel. */
export class Mouse {
  /** Presses, drags and turns of the wheel so far. */
  moves = 0;
  private readonly under: PageUnderTest;

  constructor(under: PageUnderTest) {
    this.under = under;
  }

  /** Turns the wheel over a list until something in it can be seen, and clicks on that. */
  async click(target: Locator): Promise<void> {
    await target.waitFor();
    await this.bring(target);
    const { x, y } = await middleOf(target);
    await this.under.page.mouse.click(x, y);
    this.moves++;
    await this.under.settle();
  }

  /** Drags a node type out of the palette. */
  async dragOut(title: string, to: Point): Promise<void> {
    const entry = this.under.page.locator("repaint-palette .list button").filter({ hasText: exactly(title) });
    await this.bring(entry);
    await this.under.drag(await middleOf(entry), to);
    this.moves++;
  }

  /** Drags a wire from a socket to another. */
  async wire(from: string, output: string, to: string, input: string): Promise<void> {
    await this.under.drag(
      await this.under.where(from, { socket: output, side: "output" }),
      await this.under.where(to, { socket: input }),
    );
    this.moves++;
  }

  /** Drags a wire so far onto the ground, and chooses what is to be at its end. @returns the new node's id. */
  async wireTo(from: string, output: string, by: Point, title: string, socket?: string): Promise<string> {
    const start = await this.under.where(from, { socket: output, side: "output" });
    await this.under.drag(start, { x: start.x + by.x, y: start.y + by.y });
    this.moves++;
    const offer = this.under.page.locator("repaint-node-search li").filter({ hasText: exactly(title, socket) });
    await this.click(offer);
    return await this.under.studio((s) => [...s.selected].join());
  }

  async wheel(at: Point, dy: number): Promise<void> {
    await this.under.page.mouse.move(at.x, at.y);
    await this.under.page.mouse.wheel(0, dy);
    this.moves++;
    await this.under.settle();
  }

  /** By the wheel alone. */
  private async bring(target: Locator): Promise<void> {
    for (let i = 0; i < 60; i++) {
      const hidden = await target.evaluate((element) => {
        const { top, bottom, left, width } = element.getBoundingClientRect();
        let list: Element | null = element.parentElement;
        while (list && list.scrollHeight <= list.clientHeight + 1) list = list.parentElement;
        const frame = list?.getBoundingClientRect();
        if (!frame) return undefined;
        const middle = { x: left + width / 2, y: frame.top + frame.height / 2 };
        return bottom > frame.bottom ? { ...middle, by: 60 } : top < frame.top ? { ...middle, by: -60 } : undefined;
      });
      if (!hidden) return;
      await this.wheel(hidden, hidden.by);
    }
    throw new Error("the wheel does not bring it into sight");
  }
}

/** A title, and behind it perhaps the name of a socket. */
const exactly = (title: string, socket = ""): RegExp => {
  const plain = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^\\s*${plain(title)}\\s*${plain(socket)}\\s*$`);
};

async function middleOf(target: Locator): Promise<Point> {
  const box = await target.boundingBox();
  if (!box) throw new Error("what is pointed at is not seen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
