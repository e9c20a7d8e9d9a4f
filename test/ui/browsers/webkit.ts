import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { Builder, Key, Origin, type WebDriver } from "selenium-webdriver";
import { Command, Name } from "selenium-webdriver/lib/command.js";
import { findWebKit } from "../../../tools/browser.mjs";
import type { Contender, Driven } from "./driven.ts";

const KEYS: Readonly<Record<string, string>> = { Control: Key.CONTROL, Enter: Key.ENTER, Escape: Key.ESCAPE };

/** WebKitGTK's MiniBrowser through its WebDriver, on a screen of its own that nobody sees. */
class WebKit implements Driven {
  readonly name = "WebKit";
  readonly freezes = false;
  readonly version: string;
  private readonly driver: WebDriver;
  private readonly processes: readonly ChildProcess[];

  constructor(version: string, driver: WebDriver, processes: readonly ChildProcess[]) {
    this.version = version;
    this.driver = driver;
    this.processes = processes;
  }

  open(address: string): Promise<void> {
    return this.driver.get(address);
  }

  reload(): Promise<void> {
    return this.driver.navigate().refresh();
  }

  async evaluate(expression: string): Promise<unknown> {
    const script = `const done = arguments[arguments.length - 1];
      Promise.resolve().then(() => (${expression})).then((value) => done({ value }), (error) => done({ error: String(error) }));`;
    const answer = await this.driver.executeAsyncScript<{ value?: unknown; error?: string }>(script);
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value ?? undefined;
  }

  async move(x: number, y: number): Promise<void> {
    await this.driver
      .actions()
      .move({ x: Math.round(x), y: Math.round(y), origin: Origin.VIEWPORT, duration: 0 })
      .perform();
  }

  async down(): Promise<void> {
    await this.driver.actions().press().perform();
  }

  async up(): Promise<void> {
    await this.driver.actions().release().perform();
  }

  async tap(x: number, y: number): Promise<void> {
    const actions = [
      { type: "pointerMove", duration: 0, x: Math.round(x), y: Math.round(y), origin: "viewport" },
      { type: "pointerDown", button: 0 },
      { type: "pointerUp", button: 0 },
    ];
    const finger = { type: "pointer", id: "finger", parameters: { pointerType: "touch" }, actions };
    await this.driver.execute(new Command(Name.ACTIONS).setParameter("actions", [finger]));
  }

  async press(chord: string): Promise<void> {
    const keys = chord.split("+").map((key) => KEYS[key] ?? key);
    const actions = this.driver.actions();
    for (const key of keys) actions.keyDown(key);
    for (const key of keys.reverse()) actions.keyUp(key);
    await actions.perform();
  }

  async close(): Promise<void> {
    await this.driver.quit().catch(() => undefined);
    for (const process of this.processes) process.kill();
  }
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** A screen that nobody sees; it tells its number when it is ready. */
async function screen(path: string): Promise<{ readonly process: ChildProcess; readonly display: string }> {
  const process = spawn(path, ["-displayfd", "3", "-screen", "0", "1440x1000x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const told = process.stdio[3];
  if (!told) throw new Error("Xvfb cannot be listened to.");
  const [number] = (await once(told, "data")) as [Buffer];
  return { process, display: `:${number.toString().trim()}` };
}

async function launch({ driver, browser, xvfb }: NonNullable<ReturnType<typeof findWebKit>>): Promise<Driven> {
  const { process: shown, display } = await screen(xvfb);
  const port = await freePort();
  const env = { ...process.env, DISPLAY: display, GDK_BACKEND: "x11", LC_ALL: "C.UTF-8", LANGUAGE: "en" };
  const server = spawn(driver, [`--port=${port}`], { env, stdio: "ignore" });
  const processes = [server, shown];
  try {
    const address = `http://127.0.0.1:${port}`;
    await answers(`${address}/status`);
    const built = await new Builder()
      .usingServer(address)
      .withCapabilities({
        browserName: "MiniBrowser",
        "webkitgtk:browserOptions": { binary: browser, args: ["--automation"] },
      })
      .build();
    await built.manage().setTimeouts({ script: 600_000, pageLoad: 300_000 });
    await built.manage().window().setRect({ x: 0, y: 0, width: 1440, height: 1000 });
    const version = (await built.getCapabilities()).getBrowserVersion() ?? "";
    return new WebKit(version, built, processes);
  } catch (error) {
    for (const process of processes) process.kill();
    throw error;
  }
}

/** Until a server answers. */
async function answers(address: string): Promise<void> {
  for (let tries = 0; ; tries++) {
    const found = await fetch(address).catch(() => undefined);
    if (found) return;
    if (tries > 600) throw new Error(`${address} does not answer.`);
    await new Promise((done) => setTimeout(done, 100));
  }
}

const found = findWebKit();
export const webkit: Contender = {
  name: "WebKit",
  missing: found
    ? undefined
    : "WebKitGTK's driver or Xvfb is not on this machine (Debian: `apt-get install webkit2gtk-driver xvfb`).",
  open: async () => {
    if (!found) throw new Error("There is no WebKit.");
    return await launch(found);
  },
};
