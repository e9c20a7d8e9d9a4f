import { parseGraph, serializeGraph } from "../../runtime/graph/parse.ts";
import type { Registry } from "../../runtime/node.ts";
import { UserError } from "../../runtime/problem.ts";
import type { Floats, Raster } from "../engine/messages.ts";
import type { Shelf } from "../storage/shelf.ts";
import { bytesOf, type Figures, type Frame, type GalleryEntry } from "./entries.ts";

/** Bytes of all that is kept; the oldest goes first. */
const MOST_KEPT = 64 << 20;

/** Results in this browser, from one visit to the next. What is read is checked. */
export class GalleryStore {
  private readonly shelf: Shelf;
  private readonly registry: Registry;

  constructor(shelf: Shelf, registry: Registry) {
    this.shelf = shelf;
    this.registry = registry;
  }

  async keep(entry: GalleryEntry): Promise<void> {
    await this.shelf.put([[`run:${entry.id}`, { ...entry, graph: serializeGraph(entry.graph) }]]);
  }

  async remove(id: string): Promise<void> {
    await this.shelf.remove(`run:${id}`);
  }

  /** All entries, the latest first, each with a number of its own. */
  async entries(): Promise<readonly GalleryEntry[]> {
    const found = (await this.shelf.under("run:")).flatMap((value) => this.read(value) ?? []);
    let last = 0;
    const numbered = found
      .sort((a, b) => a.made - b.made)
      .map((entry) => ({ ...entry, number: (last = Math.max(last + 1, entry.number)) })); // Two tabs may count alike.
    return numbered.reverse();
  }

  private read(value: unknown): GalleryEntry | undefined {
    if (typeof value !== "object" || value === null) return undefined;
    const {
      id,
      made,
      number,
      graph,
      results,
      given,
      figures,
      frames,
      every = 1,
    } = value as Partial<Record<string, unknown>>;
    if (typeof id !== "string" || typeof graph !== "string" || !isNumber(made) || !isNumber(number)) return undefined;
    if (!Array.isArray(results) || !Array.isArray(frames) || !isFigures(figures)) return undefined;
    if (!results.every(isResult) || results.length === 0 || !frames.every(isFrame)) return undefined;
    if (!isNumber(every) || !(every >= 1)) return undefined;
    if (given !== undefined && !isRaster(given)) return undefined;
    try {
      return {
        id,
        made,
        number,
        results,
        given,
        figures,
        frames,
        every,
        graph: parseGraph(graph, this.registry).graph,
      };
    } catch (error) {
      if (error instanceof UserError) return undefined;
      throw error;
    }
  }
}

/** The entries that find room, the latest first, and the others. */
export function bounded(
  entries: readonly GalleryEntry[],
  most: number,
  bytes = MOST_KEPT,
): { readonly kept: readonly GalleryEntry[]; readonly dropped: readonly GalleryEntry[] } {
  let sum = 0;
  const fits = entries.findIndex((entry, i) => i >= most || (i > 0 && (sum += bytesOf(entry)) > bytes));
  const end = fits < 0 ? entries.length : fits;
  return { kept: entries.slice(0, end), dropped: entries.slice(end) };
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isNumbers = (value: unknown): boolean => Array.isArray(value) && value.every(isNumber);

function isRaster(value: unknown): value is Raster {
  if (typeof value !== "object" || value === null) return false;
  const { width, height, rgba } = value as Partial<Record<keyof Raster, unknown>>;
  return isNumber(width) && isNumber(height) && rgba instanceof Uint8ClampedArray && rgba.length === width * height * 4;
}

function isFrame(value: unknown): value is Frame {
  const { raster, t } = (value ?? {}) as Partial<Record<keyof Frame, unknown>>;
  return isRaster(raster) && isNumber(t);
}

function isResult(value: unknown): value is GalleryEntry["results"][number] {
  const { node, name, raster, values } = (value ?? {}) as Partial<Record<string, unknown>>;
  if (typeof node !== "string" || typeof name !== "string") return false;
  return isRaster(raster) && (values === undefined || isFloats(values));
}

function isFloats(value: unknown): value is Floats {
  const { shape, data, range } = (value ?? {}) as Partial<Record<keyof Floats, unknown>>;
  if (!Array.isArray(shape) || shape.length !== 4 || !shape.every(isNumber) || !isNumbers(range)) return false;
  return data instanceof Float32Array && data.length === shape.reduce((product, size) => product * size, 1);
}

function isFigures(value: unknown): value is Figures {
  const { seeds, T, j, r, calls, seconds } = (value ?? {}) as Partial<Record<keyof Figures, unknown>>;
  return [seeds, T, j, r].every(isNumbers) && isNumber(calls) && isNumber(seconds);
}
