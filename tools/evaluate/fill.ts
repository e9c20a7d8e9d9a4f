import { encodeImage } from "../../src/cli/images.ts";
import { prepare, type GivenMask, type Item } from "../../src/cli/study/item.ts";
import { noiseFor, registryFor } from "../../src/cli/study/together.ts";
import { registry } from "../../src/nodes/index.ts";
import { execute } from "../../src/runtime/execute.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import type { Artifact, Picture } from "../../src/runtime/node.ts";
import { drawFace, FACE_SIZE } from "../data/faces.ts";
import { graphOf, MODEL } from "./graph.ts";
import type { Opened } from "./model.ts";
import type { Setting } from "./settings.ts";

/** Seeds of the answers to one face lie this far apart, so that no two faces share one. */
const ANSWER_STRIDE = 10_000_000;

/** A face to be filled. */
export interface Face {
  readonly face: number;
  /** Of its noise. */
  readonly seed: number;
  /** `1 C H W` in [0, 1]. */
  readonly picture: Picture;
  /** `1 1 H W`, 1 = known: in place of the mask that the graph draws. */
  readonly keep_mask?: Picture;
}

/** A held-out face under the seed of one of its answers: the number of the face for the first. */
export function faceOf(face: number, answer: number): Face {
  return { face, seed: face + ANSWER_STRIDE * answer, picture: pictureOf(drawFace(face).rgb) };
}

/** `H W 3` bytes as `1 3 H W` in [0, 1]. */
function pictureOf(rgb: Uint8Array): Picture {
  const n = rgb.length / 3;
  const data = Float32Array.from({ length: 3 * n }, (_, i) => (rgb[(i % n) * 3 + Math.floor(i / n)] ?? 0) / 255);
  return { shape: [1, 3, FACE_SIZE, FACE_SIZE], data };
}

/** Fills faces in one run of the graph. @returns one PNG file for each, in their order. */
export async function fillFaces(
  setting: Setting,
  faces: readonly number[],
  opened: Opened,
): Promise<readonly Uint8Array[]> {
  const picture = await runTogether(
    graphOf(setting, faces.length),
    MODEL,
    faces.map((face) => faceOf(face, setting.answer)),
    opened,
  );
  return faces.map((_, i) => encodeImage(picture, i));
}

/**
 * Runs a graph once for several faces, each in place of the picture that the graph loads.
 *
 * @param graph whose noise has as large a batch as there are faces.
 * @param images other pictures that the graph names, such as a painted mask.
 * @returns what the graph saves, `N C H W`, in their order.
 */
export async function runTogether(
  graph: GraphFile,
  model: string,
  faces: readonly Face[],
  { network, backend }: Opened,
  images: ReadonlyMap<string, Picture> = new Map(),
): Promise<Picture> {
  const items: Item[] = [];
  for (const face of faces) {
    const given = { ...face, mask: maskFor(face, graph, images) };
    items.push(await prepare(given, { graph, registry, backend, card: network.card }));
  }
  const planned = plan(graph, registryFor(registry, items), {
    cards: new Map([[model, network.card]]),
    images: new Map(),
  });
  const artifacts: Artifact[] = [];
  const networks = new Map([[model, network]]);
  const run = execute(planned, { backend, networks, images, noise: noiseFor(backend, items) });
  for await (const visit of run) artifacts.push(...visit.artifacts);
  const saved = artifacts.find((artifact) => artifact.kind === "save");
  if (saved?.kind !== "save") throw new Error("the graph saved nothing");
  return saved.picture;
}

/** A face's own mask; else the graph's, whose wide and narrow strokes are drawn from the number of the face. */
function maskFor({ face, keep_mask }: Face, { nodes }: GraphFile, images: ReadonlyMap<string, Picture>): GivenMask {
  if (keep_mask) return { name: "window", hole: "black", picture: keep_mask };
  const params = nodes.find(({ type }) => type === "image/mask")?.params ?? {};
  const picture = images.get(String(params["painted"]));
  if (params["preset"] === "painted" && picture)
    return { name: String(params["painted"]), hole: String(params["hole"] ?? "auto"), picture };
  return { preset: String(params["preset"]), seed: face };
}
