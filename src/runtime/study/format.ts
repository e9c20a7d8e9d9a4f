import type { ParamValue } from "../node.ts";

/** Where pictures come from: folders, files, globs, lists, stacks, archives. */
export interface DataSet {
  readonly name: string;
  readonly from: readonly string[];
  readonly first?: number;
}

/** Mask files of one's own. */
export interface MaskSet {
  readonly name: string;
  readonly from: readonly string[];
  readonly pair?: "name" | "in-turn";
  readonly hole?: "auto" | "black" | "white" | "transparent";
}

export interface StudiedGraph {
  readonly name?: string;
  readonly graph: string;
  readonly model?: string;
  /** `NODE.PARAM` to its value. */
  readonly set?: Readonly<Record<string, ParamValue>>;
  /** `NODE.PARAM` to the values that it takes one after another. */
  readonly sweep?: Readonly<Record<string, readonly ParamValue[]>>;
}

/** What can be measured, in the order of the table's columns. */
export const MEASURES = ["mse", "psnr", "ssim", "lpips", "identity", "seam", "diversity", "fid", "kid"] as const;
export type Measure = (typeof MEASURES)[number];

/** A study: data × masks × graphs × seeds, and what is measured; `study.schema.json` is its schema. */
export interface Study {
  readonly format: "repaint-study";
  readonly version: 1;
  readonly title?: string;
  readonly data: readonly DataSet[];
  readonly masks: readonly (string | MaskSet)[];
  readonly graphs: readonly StudiedGraph[];
  readonly seeds?: { readonly first?: number; readonly count: number };
  readonly measures?: readonly Measure[];
  /** Networks that measure; no picture is made by them. */
  readonly networks?: { readonly lpips?: string; readonly features?: string };
  readonly batch?: number;
}
