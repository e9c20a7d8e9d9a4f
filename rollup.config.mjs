import { cp, rm } from "node:fs/promises";
import commonjs from "@rollup/plugin-commonjs";
import nodeResolve from "@rollup/plugin-node-resolve";
import esbuild from "rollup-plugin-esbuild";
import { writePageFiles } from "./tools/build/page-files.mjs";
import { precompress } from "./tools/build/precompress.mjs";
import { siteFiles } from "./tools/build/site-files.mjs";
import { languageOf, weigh } from "./tools/build/weigh.mjs";

const site = "dist/site";
/** What the page may open with, bytes of gzip, ONNX Runtime left out. */
const budget = 300_000;

const files = {
  name: "page-files",
  buildStart: () => rm(site, { recursive: true, force: true }),
  writeBundle: () => writePageFiles(site),
};

/** A bundler's hint of ONNX Runtime's to Node's modules, behind a check that is never true in a page. */
const withoutNode = {
  name: "without-node",
  resolveId: (source) =>
    ["module", "worker_threads", "node:module", "node:worker_threads"].includes(source)
      ? { id: source, external: true }
      : null,
};

const page = {
  input: {
    app: "src/ui/app.ts",
    page: "src/ui/page.ts",
    "engine-worker": "src/ui/engine/worker.ts",
    "survey-worker": "src/ui/share/survey-worker.ts",
  },
  output: {
    dir: site,
    format: "es",
    entryFileNames: "[name].js",
    chunkFileNames: (chunk) => `chunks/${languageOf(chunk) ? `words-${languageOf(chunk)}` : "[name]"}-[hash].js`,
    sourcemap: process.env.SOURCEMAP === "1",
  },
  // litegraph compares typeof with "array" and evaluates what is typed into its number fields, which are never shown and
  // which the page's policy forbids; two rooms of the engine know each other's types.
  onwarn: (warning, warn) => {
    if (!["CIRCULAR_DEPENDENCY", "EVAL"].includes(warning.code) && !warning.message.includes("impossible-typeof"))
      warn(warning);
  },
  plugins: [
    files,
    withoutNode,
    nodeResolve({ browser: true, exportConditions: ["onnxruntime-web-use-extern-wasm"] }),
    commonjs(),
    esbuild({ target: "es2022", legalComments: "none", minify: true, loaders: { ".json": "json" } }),
    weigh(budget),
  ],
};

/** The nodes for pages that have a litegraph editor of their own, as one file. */
const forHosts = {
  input: { plugin: "src/plugin/browser.ts" },
  output: { dir: site, format: "es", entryFileNames: "[name].js" },
  onwarn: page.onwarn,
  plugins: page.plugins.filter(({ name }) => !["page-files", "weigh"].includes(name)),
};

/** The service worker, which knows all that was written before it; then the whole site is packed. */
const worker = {
  input: { sw: "src/ui/offline/service-worker.ts" },
  output: { dir: site, format: "es", entryFileNames: "[name].js" },
  onwarn: page.onwarn,
  plugins: [
    {
      name: "site-files",
      resolveId: (id) => (id === "virtual:site-files" ? id : null),
      load(id) {
        if (id !== "virtual:site-files") return null;
        const { small, large } = siteFiles(site);
        return `export const small = ${JSON.stringify(small)}; export const large = ${JSON.stringify(large)};`;
      },
      writeBundle: () => precompress(site),
    },
    nodeResolve({ browser: true }),
    esbuild({
      target: "es2022",
      legalComments: "none",
      minify: true,
      define: { "process.env.NODE_ENV": '"production"' },
    }),
  ],
};

/** The page of a user study: on its own, and a plain script, so that it opens from a disk too. */
const userStudy = {
  input: { "user-study": "src/ui/user-study/page.ts" },
  output: { dir: "dist/user-study", format: "iife", entryFileNames: "[name].js" },
  plugins: [
    {
      name: "user-study-page",
      buildStart: () => rm("dist/user-study", { recursive: true, force: true }),
      writeBundle: () => cp("src/ui/user-study/index.html", "dist/user-study/index.html"),
    },
    nodeResolve({ browser: true }),
    esbuild({ target: "es2022", legalComments: "none", minify: true }),
  ],
};

/** The command line and the library for Node: the project's own code in a few files, its dependencies left to npm. */
const forNode = {
  input: {
    "cli/repaint": "src/cli/repaint.ts",
    "cli/study-worker": "src/cli/study/worker.ts",
    "lib/index": "src/index.ts",
    "lib/node": "src/node.ts",
  },
  output: { dir: "dist", format: "es", entryFileNames: "[name].js", chunkFileNames: "cli/[name]-[hash].js" },
  external: (id) => !id.startsWith(".") && !id.startsWith("/"),
  onwarn: page.onwarn,
  plugins: [
    {
      name: "clean",
      buildStart: () => Promise.all(["dist/cli", "dist/lib"].map((dir) => rm(dir, { recursive: true, force: true }))),
    },
    nodeResolve({ extensions: [".ts", ".js"] }),
    esbuild({ target: "node20", legalComments: "none", loaders: { ".json": "json" } }),
  ],
};

export default [page, forHosts, worker, userStudy, forNode];
