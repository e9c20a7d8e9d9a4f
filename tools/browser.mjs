import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"];
const applications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** What to say where there is no browser and none can be had. */
export const advice =
  "No Chromium was found: install it (Debian: `apt-get install chromium`; elsewhere `npx playwright install chromium`) or name one in CHROMIUM_PATH.";

/** Switches under which headless Chromium offers WebGPU, on a graphics card or else in software (SwiftShader). */
export const browserArguments = [
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--enable-unsafe-webgpu",
  ...(process.env.REPAINT_WEBGPU_ADAPTER ? [`--use-webgpu-adapter=${process.env.REPAINT_WEBGPU_ADAPTER}`] : []),
];

function runs(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Where a Chromium lies on this machine: CHROMIUM_PATH, the PATH, the usual folders, Playwright's own; or undefined. */
export function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) return runs(named) ? named : undefined;
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/local/bin", "/snap/bin"];
  const candidates = [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...applications];
  return [...candidates, chromium.executablePath()].find((path) => path && runs(path));
}

/** Debian's package, where apt-get may be used: by root. @returns whether it was tried. */
function installBrowser() {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !runs("/usr/bin/apt-get")) return false;
  console.error("No Chromium was found; installing Debian's package with apt-get.");
  const options = {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  try {
    execFileSync("apt-get", ["update", "-q"], options);
    execFileSync("apt-get", ["install", "-q", "-y", "--no-install-recommends", "chromium"], options);
  } catch {
    console.error("apt-get could not install it.");
  }
  return true;
}

/**
 * The path of a Chromium to test with; installs one where that can be done without asking.
 * @throws Error with `advice` when there is none.
 */
export function browser() {
  const found = findBrowser() ?? (!process.env.CHROMIUM_PATH && installBrowser() ? findBrowser() : undefined);
  if (!found) throw new Error(advice);
  return found;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(browser());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
