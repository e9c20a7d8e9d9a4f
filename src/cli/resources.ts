import { basename } from "node:path";
import type { Env } from "../runtime/graph/analyse.ts";
import type { GraphFile } from "../runtime/graph/format.ts";
import { resourcesOf } from "../runtime/graph/resources.ts";
import { expand } from "../runtime/own/expand.ts";
import { registryOf } from "../runtime/own/registry.ts";
import type { Picture, Registry } from "../runtime/node.ts";
import { problem, UserError, type Place, type Problem } from "../runtime/problem.ts";
import { exists, readAtMost } from "./disk.ts";
import { readImage, type ReadImage } from "./images/read.ts";
import { findModel, splitReference, type FoundModel } from "./models.ts";
import { inPackage } from "./package.ts";
import { pathOfFile, type Places } from "./places.ts";

/** Longest image file that is read. */
const maxImage = 200_000_000;

/** What a graph refers to, as far as it is there, and what is wrong with the rest. */
export interface Resources {
  readonly env: Env;
  readonly models: ReadonlyMap<string, FoundModel>;
  /** A run lets go of each when it has been taken up: large ones are not kept twice. */
  readonly pictures: Map<string, Picture>;
  readonly problems: readonly Problem[];
  /** What was done to pictures and taken for granted of models that a person may not expect. */
  readonly notes: readonly Problem[];
  /** The first node and param that name a reference. */
  placeOf(reference: string): Place;
}

/** Reads the cards and pictures that a graph names. Problems carry the node and the param that name them. */
export async function loadResources(graph: GraphFile, registry: Registry, places: Places): Promise<Resources> {
  const problems: Problem[] = [];
  const notes: Problem[] = [];
  const placeOf = (reference: string): Place => firstPlace(graph, registry, reference);
  const attempt = async <T>(reference: string, load: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await load();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      problems.push(...placed(error, placeOf(reference)).problems);
      return undefined;
    }
  };
  const named = resourcesOf(graph, registry);
  const models = new Map<string, FoundModel>();
  for (const reference of named.models) {
    const found = await attempt(reference, () => findModel(reference, places));
    if (found) models.set(reference, found);
  }
  const pictures = new Map<string, Picture>();
  for (const reference of named.images) {
    const found = await attempt(reference, () => loadPicture(reference, places));
    if (found) pictures.set(reference, inOnePlane(found.picture));
    for (const note of found?.notes ?? []) notes.push({ ...placeOf(reference), ...note });
  }
  const env = {
    cards: new Map([...models].map(([reference, { card }]) => [reference, card])),
    images: new Map([...pictures].map(([reference, { shape }]) => [reference, [shape[2], shape[3]] as const])),
    layers: layersOf(pictures),
  };
  for (const [reference, found] of models)
    for (const note of found.notes) notes.push({ ...placeOf(reference), ...note });
  return { env, models, pictures, problems, notes, placeOf };
}

/** Channels of the arrays that have several. */
function layersOf(pictures: ReadonlyMap<string, Picture>): ReadonlyMap<string, number> {
  return new Map([...pictures].flatMap(([reference, { layers, shape }]) => (layers ? [[reference, shape[1]]] : [])));
}

/** A picture without colour in one plane: a mask takes a third of the memory then. */
function inOnePlane(picture: Picture): Picture {
  const [N, C, H, W] = picture.shape;
  const n = H * W;
  if (N !== 1 || C !== 3 || picture.layers) return picture;
  const { data } = picture;
  for (let i = 0; i < n; i++) if (data[i] !== data[n + i] || data[i] !== data[2 * n + i]) return picture;
  return { ...picture, shape: [1, 1, H, W], data: data.slice(0, n) };
}

async function loadPicture(reference: string, places: Places): Promise<ReadImage> {
  const what = { en: "the image", zh: "图像" };
  const [scheme, rest] = splitReference(reference);
  if (scheme === "data") return await readImage(dataBytes(rest), "data:…");
  if (scheme === "file") {
    const path = pathOfFile(rest, places);
    return await readImage(await readAtMost(path, maxImage, what), basename(path));
  }
  const sample = inPackage(`models/samples/${rest}.png`);
  if (scheme === "sample" && /^[A-Za-z0-9_-]+$/.test(rest) && (await exists(sample))) {
    return await readImage(await readAtMost(sample, maxImage, what), rest);
  }
  throw new UserError(
    problem(
      "image-missing",
      { en: `The image "${reference}" cannot be found.`, zh: `找不到图像“${reference}”。` },
      {
        en: "Use sample:face-1000000 (to 1000015), file:NAME or --image FILE.",
        zh: "请使用 sample:face-1000000（至 1000015）、file:名称 或 --image 文件。",
      },
    ),
  );
}

/** The bytes of a `data:` URL, whose text after the comma is base64. */
function dataBytes(rest: string): Uint8Array {
  return new Uint8Array(Buffer.from(rest.slice(rest.indexOf(",") + 1), "base64"));
}

/** The same mistake, pointing at a node unless it points somewhere already. */
export function placed(error: UserError, place: Place): UserError {
  return new UserError(...error.problems.map((item) => ({ ...place, ...item })));
}

/** The first node and param that name a reference. */
function firstPlace(given: GraphFile, base: Registry, reference: string): Place {
  const { graph } = expand(given);
  const registry = registryOf(graph, base);
  for (const { id, type, params } of graph.nodes) {
    const param = registry.get(type)?.params.find(({ name, default: value }) => (params[name] ?? value) === reference);
    if (param) return { node: id, param: param.name };
  }
  return {};
}
