import assert from "node:assert/strict";
import { join } from "node:path";
import type { Server } from "node:http";
import { after, afterEach, before, beforeEach } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import { serve } from "../../src/cli/serve.ts";
import type { GraphCanvas } from "../../src/ui/components/graph-canvas.ts";
import type { Studio } from "../../src/ui/studio.ts";
import { browser, browserArguments } from "../../tools/browser.mjs";

export type { GraphCanvas, Studio };

/** As readers have it who asked their browser for little traffic; most tests run no network, and opening one takes a second. */
const SAVES_DATA = `Object.defineProperty(navigator, "connection", { value: { saveData: true } })`;

/** The built page, served and open in real Chromium. */
export class PageUnderTest {
  /** Errors of the page, and whatever its content security policy has refused. */
  readonly complaints: string[] = [];
  private readonly context: BrowserContext;
  readonly page: Page;

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    page.on("pageerror", (error) => this.complaints.push(String(error)));
    page.on("console", (message) => message.type() === "error" && this.complaints.push(message.text()));
  }

  static async open(
    site: Site,
    options: {
      readonly script?: string;
      readonly search?: string;
      readonly phone?: boolean;
      readonly touch?: boolean;
      /** Somebody who has never been here is asked how to begin. */
      readonly first?: boolean;
      /** The network is fetched and opened before anybody has asked for a run, as for readers who do not save data. */
      readonly warm?: boolean;
      /** What is served instead of a file of the site. */
      readonly files?: Readonly<Record<string, string | Uint8Array>>;
    } = {},
  ): Promise<PageUnderTest> {
    const context = await site.chrome.newContext({
      viewport: options.phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
      ...(options.phone && { hasTouch: true, isMobile: true, deviceScaleFactor: 2 }),
      ...(options.touch && { hasTouch: true }),
      colorScheme: "dark",
      locale: "en-GB",
      serviceWorkers: "block", // What it does, site.page.test.ts looks at; here it would only fetch the page twice.
    });
    for (const [file, body] of Object.entries(options.files ?? {}))
      await context.route(`**/${file}`, (route) =>
        route.fulfill({ body: typeof body === "string" ? body : Buffer.from(body) }),
      );
    const page = await context.newPage();
    const under = new PageUnderTest(context, page);
    if (!options.first) await page.addInitScript("localStorage.setItem('repaint-visited', '1')");
    if (!options.warm) await page.addInitScript(SAVES_DATA);
    if (options.script) await page.addInitScript(options.script);
    await page.goto(site.address + (options.search ?? ""));
    await page.waitForSelector("repaint-studio");
    return under;
  }

  /** Evaluates with the editor's state. */
  studio<T>(read: (studio: Studio) => T | Promise<T>): Promise<T> {
    return this.page.evaluate(`(${read.toString()})(document.querySelector("repaint-studio").studio)`) as Promise<T>;
  }

  /** Waits until something holds of the editor's state. The page's policy forbids it to wait by itself for a text of code. */
  async until(test: (studio: Studio) => boolean, timeout = 120_000): Promise<void> {
    const end = performance.now() + timeout;
    while (!(await this.studio(test))) {
      if (performance.now() > end) throw new Error(`waited ${timeout} ms for ${test.toString()}`);
      await new Promise((done) => setTimeout(done, 25));
    }
  }

  /** Until the first graph is there, checked and drawn. */
  async ready(): Promise<void> {
    await this.until((s) => s.checks.walk !== undefined && s.runs.values.size >= 2);
    await this.settle();
  }

  /** Until a part of the editor has the focus. */
  async focusOn(part: string): Promise<void> {
    const end = performance.now() + 30_000;
    const read = `document.querySelector("repaint-studio").shadowRoot.activeElement?.localName`;
    while ((await this.page.evaluate(read)) !== part) {
      if (performance.now() > end) throw new Error(`the focus did not come to ${part}`);
      await this.settle();
    }
  }

  /** Two frames, so that what was asked for is drawn. */
  async settle(): Promise<void> {
    await this.page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))");
  }

  async where(
    node: string,
    part?: { readonly socket: string; readonly side?: "output" } | { readonly param: string },
  ): Promise<{ x: number; y: number }> {
    const canvas = `document.querySelector("repaint-studio").renderRoot.querySelector("repaint-canvas")`;
    const at = await this.page.evaluate(`${canvas}.whereIs(${JSON.stringify(node)}, ${JSON.stringify(part)})`);
    if (!isPoint(at)) throw new Error(`${node} ${JSON.stringify(part)} is nowhere`);
    return at;
  }

  async drag(from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
    const { mouse } = this.page;
    await mouse.move(from.x, from.y);
    await mouse.down();
    await mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
    await mouse.move(to.x, to.y, { steps: 4 });
    await mouse.up();
    await this.settle();
  }

  press(name: string): Promise<void> {
    return this.page.getByRole("button", { name, exact: true }).first().click();
  }

  close(): Promise<void> {
    return this.context.close();
  }
}

export interface Site {
  readonly chrome: Browser;
  readonly server: Server;
  readonly address: string;
}

let shared: Promise<Site> | undefined;
let isShared = false;

async function openOne(): Promise<Site> {
  const { server, address } = await serve(join(fileURLToPath(new URL("../..", import.meta.url)), "dist", "site"), 0);
  const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });
  return { chrome, server, address };
}

async function closeOne({ chrome, server }: Site): Promise<void> {
  await chrome.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
}

export const openSite = (): Promise<Site> => (isShared ? (shared ??= openOne()) : openOne());

export const closeSite = async (site: Site): Promise<void> => (isShared ? undefined : await closeOne(site));

/**
 * One browser and one server for all files that run in this process, until the last of them is done.
 *
 * @public called by what tools/test.mjs puts together.
 */
export function shareSite(): void {
  isShared = true;
  after(async () => shared && (await closeOne(await shared)));
}

/** Opens a fresh page for every test of a file; each must end without complaints. */
export function freshPages(take: (page: PageUnderTest) => void): void {
  let site: Site;
  let under: PageUnderTest;
  before(async () => (site = await openSite()));
  after(async () => await closeSite(site));
  beforeEach(async () => {
    under = await PageUnderTest.open(site);
    await under.ready();
    take(under);
  });
  afterEach(async () => {
    assert.deepEqual(under.complaints, []);
    await under.close();
  });
}

function isPoint(value: unknown): value is { x: number; y: number } {
  return typeof value === "object" && value !== null && "x" in value && "y" in value;
}
