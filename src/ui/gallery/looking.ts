import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import { setParam, type Edit } from "../edits.ts";
import type { Raster } from "../engine/messages.ts";
import type { GalleryEntry } from "./entries.ts";

/** The single pictures of a result: a batch lies in a grid, whose last places may be empty. */
export function itemsOf({ results: [result], given }: GalleryEntry): readonly Raster[] {
  if (!result) return [];
  const { width, height, rgba } = result.raster;
  const [w, h] = [given?.width ?? width, given?.height ?? height];
  if (width % w !== 0 || height % h !== 0) return [result.raster];
  const items: Raster[] = [];
  for (let top = 0; top < height; top += h) {
    for (let left = 0; left < width; left += w) {
      if (rgba[(top * width + left) * 4 + 3] === 0) continue;
      const item = new Uint8ClampedArray(w * h * 4);
      for (let y = 0; y < h; y++) {
        const from = ((top + y) * width + left) * 4;
        item.set(rgba.subarray(from, from + w * 4), y * w * 4);
      }
      items.push({ width: w, height: h, rgba: item });
    }
  }
  return items;
}

/** A picture repeated over the places of a grid that are taken; undefined where it does not fit. */
export function tiled(one: Raster | undefined, grid: Raster | undefined): Raster | undefined {
  if (!one || !grid || grid.width % one.width !== 0 || grid.height % one.height !== 0) return undefined;
  const rgba = new Uint8ClampedArray(grid.rgba.length);
  for (let y = 0; y < grid.height; y++) {
    const from = (y % one.height) * one.width * 4;
    for (let x = 0; x < grid.width; x += one.width)
      if (grid.rgba[(y * grid.width + x) * 4 + 3] !== 0)
        rgba.set(one.rgba.subarray(from, from + one.width * 4), (y * grid.width + x) * 4);
  }
  return { width: grid.width, height: grid.height, rgba };
}

/** Gives the seeds of one graph to the nodes of the same id in another. */
export function withSeedsOf(source: GraphFile, registry: Registry): Edit {
  return (graph) =>
    source.nodes.reduce((result, node) => {
      const names = (registry.get(node.type)?.params ?? [])
        .filter(({ kind }) => kind === "seed")
        .map(({ name }) => name);
      const same = result.nodes.some((other) => other.id === node.id && other.type === node.type);
      return names.reduce((next, name) => {
        const value = node.params[name];
        return same && value !== undefined ? setParam(node.id, name, value)(next) : next;
      }, result);
    }, graph);
}

/** How two pictures of one size differ: the absolute difference, made brighter, and its mean in 256ths. */
export function difference(a: Raster, b: Raster, gain = 4): { readonly raster: Raster; readonly mean: number } {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(`${b.width} × ${b.height}, expected ${a.width} × ${a.height}`);
  }
  let sum = 0;
  const rgba = a.rgba.map((value, i) => {
    if (i % 4 === 3) return 255;
    const apart = Math.abs(value - (b.rgba[i] ?? 0));
    sum += apart;
    return apart * gain;
  });
  return { raster: { width: a.width, height: a.height, rgba }, mean: sum / (a.width * a.height * 3) };
}

/** Pictures of one size side by side, in rows of at most `columns`, with a gap between. */
export function strip(pictures: readonly Raster[], columns = 12, gap = 2): Raster {
  const [first] = pictures;
  if (!first) throw new RangeError("0 pictures, expected at least 1");
  const across = Math.min(columns, pictures.length);
  const width = across * (first.width + gap) - gap;
  const height = Math.ceil(pictures.length / across) * (first.height + gap) - gap;
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (const [i, { rgba: pixels }] of pictures.entries()) {
    const [left, top] = [(i % across) * (first.width + gap), Math.floor(i / across) * (first.height + gap)];
    for (let y = 0; y < first.height; y++) {
      const from = y * first.width * 4;
      rgba.set(pixels.subarray(from, from + first.width * 4), ((top + y) * width + left) * 4);
    }
  }
  return { width, height, rgba };
}
