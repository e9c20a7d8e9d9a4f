import type { GraphFile } from "../runtime/graph/format.ts";
import { maskedByItself, withoutPasteBack, withPasteBack } from "../nodes/own-picture.ts";
import type { Registry } from "../runtime/node.ts";
import { UserError, type Problem } from "../runtime/problem.ts";
import { loadGraph } from "./graphs.ts";
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

export async function prepare(
  argument: string,
  registry: Registry,
  overrides: Overrides,
  cwd: string,
): Promise<Prepared> {
  const loaded = await loadGraph(argument, cwd, registry);
  const bindings = new Bindings();
  const cropped = croppedOrNot(loaded.graph, registry, overrides);
  const changed = applyOverrides(cropped, registry, overrides, bindings, cwd);
  const resources = await loadResources(changed, registry, { folder: loaded.folder, bound: bindings.bound });
  const graph = overrides.mask === undefined ? transparent(changed, overrides.image, resources) : changed;
  const data = [...resources.pictures.values()].some(({ own }) => own === true);
  return { ...resources, graph, name: loaded.name, notes: [...loaded.notes, ...resources.notes], data };
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

/** @throws UserError with all problems that stop a run. */
export function refuse(problems: readonly Problem[]): void {
  const errors = problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new UserError(...errors);
}
