import type { GraphFile } from "../../runtime/graph/format.ts";
import { serializeGraph } from "../../runtime/graph/parse.ts";
import type { Text } from "../../runtime/text.ts";
import type { Shelf } from "./shelf.ts";

/** A graph at one moment. */
export interface Snapshot {
  readonly id: string;
  readonly title: Text;
  readonly nodes: number;
  /** Milliseconds since 1970. */
  readonly saved: number;
  /** The graph as JSON. */
  readonly text: string;
}

/** Restore points of one document, the latest first. */
export const MAX_POINTS = 20;
/** Milliseconds between two restore points. */
export const POINT_EVERY = 60_000;
/** Documents that are remembered besides named copies. */
const MAX_DOCUMENTS = 30;

export function snapshotOf(id: string, graph: GraphFile, saved: number, name?: string): Snapshot {
  const title = name === undefined ? graph.meta?.title : { en: name, zh: name };
  return { id, title: title ?? { en: "", zh: "" }, nodes: graph.nodes.length, saved, text: serializeGraph(graph) };
}

/**
 * Restore points with one more: at most one a minute unless it is `forced`, and none that is the same as the one before.
 * The oldest of more than 20 goes.
 */
export function withPoint(points: readonly Snapshot[], point: Snapshot, forced = false): readonly Snapshot[] {
  const [last] = points;
  if (last && (last.text === point.text || (!forced && point.saved - last.saved < POINT_EVERY))) return points;
  return [point, ...points].slice(0, MAX_POINTS);
}

/** The graphs of this browser: documents with their restore points, and named copies. What is read is checked. */
export class Vault {
  private readonly shelf: Shelf;

  constructor(shelf: Shelf) {
    this.shelf = shelf;
  }

  async document(id: string): Promise<Snapshot | undefined> {
    const found = await this.shelf.get(`doc:${id}`);
    return isSnapshot(found) ? found : undefined;
  }

  async points(id: string): Promise<readonly Snapshot[]> {
    const found = await this.shelf.get(`points:${id}`);
    return Array.isArray(found) ? found.filter(isSnapshot) : [];
  }

  /** Writes a document and its restore points, both or neither. */
  async save(document: Snapshot, points?: readonly Snapshot[]): Promise<void> {
    const entries: (readonly [string, unknown])[] = [[`doc:${document.id}`, document]];
    if (points) entries.push([`points:${document.id}`, points]);
    await this.shelf.put(entries);
  }

  /** All documents, the latest first. */
  documents(): Promise<readonly Snapshot[]> {
    return this.list("doc:");
  }

  /** All named copies, the latest first. */
  copies(): Promise<readonly Snapshot[]> {
    return this.list("copy:");
  }

  async keep(copy: Snapshot): Promise<void> {
    await this.shelf.put([[`copy:${copy.id}`, copy]]);
  }

  async removeCopy(id: string): Promise<void> {
    await this.shelf.remove(`copy:${id}`);
  }

  async removeDocument(id: string): Promise<void> {
    await this.shelf.remove(`doc:${id}`);
    await this.shelf.remove(`points:${id}`);
  }

  /** Lets go of the documents that have not been touched for longest. */
  async tidy(mine: string): Promise<void> {
    const old = (await this.documents()).slice(MAX_DOCUMENTS).filter(({ id }) => id !== mine);
    for (const { id } of old) await this.removeDocument(id);
  }

  private async list(prefix: string): Promise<readonly Snapshot[]> {
    const found = (await this.shelf.under(prefix)).filter(isSnapshot);
    return found.sort((a, b) => b.saved - a.saved);
  }
}

function isSnapshot(value: unknown): value is Snapshot {
  if (typeof value !== "object" || value === null) return false;
  const { id, title, nodes, saved, text } = value as Partial<Record<keyof Snapshot, unknown>>;
  const titled = typeof title === "object" && title !== null && "en" in title && "zh" in title;
  return (
    typeof id === "string" &&
    titled &&
    typeof nodes === "number" &&
    typeof saved === "number" &&
    typeof text === "string"
  );
}

/** A new id for a document or a copy. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
