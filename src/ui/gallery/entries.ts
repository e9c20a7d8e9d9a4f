import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import type { ResultPicture } from "../components/result-panel.ts";
import type { Raster } from "../engine/messages.ts";

/** What is kept of one finished run. */
export interface GalleryEntry {
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly made: number;
  readonly number: number;
  /** As it was when the run began. */
  readonly graph: GraphFile;
  readonly results: readonly ResultPicture[];
  readonly given: Raster | undefined;
  readonly figures: Figures;
  readonly frames: readonly Frame[];
  /** So many steps lie between two frames. */
  readonly every: number;
}

/** What tells runs apart. Several jump-backs have several j and r. */
export interface Figures {
  readonly seeds: readonly number[];
  readonly T: readonly number[];
  readonly j: readonly number[];
  readonly r: readonly number[];
  readonly calls: number;
  readonly seconds: number;
}

/** A picture on the way, and its level. */
export interface Frame {
  readonly raster: Raster;
  readonly t: number;
}

/** Bytes of the pictures of an entry, and of the numbers where its results are data. */
export function bytesOf({ results, given, frames }: GalleryEntry): number {
  const rasters = [...results, ...frames].map(({ raster }) => raster);
  const numbers = results.reduce((sum, { values }) => sum + (values?.data.byteLength ?? 0), 0);
  return [...rasters, ...(given ? [given] : [])].reduce((sum, { rgba }) => sum + rgba.byteLength, numbers);
}

/** Reads seed and schedule off a graph. */
export function figuresOf(graph: GraphFile, registry: Registry, calls: number, seconds: number): Figures {
  const values = (wanted: (name: string, kind: string) => boolean): number[] =>
    graph.nodes.flatMap((node) =>
      (registry.get(node.type)?.params ?? [])
        .filter(({ name, kind }) => wanted(name, kind))
        .map((param) => Number(node.params[param.name] ?? param.default)),
    );
  return {
    seeds: values((_, kind) => kind === "seed"),
    T: values((name) => name === "T"),
    j: values((name) => name === "jump_length"),
    r: values((name) => name === "jump_n_sample"),
    calls,
    seconds,
  };
}

/** Every Nth frame, counted back from the last. */
export function everyNth<T>(frames: readonly T[], n: number): readonly T[] {
  return frames.filter((_, i) => (frames.length - 1 - i) % n === 0);
}

/** So many of a list, evenly spread, first and last included. */
export function spread<T>(all: readonly T[], count: number): readonly T[] {
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, i) => all[Math.round((i * (all.length - 1)) / (count - 1))] as T);
}
