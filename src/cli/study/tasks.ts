import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Measure } from "../../runtime/study/format.ts";
import type { Device } from "../runners.ts";
import type { Source } from "./sources.ts";

/** One setting: a graph as it runs, and where its files lie. */
export interface SettingTask {
  readonly name: string;
  readonly graph: GraphFile;
  readonly folder: string;
  readonly bound: readonly (readonly [string, string])[];
  /** Its networks, by hash: they have to be the same everywhere. */
  readonly models: readonly { readonly reference: string; readonly name: string; readonly sha256: string }[];
  /** Whether several pictures may go through it at once. */
  readonly together: boolean;
}

/** All that a worker has to know before it is given jobs; plain data, so that it can be sent anywhere. */
export interface StudyTask {
  readonly settings: readonly SettingTask[];
  readonly measures: readonly Measure[];
  /** Networks that measure, each a graph that only loads it: `lpips`, `features`. */
  readonly measuring?: readonly SettingTask[];
  readonly device: Device;
  /** Threads of one network call. */
  readonly threads: number;
}

/** Where the mask of one picture comes from. */
export type MaskTask =
  | { readonly preset: string; readonly seed: number }
  | { readonly name: string; readonly source: Source; readonly hole: string }
  /** There is none: the sentence of its row. */
  | { readonly missing: string };

/** One picture to be filled. */
export interface RowTask {
  /** Of the table. */
  readonly row: number;
  readonly name: string;
  readonly source: Source;
  /** SHA-256 of its bytes, as they were when the study began. */
  readonly sha256: string;
  readonly mask: MaskTask;
  /** Of its noise. */
  readonly seed: number;
  /** Whether this row brings the true picture and the mask along, which later rows share. */
  readonly truth: boolean;
  readonly keep_mask: boolean;
}

/** Pictures that go through one graph together. */
export interface Job {
  readonly id: number;
  readonly setting: number;
  readonly rows: readonly RowTask[];
}

/** What came of one picture. */
export type RowResult =
  | {
      readonly row: number;
      /** PNG files. */
      readonly png: Uint8Array;
      readonly truth?: Uint8Array;
      readonly keep_mask?: Uint8Array;
      readonly measures: Readonly<Record<string, number>>;
    }
  | { readonly row: number; readonly problem: string };

/** Shared between the pool and its workers: whether to stop, then network calls made by each. */
export const STOP = 0;
export const CALLS = 1;
