import { encodeImage } from "../../src/cli/images.ts";
import { registry } from "../../src/nodes/index.ts";
import { execute } from "../../src/runtime/execute.ts";
import { plan } from "../../src/runtime/graph/plan.ts";
import type { Artifact, Picture } from "../../src/runtime/node.ts";
import { drawFace, FACE_SIZE } from "../data/faces.ts";
import { noiseFor, registryFor, type Face } from "./batch.ts";
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
  { network, backend }: Opened,
): Promise<readonly Uint8Array[]> {
  const batch = faces.map((face) => faceOf(face, setting.answer));
  const graph = graphOf(setting, faces.length);
  const planned = plan(graph, registryFor(registry, batch), {
    cards: new Map([[MODEL, network.card]]),
    images: new Map(),
  });
  const artifacts: Artifact[] = [];
  const networks = new Map([[MODEL, network]]);
  const run = execute(planned, { backend, networks, images: new Map(), noise: noiseFor(backend, batch) });
  for await (const visit of run) artifacts.push(...visit.artifacts);
  const saved = artifacts.find((artifact) => artifact.kind === "save");
  if (saved?.kind !== "save") throw new Error("the graph saved nothing");
  return faces.map((_, i) => encodeImage(saved.picture, i));
}
