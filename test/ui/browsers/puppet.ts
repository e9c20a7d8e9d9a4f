import puppeteer, { type Browser, type KeyInput, type Page } from "puppeteer-core";
import { browserArguments, findBrowser, findFirefox } from "../../../tools/browser.mjs";
import type { Contender, Driven } from "./driven.ts";

const size = { width: 1440, height: 900 };

/** Chromium and Firefox, both through WebDriver BiDi or what the browser has in its place. */
class Puppet implements Driven {
  readonly name: string;
  readonly version: string;
  readonly freezes: boolean;
  private readonly browser: Browser;
  private readonly page: Page;

  constructor(name: string, version: string, browser: Browser, page: Page) {
    this.name = name;
    this.version = version;
    this.freezes = name === "Firefox";
    this.browser = browser;
    this.page = page;
  }

  async open(address: string): Promise<void> {
    await this.page.goto(address);
  }

  async reload(): Promise<void> {
    await this.page.reload();
  }

  evaluate(expression: string): Promise<unknown> {
    return this.page.evaluate(expression);
  }

  move(x: number, y: number): Promise<void> {
    return this.page.mouse.move(x, y);
  }

  down(): Promise<void> {
    return this.page.mouse.down();
  }

  up(): Promise<void> {
    return this.page.mouse.up();
  }

  tap(x: number, y: number): Promise<void> {
    return this.page.touchscreen.tap(x, y);
  }

  async press(chord: string): Promise<void> {
    const keys = chord.split("+") as KeyInput[];
    for (const key of keys) await this.page.keyboard.down(key);
    for (const key of keys.reverse()) await this.page.keyboard.up(key);
  }

  close(): Promise<void> {
    return this.browser.close();
  }
}

async function launch(name: "Chromium" | "Firefox", path: string): Promise<Driven> {
  const isFirefox = name === "Firefox";
  const browser = await puppeteer.launch({
    browser: isFirefox ? "firefox" : "chrome",
    executablePath: path,
    headless: true,
    args: isFirefox ? [] : browserArguments,
    defaultViewport: { ...size, hasTouch: !isFirefox },
    protocolTimeout: 600_000,
  });
  const [page] = await browser.pages();
  const version = (await browser.version()).replace(/^[^\d]*/, "");
  return new Puppet(name, version, browser, page ?? (await browser.newPage()));
}

/** A browser that puppeteer drives. */
function puppet(name: "Chromium" | "Firefox", path: string | undefined, missing: string): Contender {
  return {
    name,
    missing: path === undefined ? missing : undefined,
    open: () => launch(name, path ?? ""),
  };
}

export const chromium = puppet(
  "Chromium",
  findBrowser(),
  "Chromium is not on this machine (Debian: `apt-get install chromium`).",
);
export const firefox = puppet(
  "Firefox",
  findFirefox(),
  "Firefox is not on this machine (Debian: `apt-get install firefox-esr`), nor named in FIREFOX_PATH.",
);
