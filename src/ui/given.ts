import type { GraphFile } from "../runtime/graph/format.ts";
import type { Registry } from "../runtime/node.ts";
import type { Raster } from "./engine/messages.ts";

const CHECK = 4;

/**
 * What a graph is given: its picture with a chequered pattern where the mask says unknown.
 *
 * @param valueOf what each node gave last.
 * @returns undefined where there is no picture yet.
 */
export function givenOf(
  graph: GraphFile,
  registry: Registry,
  valueOf: (node: string) => Raster | undefined,
): Raster | undefined {
  const first = (type: string): Raster | undefined => {
    const node = graph.nodes.find((entry) => {
      const definition = registry.get(entry.type);
      return definition?.category === "input" && definition.outputs.some((output) => output.type === type);
    });
    return node && valueOf(node.id);
  };
  const [image, mask] = [first("image"), first("mask")];
  if (!image || !mask || image.width !== mask.width || image.height !== mask.height) return image;
  const { width, height } = image;
  const rgba = new Uint8ClampedArray(image.rgba);
  for (let p = 0; p < width * height; p++) {
    if ((mask.rgba[p * 4] ?? 255) >= 128) continue;
    const odd = (Math.floor((p % width) / CHECK) + Math.floor(p / width / CHECK)) % 2;
    rgba.fill(odd ? 112 : 128, p * 4, p * 4 + 3);
  }
  return { width, height, rgba };
}
