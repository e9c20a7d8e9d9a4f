import fc from "fast-check";
import { readImage } from "../../src/cli/images/read.ts";
import { registry } from "../../src/nodes/index.ts";
import { createCpuBackend } from "../../src/runtime/cpu/backend.ts";
import { execute } from "../../src/runtime/execute.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import { analyse } from "../../src/runtime/graph/analyse.ts";
import type { Picture } from "../../src/runtime/node.ts";
import { writeNpy } from "../../src/runtime/picture/npy.ts";
import { UserError, type Problem } from "../../src/runtime/problem.ts";
import { door } from "./door.ts";
import { changedBytes, joined, odd } from "./made.ts";
import { bombs, jpegs, pngs } from "./pictures.ts";

// ── data as NumPy writes it ─────────────────────────────────────────────────────────────────────────────────────────

const floats = (length: number): Float32Array => Float32Array.from({ length }, (_, i) => Math.sin(i) * 100);

/** A file of NumPy with any header: `b"\x93NUMPY"`, version, length, text, data. */
function npyOf(version: number, header: string, data: Uint8Array): Uint8Array {
  const long = version >= 2;
  const head = new DataView(new ArrayBuffer(long ? 12 : 10));
  [0x93, 78, 85, 77, 80, 89, version, 0].forEach((byte, i) => head.setUint8(i, byte));
  const letters = Buffer.from(header, "latin1");
  if (long) head.setUint32(8, letters.length, true);
  else head.setUint16(8, Math.min(letters.length, 65_535), true);
  return joined(new Uint8Array(head.buffer), letters, data);
}

const arrays = [
  writeNpy({ shape: [1, 3, 5, 7], data: floats(105) }),
  writeNpy({ shape: [1, 1, 6, 6], data: floats(36) }),
  ...(["<f8", ">f4", "|u1", "|b1", "=f4"] as const).map((type) =>
    npyOf(1, `{'descr': '${type}', 'fortran_order': False, 'shape': (2, 4, 4), }\n`, new Uint8Array(256).fill(1)),
  ),
];
const sizes = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.nat(9), { maxLength: 5 }).map((all) => all.join(", ")) },
  { weight: 1, arbitrary: fc.constantFrom("1e9, 1e9", "1000000000, 1000000000", "-1, 4", "4,,4", "9".repeat(400)) },
  { weight: 1, arbitrary: fc.constant(Array<number>(20_000).fill(1).join()) },
);
const types = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom("<f4", "<f8", "|u1", "|b1", ">f8") },
  { weight: 1, arbitrary: fc.constantFrom("|O", "<c16", "<M8[ns]", "|V8", "<f2", "<i8", "\u001b[2J", "__proto__") },
);
const headed = fc
  .record({
    version: fc.constantFrom(0, 1, 2, 3, 255),
    types,
    sizes,
    order: fc.constantFrom("False", "True", "0"),
    n: fc.nat(900),
  })
  .map(({ version, types: type, sizes: shape, order, n }) =>
    npyOf(
      version,
      `{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${shape}), }\n`,
      new Uint8Array(n).fill(63),
    ),
  );
const npys = fc.oneof(headed, changedBytes(arrays));

async function asData(bytes: Uint8Array): Promise<readonly Problem[]> {
  const { picture, notes } = await readImage(bytes, "\u001b[2Jx.npy");
  checkPicture(picture);
  const again = await readImage(writeNpy({ ...picture, data: picture.data }), "x.npy");
  if (Buffer.compare(Buffer.from(picture.data.buffer), Buffer.from(again.picture.data.buffer)) !== 0)
    throw new Error("what is written is not what was read");
  return notes;
}

function checkPicture({ shape, data }: Picture): void {
  const [N, C, H, W] = shape;
  if (data.length !== N * C * H * W) throw new Error(`${shape.join("×")} has ${data.length} values`);
  const wrong = data.findIndex((one) => !Number.isFinite(one));
  if (wrong >= 0) throw new Error(`value ${wrong} is ${data[wrong]}`);
}

// ── masks, and windows around their holes ───────────────────────────────────────────────────────────────────────────

const numbers = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(0, 1, 2, 7, 8, 64, -1, -7, 0.5, 300) },
  { weight: 1, arbitrary: fc.constantFrom(...odd.filter((one) => typeof one === "number"), NaN, 16_384, 1024) },
);
const counts = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(1, 2, 3, 8, 16) },
  { weight: 1, arbitrary: fc.constantFrom(...odd.filter((one) => typeof one === "number"), NaN, 16_384) },
);
const words = <T extends string>(...all: readonly T[]) =>
  fc.oneof(
    { weight: 50, arbitrary: fc.constantFrom(...all) },
    { weight: 1, arbitrary: fc.constantFrom("", "__proto__") },
  );
const some: { requiredKeys: [] } = { requiredKeys: [] };

const maskParams = fc.record(
  {
    hole: words("auto", "black", "white", "transparent"),
    fit: words("picture", "stretch", "cover"),
    invert: fc.boolean(),
  },
  some,
);
const cropParams = fc.record(
  {
    window: words("auto", "whole", "chosen"),
    aspect: words("keep", "stretch"),
    ...{ windows: counts, answers: counts, size: counts, margin: numbers },
    ...{ x: numbers, y: numbers, width: numbers, height: numbers },
  },
  some,
);
/** Within their ranges, and 10¹² values all together. */
const tooMany = { windows: 1024, answers: 64, size: 1024 };

/** picture → crop to the hole of a mask → paste what was cropped back, without a network in between. */
function graphWith(mask: object, crop: object, seam: unknown): string {
  const params = [
    { image: "file:picture", fit: "none" },
    { preset: "painted", painted: "file:mask", ...mask },
    crop,
    { seam },
  ];
  const types = ["image/load", "image/mask", "image/crop-to-mask", "image/paste-back"];
  const nodes = types.map((type, i) => ({
    ...{ id: `n${i}`, type, v: registry.get(type)?.v, pos: [200 * i, 0] },
    params: params[i],
  }));
  const links = [
    ["n0", "image", "n1", "image"],
    ["n0", "image", "n2", "image"],
    ["n1", "mask", "n2", "keep_mask"],
    ["n0", "image", "n3", "image"],
    ["n1", "mask", "n3", "keep_mask"],
    ["n2", "image", "n3", "filled"],
    ["n2", "frame", "n3", "frame"],
  ];
  return JSON.stringify({ format: "repaint-graph", version: 1, nodes, links });
}

/** Runs a graph over a picture and a mask, and gives what its last nodes made. */
async function ran(graph: GraphFile, picture: Picture, mask: Picture) {
  const images = new Map([
    ["file:picture", picture],
    ["file:mask", mask],
  ]);
  const env = {
    cards: new Map(),
    images: new Map([...images].map(([name, { shape }]) => [name, [shape[2], shape[3]] as const])),
  };
  const errors = analyse(graph, registry, env).problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new UserError(...errors);
  const backend = createCpuBackend();
  const made = new Map<string, Picture>();
  const said: string[] = [];
  try {
    const watch = new Set(["n1", "n2", "n3"]);
    for await (const visit of execute(plan(graph, registry, env, { watch }), {
      backend,
      networks: new Map(),
      images,
    })) {
      for (const output of visit.node === "n1" ? ["mask"] : ["image", "mask"]) {
        const read = visit.node === "n3" && output === "mask" ? undefined : await visit.read(output).catch(unread);
        if (typeof read === "object") made.set(`${visit.node}.${output}`, read);
      }
      for (const artifact of visit.artifacts)
        if (artifact.kind === "note") said.push(artifact.text.en, artifact.text.zh);
    }
    if (backend.live !== 0) throw new Error(`${backend.live} tensors are left`);
  } finally {
    backend.dispose();
  }
  return { made, said };
}

const unread = (error: unknown): undefined => {
  if (error instanceof UserError) return undefined;
  throw error;
};

const isBinary = ({ data }: Picture): boolean => data.every((one) => one === 0 || one === 1);

/** Beyond what one of 16 000 pixels a side may take of the case's second, sizes are small. */
const side = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 1, arbitrary: fc.constantFrom(1, 97, 256) },
);

function pictureOf(C: number, H: number, W: number): Picture {
  return { shape: [1, C, H, W], data: Float32Array.from({ length: C * H * W }, (_, i) => ((i * 37) % 256) / 255) };
}

/** Holes of all kinds: everything, nothing, dots, stripes, a frame around the edge, a scratch. */
const patterns: Readonly<Record<string, (x: number, y: number, W: number, H: number) => boolean>> = {
  everything: () => true,
  nothing: () => false,
  dots: (x, y) => x % 11 === 0 && y % 7 === 0,
  stripes: (_, y) => y % 2 === 0,
  edge: (x, y, W, H) => x === 0 || y === 0 || x === W - 1 || y === H - 1,
  corner: (x, y) => x + y === 0,
  scratch: (x, y) => x === y,
  noise: (x, y) => ((x * 73_856_093) ^ (y * 19_349_663)) % 3 === 0,
};

function maskOf(pattern: string, H: number, W: number): Picture {
  const isHole = patterns[pattern] ?? (() => false);
  const data = Float32Array.from({ length: H * W }, (_, i) => (isHole(i % W, Math.floor(i / W), W, H) ? 0 : 1));
  return { shape: [1, 1, H, W], data };
}

const windows = fc.record({
  pattern: fc.constantFrom(...Object.keys(patterns)),
  C: fc.constantFrom(1, 3),
  H: side,
  W: side,
  crop: fc.oneof({ weight: 20, arbitrary: cropParams }, { weight: 1, arbitrary: fc.constant(tooMany) }),
  mask: maskParams,
  seam: numbers,
});

/** Whatever the windows are, the picture comes back at its size, and what is far from a hole is the same to the bit. */
async function windowed({
  pattern,
  C,
  H,
  W,
  crop,
  mask,
  seam,
}: typeof windows extends fc.Arbitrary<infer T> ? T : never) {
  const { graph, notes } = parseGraph(graphWith(mask, crop, seam), registry);
  const { made } = await ran(graph, pictureOf(C, H, W), maskOf(pattern, H, W));
  const result = made.get("n3.image");
  const keep = made.get("n1.mask");
  const given = made.get("n2.image");
  if (!result || !keep || !given) throw new Error(`made are only ${[...made.keys()].join()}`);
  checkPicture(result);
  checkPicture(given);
  if (result.shape[2] !== H || result.shape[3] !== W) throw new Error(`the result is ${result.shape.join("×")}`);
  const known = made.get("n2.mask");
  if (!isBinary(keep) || !known || !isBinary(known)) throw new Error("a mask that is neither 0 nor 1");
  if (keep.data.every((one) => one === 1)) assertSame(result, pictureOf(result.shape[1], H, W), H * W);
  return notes;
}

function assertSame(result: Picture, picture: Picture, plane: number): void {
  for (let i = 0; i < plane; i++) {
    const expected = Math.fround(2 * (picture.data[i] ?? 0) - 1);
    if (result.data[i] !== expected) throw new Error(`pixel ${i} is ${result.data[i]}, was ${expected}`);
  }
}

const maskBytes = fc.oneof(
  { weight: 30, arbitrary: changedBytes([...pngs, ...jpegs]) },
  { weight: 20, arbitrary: changedBytes(arrays) },
  { weight: 5, arbitrary: fc.constantFrom(...pngs, ...arrays) },
  { weight: 1, arbitrary: fc.constantFrom(...bombs) },
);

/** A file as the mask of a picture: known and unknown and nothing else, at the picture's size, and a sentence about it. */
async function asMask({ bytes, params, H, W }: typeof masks extends fc.Arbitrary<infer T> ? T : never) {
  const { picture, notes } = await readImage(bytes, "\u001b[2Jmask.png");
  const { graph, notes: dropped } = parseGraph(graphWith(params, {}, 0), registry);
  const { made, said } = await ran(graph, pictureOf(3, H, W), picture);
  const mask = made.get("n1.mask");
  if (!mask || !isBinary(mask)) throw new Error("a mask that is neither 0 nor 1");
  if (mask.shape[2] !== H || mask.shape[3] !== W) throw new Error(`the mask is ${mask.shape.join("×")}`);
  if (said.length === 0) throw new Error("not a word about how it was read");
  if (/NaN|Infinity|undefined/.test(said.join())) throw new Error(said.join());
  return [...notes, ...dropped];
}
const masks = fc.record({ bytes: maskBytes, params: maskParams, H: side, W: side });

export const dataDoor = door("data (.npy)", npys, asData);
export const maskDoor = door("mask", masks, asMask);
export const windowsDoor = door("windows", windows, windowed);
