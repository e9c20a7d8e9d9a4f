import { encodeImage } from "../../src/cli/images.ts";
import { noiseFor } from "../../src/cli/study/together.ts";
import { registry } from "../../src/nodes/index.ts";
import { execute } from "../../src/runtime/execute.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import type { Artifact, Picture } from "../../src/runtime/node.ts";
import { drawFace, FACE_SIZE } from "../data/faces.ts";
import { registryFor, type Face } from "./batch.ts";
import { graphOf, MODEL } from "./graph.ts";
import type { Opened } from "./model.ts";
import type { Setting } from "./settings.ts";

/** Seeds of the answers to one face lie this far apart, so that no two faces share one. */
const ANSWER_STRIDE = 10_000_000;

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
  const planned = plan(graph, registryFor(registry, faces), {
    cards: new Map([[model, network.card]]),
    images: new Map([...images].map(([name, { shape }]) => [name, [shape[2], shape[3]] as const])),
  });
  const artifacts: Artifact[] = [];
  const networks = new Map([[model, network]]);
  const run = execute(planned, { backend, networks, images, noise: noiseFor(backend, faces) });
  for await (const visit of run) artifacts.push(...visit.artifacts);
  const saved = artifacts.find((artifact) => artifact.kind === "save");
  if (saved?.kind !== "save") throw new Error("the graph saved nothing");
  return saved.picture;
}
