import type { Text } from "../runtime/text.ts";

/** What comes with the page: models, sample pictures, graphs. */
export interface Assets {
  readonly models: readonly { readonly name: string; readonly title: Text }[];
  readonly samples: readonly string[];
  readonly templates: readonly Template[];
}

export interface Template {
  /** File name without its ending. */
  readonly name: string;
  readonly title: Text;
  readonly about: Text;
}

export const noAssets: Assets = { models: [], samples: [], templates: [] };

/** Reads the list that the build has made. @param base the page's folder. */
export async function loadAssets(base: URL): Promise<Assets> {
  const response = await fetch(new URL("assets.json", base));
  return response.ok ? ((await response.json()) as Assets) : noAssets;
}
