import { hashIn, plainReference } from "../../runtime/model/address.ts";
import type { Text } from "../../runtime/text.ts";
import { browserShelf, type Shelf } from "./shelf.ts";

/** A model that this browser keeps. */
export interface KeptModel {
  /** As graphs name it, without a hash: `file:NAME` or an address. */
  readonly reference: string;
  readonly title: Text;
  /** Its card as JSON. */
  readonly card: string;
  /** Of all its files together. */
  readonly bytes: number;
  /** Of the network's own file. */
  readonly sha256: string;
  /** When it was opened last, in milliseconds since 1970. */
  readonly used: number;
}

/** The files of a model by the names that its card gives them. */
export type ModelBlobs = ReadonlyMap<string, Blob>;

/** A file that has come in part; its pieces lie beside it. */
export interface Part {
  readonly url: string;
  readonly loaded: number;
  /** 0 where the server does not say. */
  readonly total: number;
  /** What tells this state of the file from a later one: the server's ETag or date. */
  readonly tag: string;
  readonly pieces: number;
}

/** The models of this browser, and files that are still on their way. What is read is checked. */
export class ModelStore {
  private readonly shelf: Shelf;
  /** What the browser had no room for: it serves until the page is closed. */
  private readonly held = new Map<string, readonly [KeptModel, ModelBlobs]>();

  constructor(shelf: Shelf = browserShelf("repaint-models")) {
    this.shelf = shelf;
  }

  /** @returns undefined also where the graph means a file of another hash. */
  async find(reference: string): Promise<KeptModel | undefined> {
    const name = plainReference(reference);
    const wanted = hashIn(reference);
    const found = this.held.get(name)?.[0] ?? (await this.shelf.get(`model:${name}`));
    return isKept(found) && (wanted === undefined || wanted === found.sha256) ? found : undefined;
  }

  async blobs(reference: string): Promise<ModelBlobs> {
    const name = plainReference(reference);
    const found = this.held.get(name)?.[1] ?? (await this.shelf.get(`files:${name}`));
    return found instanceof Map ? (found as ModelBlobs) : new Map();
  }

  /** All models, the last used first. */
  async list(): Promise<readonly KeptModel[]> {
    return (await this.shelf.under("model:")).filter(isKept).sort((a, b) => b.used - a.used);
  }

  /** @returns whether the browser keeps it beyond this page. */
  async keep(model: KeptModel, blobs: ModelBlobs): Promise<boolean> {
    const { reference } = model;
    this.held.set(reference, [model, blobs]);
    try {
      await this.shelf.put([
        [`model:${reference}`, model],
        [`files:${reference}`, blobs],
      ]);
      this.held.delete(reference);
      return true;
    } catch {
      return false;
    }
  }

  async used(model: KeptModel, now: number): Promise<void> {
    if (!this.held.has(model.reference)) await this.shelf.put([[`model:${model.reference}`, { ...model, used: now }]]);
  }

  async remove(reference: string): Promise<void> {
    this.held.delete(reference);
    await this.shelf.remove(`model:${reference}`);
    await this.shelf.remove(`files:${reference}`);
  }

  forget(reference: string): void {
    this.held.delete(reference);
  }

  // ── files on their way ────────────────────────────────────────────────────────────────────────────────────────────

  async part(url: string): Promise<Part | undefined> {
    const found = await this.shelf.get(`part:${url}`);
    return isPart(found) ? found : undefined;
  }

  /** Writes a part with a further piece, both or neither. */
  async append(part: Part, piece: Blob): Promise<Part> {
    const more = { ...part, loaded: part.loaded + piece.size, pieces: part.pieces + 1 };
    await this.shelf.put([
      [pieceKey(part.url, part.pieces), piece],
      [`part:${part.url}`, more],
    ]);
    return more;
  }

  async pieces({ url, pieces }: Part): Promise<Blob> {
    const all = await Promise.all(Array.from({ length: pieces }, (_, i) => this.shelf.get(pieceKey(url, i))));
    return new Blob(all.filter((piece) => piece instanceof Blob));
  }

  async discard(url: string): Promise<void> {
    const part = await this.part(url);
    await this.shelf.remove(`part:${url}`);
    for (let i = 0; i < (part?.pieces ?? 0); i++) await this.shelf.remove(pieceKey(url, i));
  }
}

const pieceKey = (url: string, index: number): string => `piece:${index}:${url}`;

type Unknown<T> = Partial<Record<keyof T, unknown>>;

function isKept(value: unknown): value is KeptModel {
  if (typeof value !== "object" || value === null) return false;
  const { reference, title, card, bytes, sha256, used } = value as Unknown<KeptModel>;
  const titled = typeof title === "object" && title !== null && "en" in title && "zh" in title;
  const texts = [reference, card, sha256].every((text) => typeof text === "string");
  return titled && texts && typeof bytes === "number" && typeof used === "number";
}

function isPart(value: unknown): value is Part {
  if (typeof value !== "object" || value === null) return false;
  const { loaded, total, tag, pieces } = value as Unknown<Part>;
  return typeof tag === "string" && [loaded, total, pieces].every(Number.isSafeInteger);
}
