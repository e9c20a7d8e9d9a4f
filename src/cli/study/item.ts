import { imageLoad } from "../../nodes/image-load.ts";
import { imageMask } from "../../nodes/image-mask.ts";
import type { CpuBackend } from "../../runtime/cpu/backend.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import { toPicture } from "../../runtime/model/range.ts";
import type { Planes } from "../../runtime/diffusion/planes.ts";
import type {
  Facts,
  NodeDefinition,
  OperationContext,
  Params,
  Picture,
  Registry,
  Site,
  Value,
} from "../../runtime/node.ts";
import { UserError } from "../../runtime/problem.ts";
import { gives } from "../../runtime/study/takes.ts";
import type { Prepared } from "./together.ts";

/** A picture ready to be filled, and what it is held against. */
export interface Item extends Prepared {
  /** The true picture as the network sees it, in [−1, 1]. */
  readonly truth: Planes;
}

/** The mask of one picture: drawn from a number, or a picture of its own. */
export type GivenMask =
  | { readonly preset: string; readonly seed: number }
  | { readonly name: string; readonly hole: string; readonly picture: Picture };

/** What is to be filled, as it was read. */
export interface Given {
  /** `1 C H W` in [0, 1]. */
  readonly picture: Picture;
  readonly mask: GivenMask;
  /** Of its noise. */
  readonly seed: number;
}

/** The graph that a picture goes through, and what it runs on. */
export interface Way {
  readonly graph: GraphFile;
  readonly registry: Registry;
  readonly backend: CpuBackend;
  readonly card: ModelCard | undefined;
}

/**
 * Brings a picture and its mask to the network's size as the nodes of the graph do.
 *
 * @throws UserError when one of them does not fit.
 */
export async function prepare({ picture, mask, seed }: Given, way: Way): Promise<Item> {
  const { graph, registry, backend, card } = way;
  const load = nodeOf(graph, registry, "image", imageLoad);
  const site = siteOf(load, picture, card);
  const image = await floats(backend, await load.definition.run?.(contextOf(load, site, picture, backend)), "image");
  const facts = load.definition.facts?.(site)["image"];
  const keep_mask = await maskOf(mask, { ...facts, type: "image", shape: image.shape }, way);
  const [, C, H, W] = image.shape;
  const truth = { data: toPicture(image.data, image.shape, card?.image), C, H, W };
  return { seed, image: image.data, keep_mask, C, H, W, truth };
}

/** @param facts of the picture that it is of. */
async function maskOf(given: GivenMask, facts: Facts, { graph, registry, backend, card }: Way): Promise<Float32Array> {
  const mask = nodeOf(graph, registry, "mask", imageMask);
  const own = "picture" in given ? given.picture : undefined;
  const changed =
    "picture" in given
      ? { preset: "painted", painted: given.name, hole: given.hole }
      : { preset: given.preset, seed: given.seed };
  const found = { ...mask, params: { ...mask.params, ...changed } };
  const site = { ...siteOf(found, own, card), picture: facts };
  const problems = (own && mask.definition.check?.(site)) ?? [];
  if (problems.length > 0) throw new UserError(...problems);
  return (await floats(backend, await mask.definition.run?.(contextOf(found, site, own, backend)), "mask")).data;
}

interface Found {
  readonly id: string;
  readonly definition: NodeDefinition;
  readonly params: Params;
}

/** The graph's first node of a kind, with its params; one as it is by default where the graph has none. */
function nodeOf(graph: GraphFile, registry: Registry, type: "image" | "mask", usual: NodeDefinition): Found {
  const node = graph.nodes.find((one) => gives(registry.get(one.type), type));
  const definition = (node && registry.get(node.type)) ?? usual;
  const defaults = Object.fromEntries(definition.params.map((param) => [param.name, param.default]));
  return { id: node?.id ?? type, definition, params: { ...defaults, ...node?.params } };
}

function siteOf({ id, definition, params }: Found, picture: Picture | undefined, card: ModelCard | undefined): Site {
  const name = definition.params.find(({ kind }) => kind === "image")?.name ?? "image";
  const size = picture && ([picture.shape[2], picture.shape[3]] as const);
  return { id, params, inputs: {}, ...(card && { card }), images: size ? { [name]: size } : {} };
}

function contextOf(found: Found, site: Site, picture: Picture | undefined, backend: CpuBackend): OperationContext {
  const absent = (what: string): never => {
    throw new Error(`${found.definition.type} asks for ${what}`);
  };
  return {
    site,
    inputs: {},
    backend,
    t: 0,
    visit: 0,
    draw: () => absent("noise"),
    image: () => picture ?? absent("a picture"),
    network: () => absent("a network"),
    emit: () => {},
  };
}

async function floats(
  backend: CpuBackend,
  outputs: Readonly<Record<string, Value>> | undefined,
  output: string,
): Promise<Picture> {
  const value = outputs?.[output];
  const tensor = value?.type === "image" ? value.image : value?.type === "mask" ? value.mask : undefined;
  if (!tensor) throw new Error(`nothing came out of ${output}`);
  const data = await backend.read(tensor);
  backend.free(tensor);
  return { shape: tensor.shape, data };
}
