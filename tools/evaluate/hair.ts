/**
 * Why does light brown hair come out blond? Looks at the data, at the network's clean estimates level by level, and at what
 * sampling makes of them, for each label of `faces64-class`. Prints Markdown, for docs/training.md.
 *
 *     npx tsx tools/evaluate/hair.ts [--data runs/data/faces64] [--faces 8]
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { betasOf } from "../../src/runtime/diffusion/betas.ts";
import { at } from "../../src/runtime/diffusion/planes.ts";
import { nodeHash } from "../../src/runtime/equation/noise.ts";
import { drawFace, FIRST_HELD_OUT_SEED } from "../data/faces.ts";
import { planesOf, zones, type Colour } from "./anatomy.ts";
import { COLOURS } from "./label-graph.ts";
import { openModel } from "./model.ts";
import { table } from "./text.ts";

const LEVELS = [950, 900, 850, 800, 700, 600, 500, 400] as const;
/** Steps of the samples: DDPM at every twentieth level. */
const STEPS = 50;
/** Of guidance. */
const SCALES = [1, 3, 8] as const;

const root = fileURLToPath(new URL("../..", import.meta.url));
const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(root, "runs/data/faces64") },
    faces: { type: "string", default: "8" },
  },
});
const N = Number(values.faces);
const hexOf = (colour: Colour): string => colour.map((v) => v.toString(16).padStart(2, "0")).join("");
const zone = [...zones().hair.entries()].filter(([, v]) => v !== 0).map(([i]) => i);
const { network, backend } = await openModel(join(root, "models/faces64-class.json"));
const names = COLOURS.map((_, label) => network.card.classes?.names?.[label]?.en ?? String(label));
const alphas_cumprod = cumulated();

console.log("Training drawings by the colour of the hair, and how far each colour is from the nearest other (RGB):\n");
console.log(
  table(
    ["", ...names],
    [
      ["drawings", ...countsOf(values.data)],
      ["nearest other", ...COLOURS.map(nearestOther)],
    ],
  ),
);
const given = await estimates();
console.log(`\nShare of the pixels in the zones where every drawing has hair whose clean estimate is nearest to the label's colour, from
held-out drawings of that hair (${N} each) with noise of level t; in brackets the colour that most others take:\n`);
console.log(table(["t", ...names], given));
console.log(
  `\nSamples from noise alone (DDPM, ${STEPS} steps, ${N} each), the same share by level of the clean estimate on the way:\n`,
);
console.log(table(["t", ...names], await sampled()));
console.log(
  `\nMean colour of those zones in the clean estimate of noise alone at t = ${LEVELS[0]} (${N} draws), by guidance scale, and the colour nearest to it:\n`,
);
console.log(table(["", ...names], await guided()));
await network.close();

function cumulated(): Float64Array {
  let product = 1;
  return betasOf(network.card.beta_schedule, network.card.num_train_timesteps).map((beta) => (product *= 1 - beta));
}

function countsOf(folder: string): readonly string[] {
  const words = readdirSync(folder)
    .filter((name) => name.endsWith(".tsv"))
    .flatMap((name) => {
      const [head = "", ...rows] = readFileSync(join(folder, name), "utf8").trim().split("\n");
      const column = head.split("\t").indexOf("hairColor");
      return rows.map((row) => row.split("\t")[column]);
    });
  return COLOURS.map((colour) => String(words.filter((word) => word === hexOf(colour)).length));
}

function nearestOther(colour: Colour, own: number): string {
  const others = COLOURS.map((other, i) => ({ i, far: distance(colour, other) })).filter(({ i }) => i !== own);
  const best = others.reduce((a, b) => (b.far < a.far ? b : a));
  return `${best.far.toFixed(0)} (${names[best.i]})`;
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.hypot(...a.map((v, i) => v - (b[i] ?? 0)));
}

/** The share of a label's own colour in the zones of N clean estimates, and the commonest other. */
function shares(x0: Float32Array, label: number): string {
  const plane = x0.length / (3 * N);
  const counts = COLOURS.map(() => 0);
  for (let n = 0; n < N; n++)
    for (const i of zone) {
      const pixel = [0, 1, 2].map((c) => 127.5 * (at(x0, (3 * n + c) * plane + i) + 1));
      const nearest = COLOURS.map((colour) => distance(pixel, colour));
      const best = nearest.indexOf(Math.min(...nearest));
      counts[best] = (counts[best] ?? 0) + 1;
    }
  const whole = counts.reduce((sum, v) => sum + v, 0);
  const own = `${((100 * (counts[label] ?? 0)) / whole).toFixed(0)} %`;
  const others = counts.map((count, i) => ({ count: i === label ? -1 : count, i }));
  const most = others.reduce((a, b) => (b.count > a.count ? b : a));
  return most.count > whole / 20
    ? `${own} (${names[most.i]?.replace(" hair", "")} ${((100 * most.count) / whole).toFixed(0)} %)`
    : own;
}

/** x̂_0 of N pictures at a training level under a label. */
async function clean(x: Float32Array, t: number, label: number): Promise<{ x0: Float32Array; eps: Float32Array }> {
  const side = network.card.image.height;
  const tensor = backend.upload(x, [N, 3, side, side]);
  const out = await network.call(tensor, t, label);
  const whole = await backend.read(out);
  backend.free(tensor);
  backend.free(out);
  const size = 3 * side * side;
  // The first three channels are eps; those after belong to the variance.
  const eps = Float32Array.from(x, (_, i) => at(whole, Math.floor(i / size) * 2 * size + (i % size)));
  const A = at(alphas_cumprod, t);
  const x0 = x.map((v, i) => Math.max(-1, Math.min(1, (v - Math.sqrt(1 - A) * at(eps, i)) / Math.sqrt(A))));
  return { x0, eps };
}

function normals(seed: number): Float32Array {
  const side = network.card.image.height;
  const tensor = backend.noise({ seed, node: nodeHash("hair"), visit: 0, draw: 0 }, [N, 3, side, side]);
  const data = new Float32Array(backend.viewOf(tensor));
  backend.free(tensor);
  return data;
}

async function estimates(): Promise<string[][]> {
  const pictures = COLOURS.map(facesWith);
  const rows: string[][] = [];
  for (const t of LEVELS) {
    const A = at(alphas_cumprod, t);
    const row = [String(t)];
    for (const [label, x_start] of pictures.entries()) {
      const noise = normals(1000 * t + label);
      const x_t = x_start.map((v, i) => Math.sqrt(A) * v + Math.sqrt(1 - A) * at(noise, i));
      row.push(shares((await clean(x_t, t, label)).x0, label));
    }
    rows.push(row);
  }
  return rows;
}

/** The first held-out faces by number with hair of a colour, one after another. */
function facesWith(colour: Colour): Float32Array {
  const found: Float32Array[] = [];
  for (let seed = FIRST_HELD_OUT_SEED; found.length < N; seed++) {
    const { rgb, labels } = drawFace(seed);
    if (labels.hairColor === hexOf(colour)) found.push(planesOf(rgb).data);
  }
  const all = new Float32Array(N * (found[0]?.length ?? 0));
  for (const [i, one] of found.entries()) all.set(one, i * one.length);
  return all;
}

/** DDPM with the posterior's own variance (Ho et al. 2020, Eq. 7), from noise. */
async function sampled(): Promise<string[][]> {
  const levels = Array.from({ length: STEPS }, (_, i) => Math.round((999 * (STEPS - 1 - i)) / (STEPS - 1)));
  const shown = levels.filter((_, i) => i % 7 === 3 || i === STEPS - 1);
  const rows = new Map(shown.map((t) => [t, [t === 0 ? "the sample" : String(t)]]));
  for (const label of COLOURS.keys()) {
    let x = normals(7);
    for (const [i, t] of levels.entries()) {
      const { x0 } = await clean(x, t, label);
      rows.get(t)?.push(shares(x0, label));
      const before = levels[i + 1];
      if (before === undefined) break;
      const [A, prev] = [at(alphas_cumprod, t), at(alphas_cumprod, before)];
      const beta = 1 - A / prev;
      const [c1, c2] = [(Math.sqrt(prev) * beta) / (1 - A), (Math.sqrt(A / prev) * (1 - prev)) / (1 - A)];
      const sigma = Math.sqrt((beta * (1 - prev)) / (1 - A));
      const noise = normals(100_000 * (label + 1) + t);
      x = x0.map((v, k) => c1 * v + c2 * at(x, k) + sigma * at(noise, k));
    }
  }
  return [...rows.values()];
}

/** The mean colour of the hair zones in the first clean estimates of noise, as guidance makes them. */
async function guided(): Promise<string[][]> {
  const t = LEVELS[0];
  const A = at(alphas_cumprod, t);
  const x = normals(3);
  const none = (await clean(x, t, COLOURS.length)).eps;
  const rows = [["the colour itself", ...COLOURS.map((colour) => rgbText(colour))]];
  for (const scale of SCALES) {
    const row = [`scale ${scale}`];
    for (const label of COLOURS.keys()) {
      const { eps } = await clean(x, t, label);
      const x0 = x.map((v, i) => {
        const led = at(none, i) + scale * (at(eps, i) - at(none, i));
        return Math.max(-1, Math.min(1, (v - Math.sqrt(1 - A) * led) / Math.sqrt(A)));
      });
      const plane = x0.length / (3 * N);
      const mean = [0, 1, 2].map((c) => {
        let sum = 0;
        for (let n = 0; n < N; n++) for (const i of zone) sum += 127.5 * (at(x0, (3 * n + c) * plane + i) + 1);
        return sum / (N * zone.length);
      });
      const far = COLOURS.map((colour) => distance(mean, colour));
      row.push(`${rgbText(mean)}: ${names[far.indexOf(Math.min(...far))]}`);
    }
    rows.push(row);
  }
  return rows;
}

function rgbText(colour: readonly number[]): string {
  return colour.map((v) => v.toFixed(0)).join(", ");
}
