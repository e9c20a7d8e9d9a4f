import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeImage } from "../../src/cli/images.ts";
import { registry } from "../../src/nodes/index.ts";
import type { Planes } from "../../src/runtime/diffusion/planes.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { parseGraph } from "../../src/runtime/graph/parse.ts";
import type { Picture } from "../../src/runtime/node.ts";
import { FIRST_HELD_OUT_SEED } from "../data/faces.ts";
import { anatomyOf, PALETTES, type Colour } from "./anatomy.ts";

/** `graphs/class-label.json`, whose label says which colour the hair is to have, and what is known under it. */

export const MODEL = "bundled:faces64-class";

/** Labels stand for the colours in the order of their hexadecimal names, as `tools/train --classes` numbers them. */
export const COLOURS: readonly Colour[] = [...PALETTES.hair].sort(([a, b, c], [d, e, f]) => a - d || b - e || c - f);

const root = fileURLToPath(new URL("../..", import.meta.url));
const text = readFileSync(join(root, "graphs/class-label.json"), "utf8");

type Changes = Readonly<Record<string, GraphFile["nodes"][number]["params"]>>;

/** The graph for a label, for as many faces as there are. @param more params by the type of their nodes. */
export function graphFor(label: number, guidance_scale: number, batch: number, more: Changes = {}): GraphFile {
  const changed: Changes = {
    "model/label": { label },
    "denoise/predict": { guidance_scale },
    "noise/gaussian": { batch },
    ...more,
  };
  const { graph } = parseGraph(text, registry);
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, params: { ...node.params, ...changed[node.type] } })),
  };
}

/** Item `i` of `N C H W`, in [−1, 1] as all pictures of a run are. */
export function planesOf({ shape: [, C, H, W], data }: Picture, i: number): Planes {
  const n = C * H * W;
  return { C, H, W, data: data.subarray(i * n, (i + 1) * n) };
}

/** The mask that the graph carries, as a picture and as `[H W]`, 1 = known. */
export function paintedMask(): { reference: string; picture: Picture; keep_mask: Float32Array } {
  const { nodes } = parseGraph(text, registry).graph;
  const reference = String(nodes.find(({ type }) => type === "image/mask")?.params["painted"]);
  const picture = decodeImage(Buffer.from(reference.slice(reference.indexOf(",") + 1), "base64"), "the painted mask");
  const [, , H, W] = picture.shape;
  return { reference, picture, keep_mask: picture.data.slice(0, H * W).map((v) => (v >= 0.5 ? 1 : 0)) };
}

/** The first faces by number whose known part shows no hair, so that nothing but the label speaks of it. */
export function facesWithoutHair(count: number, keep_mask: Float32Array): readonly number[] {
  const faces: number[] = [];
  for (let face = FIRST_HELD_OUT_SEED; faces.length < count; face++) {
    if (!anatomyOf(face).masks.hair.some((v, i) => v === 1 && keep_mask[i] === 1)) faces.push(face);
  }
  return faces;
}
