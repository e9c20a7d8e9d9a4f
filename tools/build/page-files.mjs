import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { mathFont, mathFontLicence } from "../math-font.mjs";

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
  "@cfworker/json-schema",
  "tinykeys",
];

async function licences() {
  const texts = parts.map(async (name) => {
    const folder = `node_modules/${name}`;
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? "" : await readFile(join(folder, file), "utf8");
    const { version, license } = await readJson(`${folder}/package.json`);
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

/** ONNX Runtime as WebAssembly, and the build of it that drives WebGPU: a page fetches one of the two. */
const ortFiles = ["", ".asyncify"].flatMap((build) =>
  [".mjs", ".wasm"].map((end) => `ort-wasm-simd-threaded${build}${end}`),
);

/** Puts beside the bundle all that the page reads: models, graphs, runtimes, fonts, examples, licences. */
export async function writePageFiles(site) {
  for (const folder of ["ort", "fonts", "examples/vendor"]) await mkdir(join(site, folder), { recursive: true });
  await Promise.all([
    cp("src/ui/index.html", `${site}/index.html`),
    cp("models", `${site}/models`, { recursive: true }),
    cp("graphs", `${site}/graphs`, { recursive: true }),
    cp("examples", `${site}/examples`, { recursive: true }),
    ...hostFiles.map(([from, to]) => cp(`node_modules/${from}`, `${site}/examples/vendor/${to}`)),
    ...ortFiles.map((file) => cp(`node_modules/onnxruntime-web/dist/${file}`, `${site}/ort/${file}`)),
    writeFile(`${site}/fonts/math.woff2`, await mathFont()),
    writeFile(`${site}/fonts/OFL.txt`, await mathFontLicence()),
    writeFile(`${site}/assets.json`, JSON.stringify(await assets())),
    writeFile(`${site}/licences.txt`, await licences()),
  ]);
}
