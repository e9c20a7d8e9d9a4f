import type { RowResult } from "./tasks.ts";

/** What a job of the queue carries beside its rows: which study it is of. */
export interface QueuedJob {
  /** Key in Redis under which the study lies. */
  readonly study: string;
  readonly job: string;
}

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
