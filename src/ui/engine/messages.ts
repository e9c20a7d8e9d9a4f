import type { Language } from "../../runtime/text.ts";
import type { Shape } from "../../runtime/backend.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Exactness } from "../../runtime/laboratory/exactness.ts";
import type { Mixture } from "../../runtime/laboratory/mixture.ts";
import type { Axis, SweepRow } from "../../runtime/laboratory/sweep.ts";
import type { LevelDistance } from "../../runtime/levels.ts";
import type { Part } from "../../runtime/node.ts";
import type { Raster } from "../../runtime/picture/raster.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { Text } from "../../runtime/text.ts";
import type { Trail } from "./tracks.ts";

export type { Raster } from "../../runtime/picture/raster.ts";

/** Which device the network runs on; `auto` times what there is and takes the fastest. */
export type DeviceWish = "auto" | "webgpu" | "wasm";

/** Where the engine's files lie, as absolute addresses. */
export interface Places {
  /** The folder of the bundled models. */
  readonly models: string;
  /** The folder of ONNX Runtime's WebAssembly files. */
  readonly ort: string;
}

/** Page → worker. `id` names the answer. */
export type Request =
  | { readonly kind: "open"; readonly places: Places; readonly device: DeviceWish }
  | { readonly kind: "warm"; readonly model: string }
  /** A model from the reader's disk or the net: it is tried, and kept when it fits its card. */
  | {
      readonly kind: "adopt";
      readonly id: number;
      readonly reference: string;
      readonly card: string;
      readonly blobs: ReadonlyMap<string, Blob>;
    }
  | { readonly kind: "forget"; readonly reference: string }
  /** What a network without a card makes of a picture, read as each of the cards says. `key` names its files. */
  | {
      readonly kind: "try";
      readonly id: number;
      readonly key: string;
      readonly cards: readonly string[];
      readonly blobs: ReadonlyMap<string, Blob>;
      readonly picture: string;
    }
  /** Whether a network can be held here, before it is fetched. `bytes`: of its files together. */
  | { readonly kind: "fits"; readonly id: number; readonly card: string; readonly bytes: number }
  /** A picture file of the reader's that graphs name. */
  | { readonly kind: "picture"; readonly reference: string; readonly file: Blob }
  | { readonly kind: "check"; readonly id: number; readonly graph: GraphFile }
  | { readonly kind: "plan"; readonly id: number; readonly graph: GraphFile }
  /** `held`: what the last one gave is still there, so that the same need not be computed again. */
  | {
      readonly kind: "still";
      readonly id: number;
      readonly graph: GraphFile;
      readonly watch: readonly string[];
      readonly held: boolean;
    }
  | {
      readonly kind: "run";
      readonly id: number;
      readonly graph: GraphFile;
      readonly watch: readonly string[];
      /** Where it pauses first. */
      readonly goal?: Goal;
    }
  | { readonly kind: "pause" | "cancel"; readonly id: number }
  /** `from`: the transition to start from, where that is not the one at which the run stands. */
  | { readonly kind: "go"; readonly id: number; readonly goal: Goal; readonly from?: number }
  | { readonly kind: "scrub"; readonly id: number; readonly transition: number }
  /** How exact a graph is on pictures of two pixels, setting by setting; and that it is enough. */
  | { readonly kind: "sweep"; readonly id: number; readonly graph: GraphFile; readonly asked: SweepAsked }
  | { readonly kind: "sweep-stop"; readonly id: number }
  /** A graph as pseudocode; two graphs run side by side; one run for its result alone. */
  | { readonly kind: "explain"; readonly id: number; readonly graph: GraphFile; readonly language: Language }
  /** A graph as a program. `name`: of the file. */
  | {
      readonly kind: "write";
      readonly id: number;
      readonly graph: GraphFile;
      readonly form: CodeForm;
      readonly name: string;
    }
  | { readonly kind: "pair"; readonly id: number; readonly graphs: readonly [GraphFile, GraphFile] }
  | { readonly kind: "trial"; readonly id: number; readonly graph: GraphFile }
  | ({ readonly kind: "stops" } & Stops);

/** What a graph is measured with. */
export interface SweepAsked {
  /** What follows `points:` in the reference of the data. */
  readonly data: string;
  /** The networks to measure with, by their references: each goes through all settings. */
  readonly networks: readonly string[];
  /** The left pixel. */
  readonly known: number;
  readonly particles: number;
  readonly axis?: Axis;
}

/** A graph as pseudocode, line by line, and as LaTeX; without lines where it has problems. */
export interface Explained {
  readonly lines: readonly { readonly node: string; readonly depth: number; readonly text: string }[];
  readonly latex: string;
  readonly problems: readonly Problem[];
}

/** What a graph is written as. */
export type CodeForm = "pytorch" | "notebook";

/** A graph as a program; without text where it has problems. */
export interface Written {
  readonly text?: string;
  readonly problems: readonly Problem[];
}

/** Two runs side by side. */
export interface Paired {
  readonly a?: Raster;
  readonly b?: Raster;
  /** Undefined where their samples have other sizes. */
  readonly distances?: readonly LevelDistance[];
  readonly problems: readonly Problem[];
}

/** What came of one run. */
export interface Trial {
  readonly raster?: Raster;
  /** The last value of each number that nodes gave. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly calls: number;
  readonly seconds: number;
  readonly problems: readonly Problem[];
}

/** How far a run is to go, or where it is to stand. */
export type Goal =
  | { readonly kind: "end" | "visit" | "transition" | "tooth" | "back" | "back-transition" }
  | { readonly kind: "node"; readonly node: string }
  | { readonly kind: "level"; readonly t: number }
  /** This transition of the run, counted from its beginning. */
  | { readonly kind: "reach"; readonly transition: number }
  | { readonly kind: "stand"; readonly transition: number };

/** Where every run pauses: at visits of nodes and upon reaching levels. And whether it goes slowly. */
export interface Stops {
  readonly nodes: readonly string[];
  readonly levels: readonly number[];
  readonly slow: boolean;
}

/** What the dry run says. The arrays have one entry a transition. */
export interface Walk {
  readonly transitions: number;
  readonly evaluations: number;
  readonly renoisings: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Index into `nodes`. */
  readonly node: Int32Array;
  readonly evaluationsAt: Int32Array;
  readonly complete: boolean;
  /** Ids of the nodes of the plan. */
  readonly nodes: readonly string[];
  readonly loops: readonly LoopFigures[];
}

/** What one loop does in a whole run. */
export interface LoopFigures {
  readonly loop: string;
  readonly top: number;
  readonly bottom: number;
  readonly evaluations: number;
}

/** The numbers of a picture as they are; `range` is what is black and what is white. */
export interface Floats {
  readonly shape: Shape;
  readonly data: Float32Array<ArrayBuffer>;
  readonly range: readonly [number, number];
  /** Height and width of the whole, where only every second, third… pixel of it is here. */
  readonly of?: readonly [height: number, width: number];
  /** Of data: what turns the numbers into units of their own, channel by channel: `value · scale + mean`. */
  readonly units?: { readonly mean: readonly number[]; readonly scale: readonly number[] };
}

/** What lies behind a picture: its numbers, other parts of its value, and the schedule's numbers at its level. */
export interface Live {
  readonly floats: Floats;
  readonly parts: Readonly<Partial<Record<Part, Floats>>>;
  readonly scalars: Readonly<Record<string, number>>;
}

/** Pictures of two pixels as points of the plane, and what they are held against. */
export interface Scatter {
  /** Pair by pair, in [−1, 1]. */
  readonly points: Float32Array;
  readonly mixture?: Mixture;
  /** The left pixel, where it is known. */
  readonly known?: number;
  /** Against the exact conditional; measured where the run rests. */
  readonly exactness?: Exactness;
  /** For each point the fifth of the first right pixels in which it began, 0 the lowest; where that was seen. */
  readonly origins?: Uint8Array;
  /** Where the first points have been. */
  readonly trail?: Trail;
  /** The graph puts its batch into another order: no point can be followed. */
  readonly isMixed?: true;
}

export interface Progress {
  readonly node: string;
  readonly t: number;
  readonly transition: number;
  readonly evaluations: number;
  readonly evaluationsTotal: number;
  /** Network calls a second, over the last second or two; 0 before the first. */
  readonly rate: number;
  readonly secondsLeft: number;
  readonly seconds: number;
}

export type RunState = "running" | "paused" | "finished" | "cancelled" | "failed";

/** Worker → page. */
export type Report =
  | {
      readonly kind: "checked";
      readonly id: number;
      readonly problems: readonly Problem[];
      readonly walk?: Walk;
      /** Height and width of the pictures of the graph's model. */
      readonly imageSize?: readonly [number, number];
    }
  | { readonly kind: "planned"; readonly id: number; readonly text: string }
  | { readonly kind: "stills-done"; readonly id: number }
  /** `kept`: beyond this page. */
  | { readonly kind: "adopted"; readonly id: number; readonly kept: boolean; readonly problems: readonly Problem[] }
  | { readonly kind: "fits"; readonly id: number; readonly problems: readonly Problem[] }
  | {
      readonly kind: "tried";
      readonly id: number;
      /** As the cards came. `distance`: mean difference from the picture, of the way from black to white. */
      readonly tried: readonly { readonly raster: Raster; readonly distance: number }[];
      readonly problems: readonly Problem[];
    }
  /** One setting is measured, by its network; or calls on the way of all. */
  | { readonly kind: "swept"; readonly id: number; readonly network: string; readonly row: SweepRow }
  | { readonly kind: "sweeping"; readonly id: number; readonly calls: number; readonly total: number }
  | { readonly kind: "sweep-over"; readonly id: number; readonly problems: readonly Problem[] }
  | ({ readonly kind: "explained"; readonly id: number } & Explained)
  | ({ readonly kind: "written"; readonly id: number } & Written)
  | ({ readonly kind: "paired"; readonly id: number } & Paired)
  | ({ readonly kind: "trial"; readonly id: number } & Trial)
  | { readonly kind: "loading"; readonly name: string; readonly loaded: number; readonly total: number }
  | { readonly kind: "device"; readonly name: Text; readonly sentence: Text; readonly msPerCall: number }
  | { readonly kind: "trouble"; readonly problems: readonly Problem[] }
  | { readonly kind: "state"; readonly id: number; readonly state: RunState; readonly problems?: readonly Problem[] }
  | ({ readonly kind: "progress"; readonly id: number } & Progress)
  | {
      readonly kind: "preview";
      readonly id: number;
      readonly node: string;
      /** The level of a sample; absent for pictures that have none. */
      readonly t?: number;
      readonly raster: Raster;
      readonly live?: Live;
      readonly scatter?: Scatter;
    }
  /** Every Nth step of a run that is over, in order, and N. */
  | {
      readonly kind: "steps";
      readonly id: number;
      readonly every: number;
      readonly frames: readonly { readonly raster: Raster; readonly t: number }[];
    }
  | {
      readonly kind: "scrubbed";
      readonly id: number;
      readonly transition: number;
      /** For each watched node what was seen last up to there. */
      readonly frames: readonly {
        readonly node: string;
        readonly t?: number;
        readonly raster: Raster;
        readonly scatter?: Scatter;
      }[];
    }
  | {
      readonly kind: "number";
      readonly id: number;
      readonly node: string;
      readonly name: string;
      readonly value: number;
    }
  /** What a node understood of what it was given. */
  | { readonly kind: "note"; readonly id: number; readonly node: string; readonly text: Text }
  | {
      readonly kind: "result";
      readonly id: number;
      readonly node: string;
      readonly name: string;
      readonly raster: Raster;
      /** Of data: the numbers in units of their own. */
      readonly values?: Floats;
    };
