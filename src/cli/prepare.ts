import type { GraphFile } from "../runtime/graph/format.ts";
import { drawnFaces } from "../nodes/drawn-faces.ts";
import { maskedByItself, withoutPasteBack, withPasteBack } from "../nodes/own-picture.ts";
import type { Registry } from "../runtime/node.ts";
import { UserError, type Problem } from "../runtime/problem.ts";
import { registryOf } from "../runtime/own/registry.ts";
import { loadGraph } from "./graphs.ts";
import { fromLibrary, openFor } from "./own-nodes.ts";
import { Bindings } from "./places.ts";
import { loadResources, type Resources } from "./resources.ts";
import { applyOverrides, type Overrides } from "./settings.ts";

/** A graph with the changes of the command line, and what it refers to. */
export interface Prepared extends Resources {
  readonly graph: GraphFile;
  readonly name: string;
  /** What was dropped or changed when the graph and its pictures were read. */
  readonly notes: readonly Problem[];
  /** Data were given that are no picture: the results are data too. */
  readonly data: boolean;
}

export async function prepare(argument: string, base: Registry, overrides: Overrides, cwd: string): Promise<Prepared> {
  const loaded = await loadGraph(argument, cwd, base);
  const named = overrides.nodes === undefined ? {} : { named: overrides.nodes };
  const library = await fromLibrary(loaded.graph, base, { ...named, beside: loaded.folder, cwd });
  const registry = registryOf(library.graph, base);
  const bindings = new Bindings();
  const { graph: given, overrides: rest } = openedFor(library.graph, registry, overrides, bindings, cwd);
  const cropped = croppedOrNot(given, registry, rest);
  const changed = applyOverrides(cropped, registry, rest, bindings, cwd);
  const resources = await loadResources(changed, registry, { folder: loaded.folder, bound: bindings.bound });
  const graph = overrides.mask === undefined ? transparent(changed, overrides.image, resources) : changed;
  const data = [...resources.pictures.values()].some(({ own }) => own === true);
  return {
    ...resources,
    graph,
    name: loaded.name,
    notes: [...loaded.notes, ...library.notes, ...resources.notes, ...unsuited(graph, overrides.image, resources)],
    data,
  };
}

/** What the command line changes inside nodes of nodes can be changed once they are open; nothing else opens them. */
function openedFor(
  graph: GraphFile,
  registry: Registry,
  overrides: Overrides,
  bindings: Bindings,
  cwd: string,
): { graph: GraphFile; overrides: Overrides } {
  const { isFolded, before, after, open } = openFor(graph, overrides.set);
  if (!isFolded) return { graph, overrides };
  const changed = applyOverrides(graph, registry, { set: before }, bindings, cwd);
  const { set: _, nodes: __, ...others } = overrides;
  const reaches = after.length > 0 || Object.values(others).some((value) => value !== undefined);
  if (!reaches) return { graph: changed, overrides: { set: [] } };
  const { graph: whole, set } = open(changed);
  return { graph: whole, overrides: { ...overrides, set } };
}

/** Data are shown to the network as they are: nothing of them is cut out or blended. */
const isData = (file: string): boolean => /\.npy$/i.test(file);

/** A picture of the reader's own comes back at its own size, unless the network's picture alone is wanted. */
function croppedOrNot(graph: GraphFile, registry: Registry, { image, pasteBack }: Overrides): GraphFile {
  if (pasteBack === false) return withoutPasteBack(graph);
  return pasteBack === true || (image !== undefined && !isData(image)) ? withPasteBack(graph, registry) : graph;
}

/** Where a picture is given without a mask, what is transparent in it is its hole. */
function transparent(graph: GraphFile, image: string | undefined, { pictures }: Resources): GraphFile {
  if (image === undefined) return graph;
  const given = [...pictures].find(([reference, { alpha }]) => reference.startsWith("file:") && alpha !== undefined);
  return given ? maskedByItself(graph, given[0]) : graph;
}

const PHOTO_LINE = {
  en: "For a photograph: `repaint fill PHOTO MASK`, or --model photo64 here.",
  zh: "填充照片请用 `repaint fill 照片 掩码`，或在此加 --model photo64。",
};

/** Whether a picture that was given is one that the graph's network can do little with. */
function unsuited(graph: GraphFile, image: string | undefined, { pictures }: Resources): readonly Problem[] {
  if (image === undefined || isData(image)) return [];
  const [given] = [...pictures].filter(([reference]) => reference.startsWith("file:")).map(([, { shape }]) => shape);
  const said = given && drawnFaces(graph, given[2], given[3]);
  return said ? [{ ...said, remedy: PHOTO_LINE }] : [];
}

/** @throws UserError with all problems that stop a run. */
export function refuse(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new UserError(...errors);
}
