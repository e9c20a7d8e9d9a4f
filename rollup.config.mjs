import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import commonjs from "@rollup/plugin-commonjs";
import terser from "@rollup/plugin-terser";
import nodeResolve from "@rollup/plugin-node-resolve";
import esbuild from "rollup-plugin-esbuild";
import { mathFont, mathFontLicence } from "./tools/math-font.mjs";
import { vendor } from "./tools/vendor.mjs";

const app = "dist/app";
/** What the page may open with, gzip, ONNX Runtime left out. */
const budget = 150_000;
const ortFiles = ["", ".asyncify"].flatMap((build) =>
  [".mjs", ".wasm"].map((end) => `ort-wasm-simd-threaded${build}${end}`),
);

const readJson = async (file) => JSON.parse(await readFile(file, "utf8"));
const jsonIn = async (folder) => (await readdir(folder)).filter((name) => name.endsWith(".json"));

/** What the page offers: read from the files themselves, so that nothing has to be listed twice. */
async function assets() {
  const graphs = (await jsonIn("graphs")).map(async (file) => {
    const { meta } = await readJson(join("graphs", file));
    const name = basename(file, ".json");
    const plain = { en: name, zh: name };
    return { name, title: meta?.title ?? plain, about: meta?.about ?? { en: "", zh: "" } };
  });
  const cards = (await jsonIn("models")).map(async (file) => readJson(join("models", file)));
  const models = (await Promise.all(cards)).filter((card) => card.format === "repaint-model");
  const { samples, masks } = await readJson("models/samples/index.json");
  return {
    models: models.map(({ name, title, classes }) => ({
      reference: `bundled:${name}`,
      title,
      ...(classes?.names && { classes: classes.names }),
    })),
    samples: samples.map(({ name }) => name),
    masks: masks.map(({ name, title }) => ({ reference: `sample:${name}`, title })),
    pairs: samples.filter(({ mask }) => mask).map(({ name, mask }) => [`sample:${name}`, `sample:${mask}`]),
    templates: inOrder(await Promise.all(graphs)),
  };
}

/** From the simplest to the most particular; what is not named here comes last. */
function inOrder(templates) {
  const order = [
    "repaint",
    "repaint-250",
    "repaint-official",
    "no-resampling",
    "slow-down",
    "resample",
    "unconditional",
    "diversity",
  ];
  const rank = ({ name }) => (order.includes(name) ? order.indexOf(name) : order.length);
  return templates.sort((a, b) => rank(a) - rank(b));
}

/** What the page is made of besides its own code; their licences go with it. */
const parts = [
  "litegraph.js",
  "@comfyorg/litegraph",
  "lit",
  "lit-html",
  "@lit/reactive-element",
  "idb-keyval",
  "onnxruntime-web",
];

async function licences() {
  const texts = parts.map(async (name) => {
    const text = await readFile(`node_modules/${name}/LICENSE`, "utf8").catch(() => "");
    const { version, license } = await readJson(`node_modules/${name}/package.json`);
    return `${name} ${version}: ${license}\n\n${text.trim()}\n`;
  });
  texts.push(mathFontLicence().then((text) => `STIX Two Math, a part of it: OFL-1.1\n\n${text.trim()}\n`));
  const icons = (await readFile("src/ui/theme/icons.ts", "utf8")).match(/^\/\*\*(.*?)\*\//s)?.[1] ?? "";
  return [...(await Promise.all(texts)), icons.replace(/^ \* ?/gm, "").trim()].join("\n────────\n\n");
}

/** The editors of the example page, as they are published. */
const hostFiles = [
  ["litegraph.js/build/litegraph.core.js", "stock.js"],
  ["litegraph.js/css/litegraph.css", "stock.css"],
  ["@comfyorg/litegraph/dist/litegraph.es.js", "comfyorg.js"],
  ["@comfyorg/litegraph/dist/css/litegraph.css", "comfyorg.css"],
];

const files = {
  name: "page-files",
  async buildStart() {
    await vendor();
    await rm(app, { recursive: true, force: true });
  },
  async writeBundle() {
    for (const folder of ["ort", "fonts"]) await mkdir(`${app}/${folder}`, { recursive: true });
    await mkdir(`${app}/examples/vendor`, { recursive: true });
    await Promise.all([
      cp("src/ui/index.html", `${app}/index.html`),
      cp("models", `${app}/models`, { recursive: true }),
      cp("graphs", `${app}/graphs`, { recursive: true }),
      cp("examples", `${app}/examples`, { recursive: true }),
      ...hostFiles.map(([from, to]) => cp(`node_modules/${from}`, `${app}/examples/vendor/${to}`)),
      ...ortFiles.map((file) => cp(`node_modules/onnxruntime-web/dist/${file}`, `${app}/ort/${file}`)),
      writeFile(`${app}/fonts/math.woff2`, await mathFont()),
      writeFile(`${app}/fonts/OFL.txt`, await mathFontLicence()),
      writeFile(`${app}/assets.json`, JSON.stringify(await assets())),
      writeFile(`${app}/licences.txt`, await licences()),
    ]);
  },
};

/** The words of the editor, a file for each language: a page opens with one of them. */
const languageOf = (chunk) => /\/src\/ui\/i18n\/(\w+)\/index\.ts$/.exec(chunk.facadeModuleId ?? "")?.[1];

/**
 * Says what the page weighs, and ends the build when it opens with too much: the entry and the engine's thread, with all
 * that they need at once, and the words of one language, the one whose words weigh most. What is fetched when it is first
 * asked for (painter, gallery, dialogs) is counted beside it.
 */
const weigh = {
  name: "weigh",
  generateBundle(_options, bundle) {
    const atOnce = new Set();
    const need = (name) => {
      if (atOnce.has(name) || bundle[name]?.type !== "chunk") return;
      atOnce.add(name);
      bundle[name].imports.forEach(need);
    };
    ["app.js", "engine-worker.js"].forEach(need);
    let [opens, all] = [0, 0];
    const spoken = new Map();
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue;
      const size = gzipSync(chunk.code, { level: 9 }).length;
      const isOrt = Object.keys(chunk.modules).some((id) => id.includes("onnxruntime-web"));
      if (!isOrt) all += size;
      if (atOnce.has(chunk.fileName)) opens += size;
      const language = languageOf(chunk);
      if (language) spoken.set(language, size);
      const late = language ? `  (words, ${language})` : "  (when asked for)";
      const why = isOrt ? "  (ONNX Runtime)" : atOnce.has(chunk.fileName) ? "" : late;
      console.log(`${kilobytes(size)}  ${chunk.fileName}${why}`);
    }
    const [[language, most] = []] = [...spoken].sort(([, a], [, b]) => b - a);
    if (spoken.size < 2) this.error(`expected a file of words for each language, found ${spoken.size}`);
    opens += most;
    console.log(
      `${kilobytes(opens)}  is what the page opens with, in its heaviest language (${language}), ` +
        `ONNX Runtime left out; at most ${budget / 1000}`,
    );
    console.log(`${kilobytes(all)}  everything, ONNX Runtime left out`);
    if (opens > budget) this.error(`the page opens with ${opens} bytes of gzip, expected at most ${budget}`);
  },
};
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB gzip`;

/** Model cards are checked by a validator of the few keywords that they use; the general one weighs five times as much. */
const smallValidator = {
  name: "small-validator",
  resolveId: (source) => (source === "@cfworker/json-schema" ? resolve("src/ui/engine/small-validator.ts") : null),
};

/** A bundler's hint of ONNX Runtime's to Node's modules, behind a check that is never true in a page. */
const withoutNode = {
  name: "without-node",
  resolveId: (source) =>
    ["module", "worker_threads", "node:module", "node:worker_threads"].includes(source)
      ? { id: source, external: true }
      : null,
};

/** A style sheet without the spaces and semicolons that mean nothing. */
const tight = (css) =>
  css
    .replace(/ ?([{};,>]) ?/g, "$1")
    .replace(/: /g, ":")
    .replaceAll(";}", "}");

/** Markup and styles of the components lose their indentation. */
const squeeze = {
  name: "squeeze",
  transform(code, id) {
    if (!/\/src\/ui\/.*\.ts$/.test(id) || !/\b(html|css|svg)`/.test(code)) return null;
    const texts = [];
    const visit = (node) => {
      if (node === null || typeof node !== "object") return;
      if (node.type === "TaggedTemplateExpression" && ["html", "css", "svg"].includes(node.tag.name)) {
        for (const { start, end } of node.quasi.quasis) texts.push({ start, end, isCss: node.tag.name === "css" });
      }
      for (const value of Object.values(node)) visit(value);
    };
    visit(this.parse(code));
    let squeezed = "";
    let at = 0;
    for (const { start, end, isCss } of texts.sort((a, b) => a.start - b.start)) {
      const text = code.slice(start, end).replace(/\s*\n\s*/g, " ");
      squeezed += code.slice(at, start) + (isCss ? tight(text) : text);
      at = end;
    }
    return { code: squeezed + code.slice(at), map: null };
  },
};

/** The modules that one needs: at once, or also what it fetches later. */
function neededBy(file, getModuleInfo, later) {
  const needed = new Set();
  const need = (id) => {
    if (needed.has(id)) return;
    needed.add(id);
    const { importedIds = [], dynamicallyImportedIds = [] } = getModuleInfo(id) ?? {};
    importedIds.forEach(need);
    if (later) dynamicallyImportedIds.forEach(need);
  };
  need(resolve(file));
  return needed;
}

/**
 * What the engine's thread needs at once and the page has a use for too lies in one file: it packs better than the
 * several that it would fall into, and nothing is in it that is not fetched at the start.
 */
let both;
function chunkOf(id, { getModuleInfo }) {
  if (!both) {
    const ofPage = neededBy("src/ui/app.ts", getModuleInfo, true);
    both = new Set([...neededBy("src/ui/engine/worker.ts", getModuleInfo, false)].filter((one) => ofPage.has(one)));
  }
  return both.has(id) ? "both" : undefined;
}

const page = {
  input: {
    app: "src/ui/app.ts",
    "engine-worker": "src/ui/engine/worker.ts",
    "survey-worker": "src/ui/share/survey-worker.ts",
  },
  output: {
    dir: app,
    format: "es",
    entryFileNames: "[name].js",
    chunkFileNames: (chunk) => `chunks/${languageOf(chunk) ? `words-${languageOf(chunk)}` : "[name]"}-[hash].js`,
    manualChunks: chunkOf,
    sourcemap: process.env.SOURCEMAP === "1",
  },
  // litegraph compares typeof with "array", and two rooms of the engine know each other's types.
  onwarn: (warning, warn) => {
    if (warning.code !== "CIRCULAR_DEPENDENCY" && !warning.message.includes("impossible-typeof")) warn(warning);
  },
  plugins: [
    files,
    withoutNode,
    smallValidator,
    nodeResolve({ browser: true, exportConditions: ["onnxruntime-web-use-extern-wasm"] }),
    commonjs(),
    esbuild({ target: "es2022", legalComments: "none", loaders: { ".json": "json" } }),
    squeeze,
    terser({ ecma: 2020, module: true, compress: { passes: 3, unsafe_arrows: true }, format: { comments: false } }),
    weigh,
  ],
};

/** The nodes for pages that have a litegraph editor of their own, as one file. */
const forHosts = {
  input: { plugin: "src/plugin/browser.ts" },
  output: { dir: app, format: "es", entryFileNames: "[name].js" },
  onwarn: page.onwarn,
  plugins: page.plugins.filter((plugin) => plugin !== files && plugin !== weigh),
};

/** The command line and the library for Node: the project's own code in a few files, its dependencies left to npm. */
const forNode = {
  input: { "cli/repaint": "src/cli/repaint.ts", "lib/index": "src/index.ts" },
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

export default [page, forHosts, forNode];
