import { readdirSync, readFileSync } from "node:fs";
import { deflateRawSync, deflateSync } from "node:zlib";
import fc from "fast-check";
import { parse as parseYaml } from "yaml";
import { main } from "../../src/cli/main.ts";
import { readImage } from "../../src/cli/images/read.ts";
import { decodeImage } from "../../src/cli/images.ts";
import { registry } from "../../src/nodes/index.ts";
import { analyse, type Env } from "../../src/runtime/graph/analyse.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph, serializeGraph } from "../../src/runtime/graph/parse.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { parseCard } from "../../src/runtime/model/parse-card.ts";
import { importConfiguration } from "../../src/runtime/official/import.ts";
import { parseRecordedCase } from "../../src/runtime/parity/recording.ts";
import { readChunks, writeChunks } from "../../src/runtime/png/chunks.ts";
import { graphKeyword } from "../../src/runtime/png/text.ts";
import type { Problem } from "../../src/runtime/problem.ts";
import { trace } from "../../src/runtime/trace.ts";
import { arrange } from "../../src/ui/canvas/arrange.ts";
import { fragmentOf, fragmentText, looksLikeFragment, paste } from "../../src/ui/edits-clip.ts";
import { emptyGraph } from "../../src/ui/edits.ts";
import { isOfModel, readGraph } from "../../src/ui/open-file.ts";
import { sceneOf } from "../../src/ui/scene-of.ts";
import { openGiven } from "../../src/ui/share/given-graph.ts";
import { decodeLink } from "../../src/ui/share/link.ts";
import { gather } from "../../src/ui/storage/model-files.ts";
import { changedBytes, changedJson, changedText, hugeJson, joined, odd } from "./made.ts";
import { door, type Door } from "./door.ts";
import { dataDoor, maskDoor, windowsDoor } from "./own-pictures.ts";
import { networkDoor } from "./networks.ts";
import { bombs, everyKind, jpegs, pngs, sample } from "./pictures.ts";

const root = new URL("../../", import.meta.url);
const graphs = readdirSync(new URL("graphs/", root))
  .filter((name) => name.endsWith(".json"))
  .map((name) => readFileSync(new URL(`graphs/${name}`, root), "utf8"));
const cards = ["faces64", "faces64-class"].map((name) => readFileSync(new URL(`models/${name}.json`, root), "utf8"));
const env: Env = {
  cards: new Map(cards.map((text) => [`bundled:${parseCard(text).name}`, parseCard(text)])),
  images: new Map(),
};

/** All that the editor does with a graph before anything runs: check, plan, dry run, canvas, and the way out again. */
function looked(graph: GraphFile): readonly Problem[] {
  const { problems } = analyse(graph, registry, env);
  if (!problems.some(({ severity }) => severity === "error")) trace(plan(graph, registry, env));
  const scene = sceneOf(graph, {
    registry,
    language: "en",
    measure: (text) => text.length * 7,
    problems,
    zoneLabel: () => "",
    pill: "",
  });
  for (const [id, [x, y]] of arrange(scene)) if (!Number.isFinite(x + y)) throw new Error(`${id} has no place`);
  const text = serializeGraph(graph);
  const again = parseGraph(text, registry);
  if (again.notes.length > 0 || serializeGraph(again.graph) !== text) throw new Error("saved is not what is reopened");
  return problems;
}

const openedText = (text: string): readonly Problem[] => {
  const { graph, notes } = parseGraph(text, registry);
  return [...notes, ...looked(graph)];
};

const graphText = fc.oneof(
  { weight: 12, arbitrary: changedJson(graphs) },
  { weight: 4, arbitrary: changedText(changedJson(graphs)) },
  { weight: 2, arbitrary: fc.json({ maxDepth: 6 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
  { weight: 1, arbitrary: hugeJson },
);

// ── what files are made of ──────────────────────────────────────────────────────────────────────────────────────────

const plainPictures = [...pngs, ...jpegs, sample];

const pictureBytes = (bases: readonly Uint8Array[]) =>
  fc.oneof(
    { weight: 40, arbitrary: changedBytes(bases) },
    { weight: 1, arbitrary: fc.constantFrom(...bombs) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
  );

/** A little picture that carries a text as the graph's. */
function carrying(text: string): Uint8Array {
  const packed = deflateSync(text);
  const data = joined(Buffer.from(`${graphKeyword}\0\u0001\0\0\0`, "latin1"), packed);
  const [header, ...rest] = readChunks(pngs[2] ?? new Uint8Array(0));
  return writeChunks([...(header ? [header] : []), { type: "iTXt", data }, ...rest]);
}
const carriers = [...graphs.slice(0, 4).map(carrying), carrying("{}"), carrying("\u0000".repeat(9_000_000))];

// ── the page's doors ────────────────────────────────────────────────────────────────────────────────────────────────

const names = [
  "graph.json",
  "x.png",
  "x.JPG",
  "x.webp",
  "card.json",
  "net.onnx",
  "notes.txt",
  "",
  "\u202e.json",
  "a/b",
];
const types = ["", "application/json", "image/png", "text/html", "image/svg+xml"];
interface Dropped {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}
const dropped: fc.Arbitrary<Dropped> = fc.record({
  name: fc.constantFrom(...names),
  type: fc.constantFrom(...types),
  bytes: fc.oneof(
    graphText.map((text) => Uint8Array.from(Buffer.from(text))),
    changedBytes([...plainPictures, ...carriers]),
    changedJson(cards).map((text) => Uint8Array.from(Buffer.from(text))),
  ),
});

async function drop({ name, type, bytes }: Dropped): Promise<readonly Problem[]> {
  const file = new File([bytes], name, { type });
  if (await isOfModel(file)) return (await gather([file])).problems;
  const opened = await readGraph(file, registry);
  return opened ? [...opened.notes, ...looked(opened.graph)] : [];
}

const fragments = graphs.map((text) => {
  const { graph } = parseGraph(text, registry);
  return fragmentText(fragmentOf(graph, new Set(graph.nodes.map(({ id }) => id).slice(0, 6))));
});

/** What the clipboard does with a text that says it is a part of a graph. */
function pasted(text: string): readonly Problem[] {
  if (!looksLikeFragment(text)) return [];
  const { graph, notes } = parseGraph(text, registry);
  looked(paste(emptyGraph, graph, [24, 24]).edit(emptyGraph));
  return notes;
}

const linkOf = (text: string): string => `#g=${deflateRawSync(text).toString("base64url")}`;
const links = fc.oneof(
  { weight: 6, arbitrary: graphText.map(linkOf) },
  { weight: 3, arbitrary: changedText(fc.constantFrom(...graphs).map(linkOf)) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }).map((text) => `#g=${text}`) },
);

/** The attribute `graph` of the element, on a page whose server has nothing. */
async function given(value: string): Promise<readonly Problem[]> {
  const said: Problem[] = [];
  const asked: GraphFile[] = [];
  const taker = { tell: (problems: readonly Problem[]) => void said.push(...problems), show: () => undefined };
  const sharing = {
    proposeText: async (text: string) => {
      const json = /^\s*\{/.test(text) ? text : await decodeLink(text);
      asked.push(parseGraph(json, registry).graph);
    },
    propose: ({ graph }: { readonly graph: GraphFile }) => void asked.push(graph),
  };
  await openGiven(value, taker, { sharing }, registry);
  if (said.length + asked.length === 0) throw new Error("neither a question nor a word");
  return [...said, ...asked.flatMap(looked)];
}

const addresses = [
  "https://example.org/x.json",
  "//example.org/x",
  "../../etc",
  "blob:null/x",
  "http://[",
  "\\\\x",
  "?",
];
const attributes = fc.oneof(
  { weight: 4, arbitrary: graphText },
  { weight: 4, arbitrary: links },
  { weight: 2, arbitrary: changedText(fc.constantFrom(...addresses, ...odd.filter((one) => typeof one === "string"))) },
);

// ── the command line ────────────────────────────────────────────────────────────────────────────────────────────────

const words = ["--set", "--seed", "--json", "--lang", "zh", "--image", "--mask", "--model", "--out", "trace", "check"];
const settings = [
  "schedule.T=1e9",
  "T=1",
  "jump.jump_n_sample=1e9",
  "jump.jump_length=0",
  "__proto__.x=1",
  "a.__proto__=1",
];
const argument = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  { weight: 4, arbitrary: fc.constantFrom(...settings) },
  { weight: 1, arbitrary: fc.constantFrom("repaint", "no-jumps", "/dev/null", "\u001b[2J", "") },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }).filter((text) => !text.includes("\0")) },
);

/** `trace` and `check` know no `--out`, so nothing is written whatever the words are. */
async function commanded(argv: readonly string[]): Promise<readonly Problem[]> {
  let printed = "";
  const print = (text: string): void => void (printed += text);
  const io = { out: print, err: print, cwd: "/", env: {}, signal: new AbortController().signal };
  const code = await main(["trace", "repaint", ...argv], io, registry);
  if (code > 1) throw new Error(`exit code ${code}: ${printed.slice(0, 300)}`);
  if (printed === "") throw new Error("not a word");
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(printed)) throw new Error("it steers the terminal");
  return [];
}

const recording = readFileSync(new URL("test/fixtures/official/half-r3-j4/case.json", root), "utf8");

// ── configurations of the official code ────────────────────────────────────────────────────────────────────────────

const configurations = ["classes-nested", "faces-narrow"].map((name) =>
  readFileSync(new URL(`test/fixtures/configurations/${name}.yml`, root), "utf8"),
);
/** References to references to references: nine lines that unfold to a thousand million entries. */
const laughs = Array.from({ length: 9 }, (_, i) =>
  i === 0 ? "a0: &a0 [x, x]" : `a${i}: &a${i} [${Array.from({ length: 10 }, () => `*a${i - 1}`).join(", ")}]`,
).join("\n");
const yamlTexts = fc.oneof(
  { weight: 12, arbitrary: changedText(fc.constantFrom(...configurations)) },
  { weight: 4, arbitrary: changedText(fc.constantFrom(laughs, "a: &a\n  b: *a", "? [a]\n: 1", "<<: *x", "%YAML 9.9")) },
  { weight: 2, arbitrary: changedJson(configurations.map((text) => JSON.stringify(parseYaml(text)))) },
  { weight: 1, arbitrary: hugeJson },
  { weight: 1, arbitrary: fc.constantFrom(...["- ", "a: ", "[", "{a: ", "? "].map((part) => part.repeat(20_000))) },
);

/** Every way in that stands. */
export const doors: readonly Door[] = [
  door("graph", graphText, openedText),
  door("picture with a graph", changedBytes(carriers), async (bytes) => drop({ name: "x.png", type: "", bytes })),
  door("link", links, async (link) => openedText(await decodeLink(link))),
  door("card", fc.oneof(changedJson(cards), changedText(changedJson(cards)), hugeJson), (text) => {
    parseCard(text);
    return [];
  }),
  door("picture", pictureBytes(await everyKind()), async (bytes) => (await readImage(bytes, "\u001b[2Jx.png")).notes),
  door("picture, without a library", pictureBytes(plainPictures), (bytes) => {
    decodeImage(bytes, "\u001b[2Jx.png");
    return [];
  }),
  door("paste", fc.oneof(changedJson(fragments), changedText(fc.constantFrom(...fragments))), pasted),
  door("drop", dropped, drop),
  door("attribute", attributes, given),
  door("recording", fc.oneof(changedJson([recording]), changedText(fc.constant(recording)), hugeJson), (text) => {
    parseRecordedCase(text, "case");
    return [];
  }),
  door("configuration", yamlTexts, (text) => {
    const { graph, notes } = importConfiguration(text, "x.yml");
    return [...notes, ...looked(graph)];
  }),
  door("arguments", fc.array(argument, { maxLength: 5 }), commanded),
  networkDoor,
  dataDoor,
  maskDoor,
  windowsDoor,
];
