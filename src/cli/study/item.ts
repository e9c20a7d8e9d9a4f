import { sha256Of } from "../disk.ts";
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
import { problem, UserError } from "../../runtime/problem.ts";
import { readImage } from "../images/read.ts";
import { readSource } from "./sources.ts";
import type { RowTask } from "./tasks.ts";
import { gives, type Prepared } from "./together.ts";

/** A picture ready to be filled, and what it is held against. */
export interface Item extends Prepared {
  /** The true picture as the network sees it, in [−1, 1]. */
  readonly truth: Planes;
}

/** Reads a picture and its mask, and brings them to the network's size as the nodes of the graph do. */
export async function itemOf(
  row: RowTask,
  graph: GraphFile,
  registry: Registry,
  backend: CpuBackend,
  card: ModelCard | undefined,
): Promise<Item> {
  if ("missing" in row.mask)
    throw new UserError(problem("mask-missing", { en: row.mask.missing, zh: row.mask.missing }, noRemedy));
  const picture = await pictureOf(row);
  const load = nodeOf(graph, registry, "image", imageLoad);
  const site = siteOf(load, picture, card);
  const image = await floats(backend, await load.definition.run?.(contextOf(load, site, picture, backend)), "image");
  const facts = load.definition.facts?.(site)["image"];
  const keep_mask = await maskOf(row, graph, registry, backend, card, image.shape, facts);
  const [, C, H, W] = image.shape;
  const truth = { data: toPicture(image.data, image.shape, card?.image), C, H, W };
  return { seed: row.seed, image: image.data, keep_mask, C, H, W, truth };
}

const noRemedy = { en: "", zh: "" };

/** What a whole study stumbles over, and no row can tell: its pictures are not what they were. */
export class DataChanged extends UserError {}

async function pictureOf({ name, source, sha256 }: RowTask): Promise<Picture> {
  const bytes = await readSource(source).catch((error: unknown) => {
    // One that could not be read when the study began is a row with its sentence.
    if (sha256 === "") throw error;
    return new Uint8Array();
  });
  if (sha256Of(bytes) === sha256) return (await readImage(bytes, name)).picture;
  throw new DataChanged(
    problem(
      "data-changed",
      {
        en: `The picture "${name}" (${source.path}) is not here as it was when the study began.`,
        zh: `图像“${name}”（${source.path}）与研究开始时不一致或不在此处。`,
      },
      {
        en: "Put it back (a worker needs the study's folders too: --map), or begin the study anew in another folder.",
        zh: "请恢复该文件（工作机同样需要研究的文件夹：--map），或在另一文件夹重新开始。",
      },
    ),
  );
}

async function maskOf(
  row: RowTask,
  graph: GraphFile,
  registry: Registry,
  backend: CpuBackend,
  card: ModelCard | undefined,
  shape: Picture["shape"],
  picture: Facts | undefined,
): Promise<Float32Array> {
  const mask = nodeOf(graph, registry, "mask", imageMask);
  const facts: Facts = { ...picture, type: "image", shape };
  if ("preset" in row.mask) {
    const params = { ...mask.params, preset: row.mask.preset, seed: row.mask.seed };
    const site = { ...siteOf({ ...mask, params }, undefined, card), picture: facts };
    const drawn = await mask.definition.run?.(contextOf({ ...mask, params }, site, undefined, backend));
    return (await floats(backend, drawn, "mask")).data;
  }
  if (!("source" in row.mask)) throw new Error("a row without a mask is prepared");
  const own = (await readImage(await readSource(row.mask.source), row.mask.name)).picture;
  const params = { ...mask.params, preset: "painted", painted: row.mask.name, hole: row.mask.hole };
  const site = { ...siteOf({ ...mask, params }, own, card), picture: facts };
  const problems = mask.definition.check?.(site) ?? [];
  if (problems.length > 0) throw new UserError(...problems);
  const read = await mask.definition.run?.(contextOf({ ...mask, params }, site, own, backend));
  return (await floats(backend, read, "mask")).data;
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
