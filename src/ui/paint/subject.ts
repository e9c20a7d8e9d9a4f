import type { Registry } from "../../runtime/node.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { PaintSubject } from "../components/mask-painter.ts";
import type { ShownValue } from "../components/preview-store.ts";
import { filled, maskOfPixels } from "./mask.ts";

/** What of the editor's state a painter starts from. */
interface State {
  readonly graph: GraphFile;
  readonly runs: { readonly values: ReadonlyMap<string, ShownValue> };
  readonly checks: { readonly imageSize: readonly [height: number, width: number] | undefined };
}

/** The mask of a node as it is now, over the picture of the graph; all is known where there is none yet. */
export function paintSubject(
  { graph, runs: { values }, checks: { imageSize } }: State,
  registry: Registry,
  id: string,
): PaintSubject | undefined {
  const node = graph.nodes.find((entry) => entry.id === id);
  const definition = node && registry.get(node.type);
  if (!node || !definition) return undefined;
  const now = values.get(id)?.raster;
  const source = graph.nodes.find((entry) => {
    const other = registry.get(entry.type);
    return other?.category === "input" && other.outputs.some(({ type }) => type === "image");
  });
  const picture = source && values.get(source.id)?.raster;
  const [height, width] = picture
    ? [picture.height, picture.width]
    : (imageSize ?? [now?.height ?? 64, now?.width ?? 64]);
  const fits = now?.width === width && now.height === height;
  const mask = fits ? maskOfPixels(width, height, now.rgba) : filled(width, height, 1);
  const seed = Number(node.params["seed"] ?? 0);
  return { node: id, mask, picture, seed, definition };
}
