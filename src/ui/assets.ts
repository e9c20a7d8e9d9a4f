import type { GraphFile } from "../runtime/graph/format.ts";
import type { Text } from "../runtime/text.ts";

/** What comes with the page: models, sample pictures, graphs. */
export interface Assets {
  /** Bundled ones, and those that this browser keeps. */
  readonly models: readonly {
    readonly reference: string;
    readonly title: Text;
    /** Of the labels it knows, from 0. */
    readonly classes?: readonly Text[];
    /** Of a trained network of two-pixel pictures: what it was trained on. */
    readonly points?: string;
  }[];
  readonly samples: readonly string[];
  /** Painted masks that fit the samples. */
  readonly masks: readonly { readonly reference: string; readonly title: Text }[];
  /** Samples with the mask that is made for each. */
  readonly pairs: readonly (readonly [sample: string, mask: string])[];
  readonly templates: readonly Template[];
}

export interface Template {
  /** File name without its ending. */
  readonly name: string;
  readonly title: Text;
  readonly about: Text;
}

export const noAssets: Assets = { models: [], samples: [], masks: [], pairs: [], templates: [] };

/** Reads the list that the build has made. @param base the page's folder. */
export async function loadAssets(base: URL): Promise<Assets> {
  const response = await fetch(new URL("assets.json", base));
  return response.ok ? ((await response.json()) as Assets) : noAssets;
}

/** What the labels of the model that a label goes to are called; none where nobody knows. Unwired: of the first model. */
export function classesOf({ nodes, links }: GraphFile, { models }: Assets, label: string): readonly Text[] {
  const users = links.filter(([from]) => from === label).map(([, , to]) => to);
  const loaders = nodes.filter(({ type }) => type === "model/load");
  const own = loaders.find(({ id }) => links.some(([from, , to]) => from === id && users.includes(to)));
  const reference = (own ?? loaders[0])?.params["model"];
  return models.find((model) => model.reference === reference)?.classes ?? [];
}
