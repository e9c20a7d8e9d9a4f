/**
 * A first visit to the built site: bytes over the wire and seconds from the opening to the first finished result, on the
 * default path, in headless Chromium with an empty cache, from the project's own server.
 *
 *     npm run build && node --import tsx bench/first-visit.ts
 */
import type { Socket } from "node:net";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { chromium } from "playwright-core";
import { serve } from "../src/cli/serve.ts";
import { browser, browserArguments, untilIn } from "../tools/browser.mjs";

interface FirstVisit {
  /** All that the server has sent until the first result, heads of answers included. */
  readonly bytes: number;
  /** All that it has sent until the editor could be used. */
  readonly bytesUntilUsable: number;
  readonly seconds: { readonly usable: number; readonly ready: number; readonly result: number };
  /** Paths that were asked for. */
  readonly asked: readonly string[];
  readonly device: string;
}

const studio = `document.querySelector("repaint-studio")?.studio`;

/** Opens the site and runs the first graph as soon as its button is there. */
export async function firstVisit(chrome: Browser): Promise<FirstVisit> {
  const { server, address } = await serve(fileURLToPath(new URL("../dist/site", import.meta.url)), 0);
  const sockets: Socket[] = [];
  const asked: string[] = [];
  server.on("connection", (socket) => sockets.push(socket));
  server.on("request", ({ url }) => asked.push(url ?? ""));
  const sent = (): number => sockets.reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  const context = await chrome.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB" });
  try {
    const page = await context.newPage();
    const until = async (expression: string): Promise<number> => {
      await untilIn(page, expression);
      return (performance.now() - start) / 1000;
    };
    const start = performance.now();
    await page.goto(address, { waitUntil: "commit" });
    const run = page.getByRole("button", { name: "Run", exact: true }).first();
    await run.waitFor();
    await until(`${studio}.checks.walk !== undefined`);
    const usable = (performance.now() - start) / 1000;
    const bytesUntilUsable = sent();
    await run.click();
    const ready = await until(`${studio}.figures.device !== undefined`);
    const result = await until(`${studio}.runs.state === "finished"`);
    const bytes = sent();
    const device = String(await page.evaluate(`${studio}.figures.device.name.en`));
    return { bytes, bytesUntilUsable, seconds: { usable, ready, result }, asked, device };
  } finally {
    await context.close();
    server.closeAllConnections();
    server.close();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const chrome = await chromium.launch({ executablePath: browser(), headless: true, args: browserArguments });
  const { bytes, bytesUntilUsable, seconds, device, asked } = await firstVisit(chrome);
  await chrome.close();
  const megabytes = (count: number): string => `${(count / 1e6).toFixed(2)} MB`;
  const { usable, ready, result } = seconds;
  console.log(`the editor can be used:  ${megabytes(bytesUntilUsable)}, ${usable.toFixed(1)} s`);
  console.log(`the network is open:     ${ready.toFixed(1)} s (${device})`);
  console.log(
    `the first result:        ${megabytes(bytes)} over the wire (at most 12), ${result.toFixed(1)} s (at most 8)`,
  );
  console.log(`${asked.length} requests`);
}
