import type { Job } from "./jobs.ts";

/** What a worker is told. */
export interface Order {
  /** Path of the card. */
  readonly model: string;
  readonly job: Job;
}

/** What it answers: a picture for each face, or why there is none. */
export type Answer = { readonly pngs: readonly string[]; readonly ms: number } | { readonly error: string };
