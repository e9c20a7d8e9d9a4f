import type { RowResult } from "./tasks.ts";

/** What a job of the queue carries beside its rows: which study it is of. */
export interface QueuedJob {
  /** Key in Redis under which the study lies. */
  readonly study: string;
  readonly job: string;
}

/** Seconds that results wait for whoever lands them. */
export const KEEP = 24 * 3600;

/**
 * Where the results of a job lie until they are landed. Were they what the job returns, the queue's events would hold them
 * too: ten thousand of them, by default.
 */
export const resultKey = (id: string): string => `repaint:results:${id}`;

/** Results as text: pictures in base64. */
export function packResults(results: readonly RowResult[]): string {
  return JSON.stringify(results, (_, value: unknown) =>
    value instanceof Uint8Array ? { base64: Buffer.from(value).toString("base64") } : value,
  );
}

export function unpackResults(text: string): readonly RowResult[] {
  return JSON.parse(text, (_, value: unknown) =>
    typeof value === "object" && value !== null && "base64" in value && typeof value.base64 === "string"
      ? new Uint8Array(Buffer.from(value.base64, "base64"))
      : value,
  ) as readonly RowResult[];
}

/** Queues are told apart by version: a worker never takes what another version would fill otherwise. */
export const queueName = (version: string): string => `repaint-study-${version}`;
