import { readdirSync } from "node:fs";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { playwrightLauncher } from "@web/test-runner-playwright";
import { browser, browserArguments } from "./tools/browser.mjs";

let executablePath;
try {
  executablePath = browser();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

/** Threads in WebAssembly need a page that is isolated from other origins. */
function isolate(context, next) {
  context.set("Cross-Origin-Opener-Policy", "same-origin");
  context.set("Cross-Origin-Embedder-Policy", "require-corp");
  return next();
}

/** The names of the templates, at `/graphs/names`. */
function names(context, next) {
  if (context.path !== "/graphs/names") return next();
  const files = readdirSync(new URL("graphs", import.meta.url)).filter((file) => file.endsWith(".json"));
  context.body = files.map((file) => file.slice(0, -".json".length));
}

/** Whether all is run that takes long, at `/whole`: by night. */
function whole(context, next) {
  if (context.path !== "/whole") return next();
  context.body = { whole: process.env.WEB === "all" };
}

/** ONNX Runtime's glue imports two of Node's modules behind a check that is never true in a page. */
const withoutNode = {
  name: "without-node",
  resolveImport: ({ source }) =>
    ["module", "worker_threads"].includes(source) ? "/test/web/support/empty.js" : undefined,
};

export default {
  files: "test/web/**/*.test.ts",
  nodeResolve: true,
  concurrency: 1,
  testsStartTimeout: 60_000,
  testsFinishTimeout: 600_000,
  testFramework: { config: { timeout: 300_000 } },
  browsers: [
    playwrightLauncher({
      product: "chromium",
      launchOptions: { executablePath, headless: true, args: browserArguments },
    }),
  ],
  middleware: [isolate, names, whole],
  // esnext, since older targets know no import attributes, with which schemas are read.
  plugins: [withoutNode, esbuildPlugin({ ts: true, target: "esnext" })],
};
