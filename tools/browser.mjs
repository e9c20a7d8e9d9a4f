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

/**
 * What Playwright leaves out of Chromium, and the pages of the browser's own address bar, which would be loaded beside each
 * window that a test opens: about a second of the processor's time. Only the last list of this name counts.
 */
const without = [
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "AimEnabled",
  "PreconnectToSearch",
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "WebUIOmniboxFullPopup",
];

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
  `--disable-features=${without.join(",")}`,
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

/** The first of these programs that is on the PATH or in the usual folders. */
function findProgram(...programs) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/usr/local/bin", "/snap/bin"];
  return programs.flatMap((name) => folders.map((folder) => join(folder, name))).find(runs);
}

/** Where a Firefox lies on this machine: FIREFOX_PATH, the PATH, the usual folders; or undefined. */
export function findFirefox() {
  const named = process.env.FIREFOX_PATH;
  if (named) return runs(named) ? named : undefined;
  const application = "/Applications/Firefox.app/Contents/MacOS/firefox";
  return findProgram("firefox-esr", "firefox") ?? (runs(application) ? application : undefined);
}

/** WebKitGTK's driver, the small browser that it opens, and a screen that nobody sees; or undefined. */
export function findWebKit() {
  const driver = findProgram("WebKitWebDriver");
  const xvfb = findProgram("Xvfb");
  const browser = ["/usr/lib", "/usr/libexec"]
    .flatMap((folder) => ["", "x86_64-linux-gnu", "aarch64-linux-gnu"].map((part) => join(folder, part)))
    .flatMap((folder) => ["webkit2gtk-4.1", "webkit2gtk-4.0"].map((part) => join(folder, part, "MiniBrowser")))
    .find(runs);
  return driver && xvfb && browser ? { driver, xvfb, browser } : undefined;
}

/** Debian's packages, where apt-get may be used: by root. @returns whether it was tried. */
function install(...packages) {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !runs("/usr/bin/apt-get")) return false;
  console.error(`Installing Debian's ${packages.join(", ")} with apt-get.`);
  const options = {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  };
  try {
    execFileSync("apt-get", ["update", "-q"], options);
    execFileSync("apt-get", ["install", "-q", "-y", "--no-install-recommends", ...packages], options);
  } catch {
    console.error("apt-get could not install them.");
  }
  return true;
}

/**
 * The path of a Chromium to test with; installs one where that can be done without asking.
 * @throws Error with `advice` when there is none.
 */
export function browser() {
  const found = findBrowser() ?? (!process.env.CHROMIUM_PATH && install("chromium") ? findBrowser() : undefined);
  if (!found) throw new Error(advice);
  return found;
}

/** Installs the other browsers of the test line where that can be done without asking; tests name what is missing then. */
export function installOthers() {
  const packages = [
    ...(findFirefox() || process.env.FIREFOX_PATH ? [] : ["firefox-esr"]),
    ...(findWebKit() ? [] : ["webkit2gtk-driver", "xvfb"]),
  ];
  if (packages.length > 0) install(...packages);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    console.log(browser());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}

/** Waits until an expression holds in a page, and asks within it: questions from outside would take time from what is measured. */
export function untilIn(page, expression) {
  return page.evaluate(
    `new Promise((done) => { const look = () => ${expression} ? done() : setTimeout(look, 20); look(); })`,
  );
}
