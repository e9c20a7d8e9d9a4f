import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { main } from "../../src/cli/main.ts";
import { registry } from "../../src/nodes/index.ts";
import { field, floatTensor, joined, node, onnxFile, text, value, varint } from "../../src/runtime/model/onnx-file.ts";
import { parseCard } from "../../src/runtime/model/parse-card.ts";
import { problem, UserError, type Problem } from "../../src/runtime/problem.ts";
import { gather } from "../../src/ui/storage/model-files.ts";
import { door } from "./door.ts";
import { changedBytes, odd } from "./made.ts";

/** A number as protocol buffers write it, of any 64 bits: lengths and sizes that no writer of files would put there. */
function bits64(number: number, content: bigint): Uint8Array {
  const bytes = [number << 3];
  let rest = BigInt.asUintN(64, content);
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Uint8Array.from([...bytes, Number(rest)]);
}

const words = odd.filter((one): one is string => typeof one === "string");
const name = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("x", "t", "timesteps", "y", "out", "sample", "gradient", "w") },
  { weight: 1, arbitrary: fc.constantFrom(...words) },
);
const dim = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<number | string>(1, 3, 6, 64, "N", "") },
  { weight: 1, arbitrary: fc.constantFrom<number | string>(0, 2 ** 31, 2 ** 52, "__proto__", "x".repeat(5000)) },
);
const shape = fc.oneof(
  { weight: 8, arbitrary: fc.array(dim, { maxLength: 5 }) },
  { weight: 1, arbitrary: fc.constant(Array<number>(3000).fill(64)) },
);
const type = fc.constantFrom("float32", "float16", "int64", "int32", "float64");
const values = fc.tuple(name, type, shape).map(([called, kind, sizes]) => value(called, kind, sizes));

/** Weights: plain ones, of shapes that cannot be, and with data in files elsewhere. */
const weights = fc.oneof(
  name.map((called) => floatTensor(called, [2, 2], new Float32Array(4))),
  fc
    .tuple(name, fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { maxLength: 6 }))
    .map(([called, dims]) => joined(...dims.map((size) => bits64(1, size)), varint(2, 1), field(8, text(called)))),
  fc
    .tuple(name, fc.constantFrom("weights.bin", "../../etc/passwd", "/dev/zero", "C:\\x", "", ...words))
    .map(([called, place]) => {
      const pair = joined(field(1, text("location")), field(2, text(place)));
      return joined(varint(1, 4), varint(2, 1), field(8, text(called)), field(13, pair), varint(14, 1));
    }),
);

const written = fc
  .record({
    inputs: fc.array(values, { maxLength: 4 }),
    output: values,
    weights: fc.array(weights, { maxLength: 4 }),
    usual: fc.boolean(),
  })
  .map(({ inputs, usual, ...parts }) =>
    onnxFile({ ...parts, nodes: [node("Identity", ["x"], "out")], inputs: usual ? [...inputs, ...plain] : inputs }),
  );
const plain = [value("x", "float32", ["N", 3, 64, 64]), value("timesteps", "int64", ["N"])];
const whole = onnxFile({
  nodes: [node("Identity", ["x"], "out", [["axis", 1]])],
  weights: [floatTensor("label_emb.weight", [10, 4], new Float32Array(40))],
  inputs: [...plain, value("y", "int64", ["N"])],
  output: value("out", "float32", ["N", 6, 64, 64]),
});

/** Files whose size alone is meant to harm: empty parts by the hundred thousand, a message in a message in a message. */
const graphOfParts = (part: Uint8Array, count: number): Uint8Array => {
  const all = new Uint8Array(part.length * count);
  for (let i = 0; i < count; i++) all.set(part, i * part.length);
  return field(7, all);
};
/** Node's test runner follows every promise, which makes each wait some ten times dearer; the nightly run is free of it. */
const tensors = process.env["NODE_TEST_CONTEXT"] ? 10_000 : 30_000;
const large = [
  graphOfParts(Uint8Array.of(0x0a, 0), 100_000),
  graphOfParts(field(5, new Uint8Array()), tensors),
  graphOfParts(field(5, varint(1, 2)), tensors),
  field(7, field(5, graphOfParts(varint(1, 9), tensors).subarray(4))),
  Array.from({ length: 200 }).reduce<Uint8Array>((inside) => field(7, inside), new Uint8Array()),
  Uint8Array.of(0x3a, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1),
];

const networks = fc.oneof(
  { weight: 30, arbitrary: written },
  { weight: 30, arbitrary: changedBytes([whole]) },
  { weight: 10, arbitrary: written.chain((bytes) => changedBytes([bytes])) },
  { weight: 1, arbitrary: fc.constantFrom(...large) },
  { weight: 2, arbitrary: fc.uint8Array({ maxLength: 64 }) },
);

const folder = mkdtempSync(join(tmpdir(), "hostile-"));
process.once("exit", () => rmSync(folder, { recursive: true, force: true }));

/** `repaint card` on the file, whose card has to be one; then the same file dropped into the page without a card. */
async function opened(bytes: Uint8Array): Promise<readonly Problem[]> {
  const path = join(folder, "net.onnx");
  writeFileSync(path, bytes);
  let printed = "";
  const print = (one: string): void => void (printed += one);
  const io = { out: print, err: print, cwd: folder, env: {}, signal: new AbortController().signal };
  const code = await main(["card", path], io, registry);
  if (code > 1) throw new Error(`exit code ${code}: ${printed.slice(0, 300)}`);
  if (printed.length > 20_000) throw new Error(`${printed.length} letters are printed`);
  if (/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(printed)) throw new Error("it steers the terminal");
  if (code === 0) {
    const card = join(folder, "net.json");
    const again = parseCard(readFileSync(card, "utf8"));
    rmSync(card);
    if (again.file !== "net.onnx") throw new Error(`the card is of "${again.file}"`);
  }
  const { bare, problems } = await gather([new File([Uint8Array.from(bytes)], "net.onnx")]);
  for (const { card } of bare) parseCard(JSON.stringify(card));
  if (code !== 0 && !/inputs besides/.test(printed))
    throw new Error(`only the page takes it: ${printed.slice(0, 300)}`);
  return code === 0 ? problems : refused(printed);
}

function refused(printed: string): never {
  throw new UserError(problem("refused", { en: printed.trim(), zh: "。" }, { en: ".", zh: "。" }));
}

/** Networks of strangers, as `repaint card` and the page look into them; nothing of them is run. */
export const networkDoor = door("network", networks, opened);
