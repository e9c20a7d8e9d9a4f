import fc from "fast-check";
import { crc32, isPng } from "../../src/runtime/png/chunks.ts";

/** Words, numbers and shapes that programs have stumbled over. */
const script = '<img src=x onerror="window.ran = true"><script>window.ran = true</script>';
const nested = (depth: number): unknown => (depth === 0 ? [] : [nested(depth - 1)]);
export const odd: readonly unknown[] = [
  ...[null, true, false, [], {}, "", 0, -0, -1, 0.5, 1e9, 2 ** 31, 2 ** 53, 1e21, 1e308, -1e308, 5e-324],
  ...["NaN", "Infinity", "1e999", "1;window.ran=true//", "__proto__", "constructor", "toString", "hasOwnProperty"],
  ...["javascript:window.ran=true", "data:text/html,<script>", "data:image/png;base64,AAAA", "data:,", "file:x"],
  ...["bundled:../../x", "sample:../x", "https://example.org/x.onnx", "../../etc/passwd", "/dev/zero", "C:\\x"],
  ...["\u001b]0;owned\u0007", "\u001b[2J", "\u009b31m", "\u202e", "\u0000\ud800", "𝕏".repeat(300), "x".repeat(20_000)],
  ...[script, nested(90), nested(120), Array.from({ length: 2000 }, (_, i) => i)],
  { toString: script, valueOf: null, length: -1, then: 1 },
];
const keys = ["__proto__", "constructor", "prototype", "hasOwnProperty", "toJSON", "then", "onAdded", "configure", ""];

const anything: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...odd) },
  { weight: 1, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
  { weight: 1, arbitrary: fc.integer() },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 20 }) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
);

/** One change somewhere in a tree of JSON: how deep, which way, and what is done there. */
interface Change {
  readonly way: readonly number[];
  readonly how: "set" | "key" | "repeat" | "remove" | "swap";
  readonly key: string;
  readonly value: unknown;
}

const change: fc.Arbitrary<Change> = fc.record({
  way: fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }),
  how: fc.constantFrom("set", "set", "set", "key", "repeat", "remove", "swap"),
  key: fc.constantFrom(...keys),
  value: anything,
});

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === "object" && value !== null;

/** A value of its own: what is put into one text must not be changed by the next. */
const fresh = (value: unknown): unknown => (isTree(value) ? (JSON.parse(JSON.stringify(value)) as unknown) : value);

function apply(root: unknown, { way, how, key, value: given }: Change): void {
  const value = fresh(given);
  let place = root;
  for (const [i, step] of way.entries()) {
    if (!isTree(place)) return;
    const names = Object.keys(place);
    const name = names[step % Math.max(1, names.length)];
    if (name === undefined) return;
    if (i < way.length - 1 && isTree(place[name])) {
      place = place[name];
      continue;
    }
    if (how === "set") place[name] = value;
    else if (how === "key") own(place, key, { polluted: "yes", [name]: value });
    else if (how === "swap") own(place, names[(step + 1) % names.length] ?? key, place[name]);
    else if (how === "repeat" && Array.isArray(place)) place.push(...(place as unknown[]).slice(0, 40), value);
    else if (Array.isArray(place) && !Object.hasOwn(place, "constructor")) place.splice(Number(name), 1);
    else delete place[name];
    return;
  }
}

const own = (place: Tree, key: string, value: unknown): void =>
  void Object.defineProperty(place, key, { value, enumerable: true, configurable: true, writable: true });

/** Texts of JSON that were right once. */
export function changedJson(bases: readonly string[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...bases), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([base, changes]) => {
      const root: unknown = JSON.parse(base);
      for (const one of changes) apply(root, one);
      return JSON.stringify(root);
    });
}

/** Where in a text or a file something is changed, and into what. */
interface Splice {
  readonly at: number;
  readonly cut: number;
  readonly put: string;
}

const scraps = [
  "",
  "NaN",
  "}",
  "[",
  '"',
  "\\",
  "\u0000",
  "1e9999",
  ",",
  ":",
  "\n",
  "- ",
  "&a *a",
  "!!js/function x",
  "<<",
];

/** Any text with a few cuts and insertions. */
export function changedText(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const splice: fc.Arbitrary<Splice> = fc.record({
    at: fc.nat(1_000_000),
    cut: fc.oneof(fc.nat(3), fc.nat(10_000)),
    put: fc.oneof(fc.constantFrom(...scraps), fc.string({ unit: "binary", maxLength: 8 })),
  });
  return fc.tuple(texts, fc.array(splice, { maxLength: 3 })).map(([text, splices]) =>
    splices.reduce((now, { at, cut, put }) => {
      const place = at % (now.length + 1);
      return now.slice(0, place) + put + now.slice(place + cut);
    }, text),
  );
}

/** Deep, wide and long texts of a kind, whose size alone is meant to harm. */
export const hugeJson: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(99, 101, 1000, 10_000, 100_000).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
  fc.constantFrom(1000, 10_000).map((depth) => '{"nodes":'.repeat(depth) + "1" + "}".repeat(depth)),
  fc.constantFrom(1000, 20_000).map((n) => `{"format":"repaint-graph","version":1,"nodes":[${"{},".repeat(n)}0]}`),
);

const byteEdit = fc.record({
  at: fc.oneof(fc.nat(80), fc.nat(1_000_000)),
  how: fc.constantFrom("byte", "byte", "word", "cut", "drop", "insert", "copy"),
  value: fc.oneof(fc.nat(255), fc.constantFrom(0xffffffff, 0x7fffffff, 0x80000000, 1e9, 65535, 16384)),
});

/** Files that were right once, with a few bytes changed; checksums of PNG are mended in half of them, to get further in. */
export function changedBytes(bases: readonly Uint8Array[]): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  return fc
    .tuple(fc.constantFrom(...bases), fc.array(byteEdit, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([base, edits, mends]) => {
      let bytes = Uint8Array.from(base);
      for (const { at, how, value } of edits) bytes = edited(bytes, at % (bytes.length + 1), how, value);
      return mends && isPng(bytes) ? mended(bytes) : bytes;
    });
}

function edited(bytes: Uint8Array<ArrayBuffer>, at: number, how: string, value: number): Uint8Array<ArrayBuffer> {
  const room = new DataView(bytes.buffer);
  if (how === "cut") return bytes.slice(0, at);
  if (how === "drop") return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + (value % 64)));
  if (how === "insert") return joined(bytes.subarray(0, at), Uint8Array.of(value & 255), bytes.subarray(at));
  if (how === "copy") return joined(bytes.subarray(0, at), bytes.subarray(Math.floor(at / 2)));
  if (how === "word" && at + 4 <= bytes.length) room.setUint32(at, value >>> 0);
  else if (at < bytes.length) bytes[at] = value & 255;
  return bytes;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A PNG file whose chunks have the checksums that their bytes ask for. */
function mended(png: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const view = new DataView(png.buffer);
  for (let at = 8; at + 12 <= png.length;) {
    const end = at + 8 + view.getUint32(at);
    if (end + 4 > png.length) break;
    view.setUint32(end, crc32(png.subarray(at + 4, end)));
    at = end + 4;
  }
  return png;
}
