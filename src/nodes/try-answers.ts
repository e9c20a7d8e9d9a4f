import type { Backend } from "../runtime/backend.ts";
import { execute } from "../runtime/execute.ts";
import type { GraphFile } from "../runtime/graph/format.ts";
import { plan } from "../runtime/graph/plan.ts";
import type { ModelCard } from "../runtime/model/card.ts";
import type { Network } from "../runtime/model/network.ts";
import { toPicture } from "../runtime/model/range.ts";
import type { Picture, Registry } from "../runtime/node.ts";

/** What a network makes of a picture when it is read as one card says. */
export interface Tried {
  /** The clean estimate in [−1, 1]. */
  readonly picture: Picture;
  /** Mean difference from the picture that noise was added to, as a share of the way from black to white. */
  readonly distance: number;
}

const MODEL = "file:tried";
const IMAGE = "file:shown";

/** A picture, noised up to the third level of ten, and what the network takes to be under the noise. */
const graph: GraphFile = {
  format: "repaint-graph",
  version: 1,
  nodes: [
    { id: "model", type: "model/load", v: 1, pos: [0, 0], params: { model: MODEL } },
    { id: "image", type: "image/load", v: 1, pos: [0, 0], params: { image: IMAGE } },
    { id: "schedule", type: "model/noise-schedule", v: 1, pos: [0, 0], params: { T: 10 } },
    { id: "start", type: "noise/start-at", v: 1, pos: [0, 0], params: { t: 3 } },
    { id: "predict", type: "denoise/predict", v: 1, pos: [0, 0], params: {} },
  ],
  links: [
    ["model", "model", "schedule", "model"],
    ["schedule", "schedule", "start", "schedule"],
    ["image", "image", "start", "image"],
    ["model", "model", "predict", "model"],
    ["start", "sample", "predict", "sample"],
  ],
};

/**
 * Reads one network as several cards say, on the same picture with the same noise: who knows the picture sees which card
 * is right. Each takes one call.
 *
 * @param cards differ in how the network is read (prediction type, betas, range), not in how it is called.
 * @param shown a picture in [0, 1].
 */
export async function tryAnswers(
  registry: Registry,
  backend: Backend,
  network: Network,
  cards: readonly ModelCard[],
  shown: Picture,
): Promise<readonly Tried[]> {
  const tried: Tried[] = [];
  for (const card of cards) {
    const [, , H, W] = shown.shape;
    const env = { cards: new Map([[MODEL, card]]), images: new Map([[IMAGE, [H, W] as const]]) };
    const made = plan(graph, registry, env, { watch: new Set(["image", "predict"]) });
    const images = new Map([[IMAGE, shown]]);
    const networks = new Map([[MODEL, { ...network, card }]]);
    const seen = new Map<string, Picture>();
    for await (const visit of execute(made, { backend, networks, images })) {
      const output = { image: "image", predict: "prediction" }[visit.node];
      const value = output === undefined ? undefined : await visit.read(output);
      if (typeof value !== "object") continue;
      const { shape, data } = value;
      seen.set(visit.node, { shape, data: toPicture(data, shape, card.image) });
    }
    const [given, picture] = [seen.get("image"), seen.get("predict")];
    if (given && picture) tried.push({ picture, distance: meanDifference(given.data, picture.data) / 2 });
  }
  return tried;
}

const meanDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? NaN)), 0) / a.length;
