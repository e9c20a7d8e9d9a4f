import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { Resvg } from "@resvg/resvg-js";
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
    models: models.map(({ name, title, classes, points }) => ({
      reference: `bundled:${name}`,
      title,
      ...(points && { points }),
      ...(classes?.names && { classes: classes.names }),
    })),
    samples: samples.map(({ name }) => name),
    masks: masks.map(({ name, title }) => ({ reference: `sample:${name}`, title })),
    pairs: samples.filter(({ mask }) => mask).map(({ name, mask }) => [`sample:${name}`, `sample:${mask}`]),
    templates: inOrder(await Promise.all(graphs)),
  };
}

/** The lessons, in the order of the course. */
async function lessons() {
  const all = (await jsonIn("lessons")).map(async (file) => {
    const { title, about, minutes, steps } = await readJson(join("lessons", file));
    return { name: basename(file, ".json"), title, about, minutes, steps: steps.length };
  });
  const order = [
    "forward",
    "reverse",
    "known",
    "resampling",
    "jump-length",
    "slower",
    "two-orders",
    "two-pixels",
    "your-own",
  ];
  const rank = ({ name }) => (order.includes(name) ? order.indexOf(name) : order.length);
  return (await Promise.all(all)).sort((a, b) => rank(a) - rank(b));
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
  "marked",
  "workbox-core",
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

/** Icons by name: pixels a side, and the share of it that the picture takes (a mask may cut off the rest). */
const iconSizes = [
  ["180", 180, 0.8],
  ["192", 192, 1],
  ["512", 512, 1],
  ["maskable-512", 512, 0.66],
];

/** The sign of the editor: the half that is known and the half that is made. */
function icon(size, share) {
  const edge = (20 * (1 / share - 1)) / 2;
  const box = `${-edge} ${-edge} ${20 + 2 * edge} ${20 + 2 * edge}`;
  const ground =
    share < 1
      ? `<path fill="#141517" d="M${-edge} ${-edge}h${20 + 2 * edge}v${20 + 2 * edge}h${-20 - 2 * edge}z"/>`
      : "";
  const halves = `<path fill="#38b6a4" d="M1 1h9v18H1z"/><path fill="#ee9440" d="M10 1h9v18h-9z"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box}">${ground}${halves}</svg>`;
  return new Resvg(svg, { fitTo: { mode: "width", value: size } }).render().asPng();
}

/** The site as an application that can be installed, and opens graphs and pictures with a graph inside. */
const manifest = {
  id: "./",
  name: "repaint-graph",
  short_name: "RePaint",
  description: "Completes pictures with RePaint: the sampler as a graph, its schedule edited by hand.",
  start_url: "./",
  scope: "./",
  display: "standalone",
  background_color: "#141517",
  theme_color: "#1b1c1f",
  icons: [
    { src: "icons/192.png", sizes: "192x192", type: "image/png" },
    { src: "icons/512.png", sizes: "512x512", type: "image/png" },
    { src: "icons/maskable-512.png", sizes: "512x512", type: "image/png", purpose: "maskable" },
  ],
  file_handlers: [{ action: "./", accept: { "application/json": [".json"], "image/png": [".png"] } }],
  launch_handler: { client_mode: "navigate-new" },
};

/** Puts beside the bundle all that the page reads: models, graphs, runtimes, fonts, examples, licences. */
export async function writePageFiles(site) {
  for (const folder of ["ort", "fonts", "icons", "examples/vendor"])
    await mkdir(join(site, folder), { recursive: true });
  await mkdir(join(site, "lessons"), { recursive: true });
  await Promise.all([
    writeFile(`${site}/lessons/index.json`, JSON.stringify(await lessons())),
    cp("src/ui/index.html", `${site}/index.html`),
    cp("models", `${site}/models`, { recursive: true }),
    cp("graphs", `${site}/graphs`, { recursive: true }),
    cp("lessons", `${site}/lessons`, { recursive: true }),
    cp("examples/site", `${site}/examples`, { recursive: true }),
    ...hostFiles.map(([from, to]) => cp(`node_modules/${from}`, `${site}/examples/vendor/${to}`)),
    ...ortFiles.map((file) => cp(`node_modules/onnxruntime-web/dist/${file}`, `${site}/ort/${file}`)),
    ...iconSizes.map(async ([name, size, share]) => writeFile(`${site}/icons/${name}.png`, icon(size, share))),
    writeFile(`${site}/manifest.webmanifest`, JSON.stringify(manifest)),
    writeFile(`${site}/fonts/math.woff2`, await mathFont()),
    writeFile(`${site}/fonts/OFL.txt`, await mathFontLicence()),
    writeFile(`${site}/assets.json`, JSON.stringify(await assets())),
    writeFile(`${site}/licences.txt`, await licences()),
  ]);
}
