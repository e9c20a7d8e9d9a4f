import { deflateRawSync, deflateSync } from "node:zlib";
import { encode } from "fast-png";
import { randomBelow, type Below } from "../../src/runtime/diffusion/random.ts";
import { readChunks, writeChunks, type Chunk } from "../../src/runtime/png/chunks.ts";
import { graphKeyword } from "../../src/runtime/png/text.ts";

const script = '<img src=x onerror="window.ran = true"><script>window.ran = true</script>';
const nested = (depth: number): unknown => (depth === 0 ? [] : [nested(depth - 1)]);

/** What a value of a graph may be changed to. */
const values: readonly unknown[] = [
  ...[null, true, [], {}, "", -1, 0.5, 1e308, -1e308, 2 ** 53, "NaN", "Infinity", "1;window.ran=true//", script],
  ...["__proto__", "constructor", "toString", "javascript:window.ran=true", "data:text/html,<script>", "\u0000\ud800"],
  ...["bundled:../../x", "sample:../x", "https://example.org/x.onnx", "file:x", "x".repeat(100_000), nested(2000)],
  { toString: script, valueOf: null, length: -1, then: 1 },
];
const keys = ["__proto__", "constructor", "prototype", "hasOwnProperty", "toJSON", "then", "onAdded", "configure", ""];

/** A graph's text with a few things changed that its author had not thought of: the same for the same seed. */
export function changedGraph(text: string, seed: number): string {
  const below = randomBelow(seed);
  const graph: unknown = JSON.parse(text);
  for (let n = 1 + below(4); n > 0; n--) {
    const part = isTree(graph) && below(8) > 0 ? graph[["nodes", "links", "meta"][below(3)] ?? ""] : graph;
    change(part, below);
  }
  const made = JSON.stringify(graph);
  const at = below(made.length);
  if (below(8) === 0) return made.slice(0, at);
  if (below(8) === 0) return made.slice(0, at) + ["NaN", "}", '"', "\u0000", "1e9999", ","][below(6)] + made.slice(at);
  return made;
}

const isTree = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

/** Goes down somewhere and changes, renames, repeats or removes what it finds. */
function change(graph: unknown, below: Below): void {
  let place = graph;
  for (;;) {
    if (!isTree(place)) return;
    const names = Object.keys(place);
    const name = names[below(names.length)];
    if (name === undefined) return;
    if (isTree(place[name]) && below(4) > 0) {
      place = place[name];
      continue;
    }
    const what = below(10);
    const value = values[below(values.length)];
    if (what < 6) place[name] = value;
    else if (what < 8) {
      const other = keys[below(keys.length)] ?? "";
      Object.defineProperty(place, other, {
        value: { polluted: "yes", [name]: value },
        enumerable: true,
        configurable: true,
        writable: true,
      });
    } else if (what < 9 && Array.isArray(place)) place.push(...(place as unknown[]).slice(0, 50), value);
    else if (Array.isArray(place)) place.splice(Number(name), 1);
    else delete place[name];
    return;
  }
}

/** A graph's text in the hash of an address. */
export const linkTo = (text: string, mark = "#g="): string => `${mark}${deflateRawSync(text).toString("base64url")}`;

/** A little picture that carries a graph's text. */
export function pictureWith(text: string): Uint8Array {
  const picture = encode({ width: 2, height: 2, channels: 3, data: new Uint8Array(12) });
  const [header, ...rest] = readChunks(picture);
  return writeChunks([...(header ? [header] : []), graphChunk(deflateSync(text)), ...rest]);
}

const graphChunk = (packed: Uint8Array): Chunk => ({
  type: "iTXt",
  data: Buffer.concat([Buffer.from(`${graphKeyword}\0\u0001\0\0\0`, "latin1"), packed]),
});

const GREAT = 300_000_000;
/** A link of 400 kB that unpacks to 300 MB. */
export const bombLink = (): string => `#g=${deflateRawSync(Buffer.alloc(GREAT)).toString("base64url")}`;

export interface HostileFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Instead of bytes: so many of one letter. */
  readonly fill?: number;
}

/** Files that are not what they say they are. */
export function hostileFiles(): readonly HostileFile[] {
  const whole = Buffer.from(pictureWith("{}"));
  const png = (name: string, bytes: Uint8Array): HostileFile => ({ name: `${name}.png`, type: "image/png", bytes });
  const withByte = (at: number, value: number): Buffer => {
    const copy = Buffer.from(whole);
    copy[at] = value;
    return copy;
  };
  const sized = (width: number, height: number): Buffer => {
    const copy = Buffer.from(whole);
    copy.writeUInt32BE(width, 16);
    copy.writeUInt32BE(height, 20);
    return copy;
  };
  const bomb = writeChunks([...readChunks(whole).slice(0, 1), graphChunk(deflateSync(Buffer.alloc(GREAT)))]);
  const text = (name: string, type: string, content: string): HostileFile => ({
    name,
    type,
    bytes: Buffer.from(content),
  });
  return [
    png("cut off", whole.subarray(0, 40)),
    png("damaged checksum", withByte(45, 0)),
    png("chunk of 4 GB", withByte(33, 255)),
    png("chunk without a name", withByte(37, 0)),
    png("60 000 × 60 000", sized(60_000, 60_000)),
    png("0 × 0", sized(0, 0)),
    png("bomb", Buffer.concat([bomb.subarray(0, bomb.length), whole.subarray(-12)])),
    png("signature alone", whole.subarray(0, 8)),
    text(
      "script.svg",
      "image/svg+xml",
      `<svg xmlns="http://www.w3.org/2000/svg"><script>window.ran=true</script></svg>`,
    ),
    text("page.html", "text/html", script),
    text("notes.txt", "text/plain", "hello"),
    text("card.json", "application/json", `{"format":"repaint-model","__proto__":{"polluted":"yes"},"file":"../../x"}`),
    text("network.onnx", "", script),
    { name: "large.json", type: "application/json", bytes: Buffer.from("["), fill: 50_000_000 },
  ];
}
