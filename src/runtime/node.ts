import type { Backend, Shape, Tensor } from "./backend.ts";
import type { Frame, Size } from "./diffusion/frame.ts";
import type { DiffusionSchedule } from "./diffusion/schedule.ts";
import type { Mixture } from "./laboratory/mixture.ts";
import type { ModelCard } from "./model/card.ts";
import type { Network } from "./model/network.ts";
import type { Problem } from "./problem.ts";
import type { Text } from "./text.ts";

/** What travels on wires (design §3). */
export type SocketType = Value["type"];

export interface InputSocket {
  readonly name: string;
  readonly title: Text;
  /** The types that may be wired to it. */
  readonly types: readonly SocketType[];
  readonly optional?: boolean;
  /** Only a loop's `back`: the one input that may close a cycle. */
  readonly feedback?: boolean;
}

export interface OutputSocket {
  readonly name: string;
  readonly title: Text;
  /** `like`: the type of the first of these inputs that is wired to a sample, else of the first that is wired. */
  readonly type: SocketType | { readonly like: readonly string[] };
}

export type ParamValue = number | string | boolean;
export type Params = Readonly<Record<string, ParamValue>>;

interface ParamCommon {
  readonly name: string;
  readonly title: Text;
  readonly help: Text;
  readonly unit?: Text;
  /** Hidden from plain views: for experts. */
  readonly advanced?: boolean;
}

/** A node's parameter: named, typed, ranged, documented. */
export type Param = ParamCommon &
  (
    | {
        readonly kind: "number";
        readonly default: number;
        readonly min: number;
        readonly max: number;
        readonly step?: number;
        readonly integer?: boolean;
        /** From here on it limits nothing: it is shown as "no limit", and an emptied field means it. */
        readonly unlimited?: number;
        /** At this value the node finds the number itself: it is shown as "automatic", and an emptied field means it. */
        readonly automatic?: number;
        /**
         * A number may be wired to it, by its name: it changes from visit to visit, and neither shapes, levels nor counts
         * depend on it.
         */
        readonly varies?: true;
        /** Its values have names in the card of the graph's model. */
        readonly names?: "classes";
      }
    /** An integer in [0, 2^53); `--seed` sets all of them. */
    | { readonly kind: "seed"; readonly default: number }
    | {
        readonly kind: "choice";
        readonly default: string;
        readonly options: readonly { readonly value: string; readonly title: Text }[];
      }
    | { readonly kind: "flag"; readonly default: boolean }
    | {
        readonly kind: "text";
        readonly default: string;
        readonly maxLength: number;
        /** It names a param of the graph, `node.param`. */
        readonly names?: "params";
      }
    /** A curve over t / T, `u,value;u,value;…` (`readCurve`). */
    | { readonly kind: "curve"; readonly default: string }
    /** Source in the equation language. */
    | { readonly kind: "equation"; readonly default: string }
    /** `bundled:NAME`, `points:NAME` or points, `file:NAME` or an https URL. */
    | { readonly kind: "model"; readonly default: string }
    /** `sample:NAME`, `file:NAME` or a `data:image/png;base64,` URL. */
    | { readonly kind: "image"; readonly default: string }
  );

/** What is known of a value before anything runs: types, shapes, the length of its schedule. */
export interface Facts {
  readonly type: SocketType;
  /** Of the picture it carries; of a number only where each sample has its own: `N 1 1 1`. Absent when no model or image says so (a dry run without a model). */
  readonly shape?: Shape;
  /** Length of its schedule, for `schedule`, `sample` and `prediction`. */
  readonly T?: number;
  readonly schedule?: DiffusionSchedule;
  readonly card?: ModelCard;
  /** Which part it shows of a picture that was resized, and that picture's own size: its mask follows on the same way. */
  readonly crop?: { readonly of: Size; readonly frame: Frame };
  /** The class index that a `label` carries, and the node whose param `label` it is. */
  readonly label?: { readonly index: number; readonly node: string };
}

/** Where a definition is asked about one node of one graph. */
export interface Site {
  readonly id: string;
  readonly params: Params;
  /** Facts of what is wired to each input; unwired inputs are absent. */
  readonly inputs: Readonly<Record<string, Facts>>;
  /** The card of the graph's first model, when it is there: pictures are made to its size. */
  readonly card?: ModelCard;
  /** The graph's first picture, where its size is known: what has no picture of its own wired to it belongs to this one. */
  readonly picture?: Facts;
  /** Sizes of the pictures that this node's `image` params name, when they are there: `[height, width]`. */
  readonly images: Readonly<Record<string, readonly [number, number]>>;
  /** Channels of those of them that are arrays of several: no colours, but layers that belong to nothing else. */
  readonly layers?: Readonly<Record<string, number>>;
}

/** The tensors inside a value, by published name. */
export type Part = "x" | "eps" | "pred_xstart" | "log_variance" | "x_t" | "image" | "mask" | "number";

/**
 * A stage as its equation. The text is what the GPU runs, what the CPU runs and what the reader sees typeset.
 * Per-step scalars of the schedule are in scope by their published names.
 */
export interface Stage {
  readonly text: string;
  /** Name in the equation → which part of which input. Parts of an unwired optional input may not be named. */
  readonly tensors: Readonly<Record<string, { readonly input: string; readonly part: Part }>>;
  /** Name in the equation → a number known before the run, or a function of the level. */
  readonly scalars?: Readonly<Record<string, number | ((schedule: DiffusionSchedule, level: number) => number)>>;
  /** Name in the equation → a `number` input, read when the stage runs; each sample's own where it has that. */
  readonly numbers?: Readonly<Record<string, string>>;
  /** Names in the equation that are standard normals, drawn afresh each time. */
  readonly noise?: readonly string[];
  /** Output socket → part → assigned name. A part may instead be passed through from an input's part: `{input, part}`. */
  readonly outputs: Readonly<
    Record<string, Readonly<Partial<Record<Part, string | { readonly input: string; readonly part: Part }>>>>
  >;
  /** Which input's schedule and level the scalars are of; `target`: of the level that a move goes to instead. */
  readonly level?: { readonly input: string; readonly at: "arrival" | "target" };
  /**
   * A network call comes first; it is shown the x of a sample or the x_t of a prediction. In scope then: `out` (C
   * channels; another name if `out` gives one) and, where the variance is learned, `v`; with `guided`, a second call
   * under the null label gives `out_uncond`; with `bounds`, `x_min` and `x_max` are what clean pictures lie between.
   * With `cotangent`, a name that the equation assigns without `out`, it is the network's vector–Jacobian product that is
   * called, with that picture: the equation up to it runs before the call, and `out` is the product.
   */
  readonly network?: {
    readonly model: string;
    readonly x: string;
    readonly label?: string;
    readonly guided?: boolean;
    readonly bounds?: boolean;
    readonly cotangent?: string;
    readonly out?: string;
  };
}

/** What a counter on t may look at and change (jump-back). `memory` belongs to one node in one walk. */
export interface PathSite {
  readonly params: Params;
  readonly T: number;
  /** The level that arrived. */
  readonly t: number;
  readonly memory: Map<number, number>;
}

/** What has come along the wires when a node runs. */
export type Value =
  | { readonly type: "model"; readonly network: Network }
  | { readonly type: "schedule"; readonly schedule: DiffusionSchedule }
  | SampleValue
  | PredictionValue
  | { readonly type: "image"; readonly image: Tensor }
  | { readonly type: "mask"; readonly mask: Tensor }
  /** One number, or with `items` (`N 1 1 1`) one for each sample of a batch; `number` is their mean then. */
  | { readonly type: "number"; readonly number: number; readonly items?: Tensor }
  | { readonly type: "label"; readonly label: number }
  | { readonly type: "frame"; readonly frames: readonly Frame[] };

/** x_t: a tensor, its level and the process it belongs to. One wire, so they cannot be recombined from different moments. */
export interface SampleValue {
  readonly type: "sample";
  readonly x: Tensor;
  readonly t: number;
  readonly schedule: DiffusionSchedule;
  readonly seed: number;
}

export interface PredictionValue {
  readonly type: "prediction";
  readonly eps: Tensor;
  readonly pred_xstart: Tensor;
  readonly log_variance: Tensor;
  readonly x_t: Tensor;
  readonly t: number;
  readonly schedule: DiffusionSchedule;
  readonly seed: number;
}

/** A picture on the host: planar float32 `C H W`, as many as `shape[0]`. */
export interface Picture {
  readonly shape: Shape;
  readonly data: Float32Array;
  /** `H W` in [0, 1], where the file of a picture has transparent pixels; `data` lies over white. */
  readonly alpha?: Float32Array;
  /** Made for one taker, who may write into `data`. */
  readonly fresh?: true;
  /** The values are in units of their own, those of the card's `range`, and there may be any number of channels. */
  readonly own?: true;
  /** From an array of several channels, which are no colours: a mask of them has one for each channel. */
  readonly layers?: true;
}

/** What a node hands to whoever runs the graph. */
export type Artifact =
  | { readonly kind: "picture"; readonly node: string; readonly name: string; readonly picture: Picture }
  | { readonly kind: "pictures"; readonly node: string; readonly name: string; readonly pictures: readonly Picture[] }
  | {
      readonly kind: "number";
      readonly node: string;
      readonly name: string;
      readonly t: number;
      readonly value: number;
    }
  /** Pictures of two pixels as points of the plane, pair by pair in [−1, 1], and what they are held against. */
  | {
      readonly kind: "points";
      readonly node: string;
      readonly name: string;
      readonly points: Float32Array;
      /** The distribution that they should come from. */
      readonly mixture?: Mixture;
      /** The left pixel, where it is known. */
      readonly known?: number;
    }
  /** A sentence on what the node understood. */
  | {
      readonly kind: "note";
      readonly node: string;
      readonly text: Text;
      /** The param that turns it round, and the value for that: each door says it in its own words. */
      readonly turn?: { readonly param: string; readonly value: ParamValue };
    }
  /** `image/save`: the graph's result, as a picture in [−1, 1] and as values in units of their own. */
  | {
      readonly kind: "save";
      readonly node: string;
      readonly name: string;
      readonly picture: Picture;
      readonly values?: Picture;
    };

/** What an operation (a node that is not an equation) works with. Tensors it makes and puts on outputs belong to the run. */
export interface OperationContext {
  readonly site: Site;
  readonly inputs: Readonly<Record<string, Value>>;
  readonly backend: Backend;
  /** Level of the loop pass around this node, or 0. */
  readonly t: number;
  /** Which visit of this node this is, from 0. */
  readonly visit: number;
  /** Standard normals for this node and visit. */
  draw(shape: Shape, seed: number): Tensor;
  /** The decoded picture that an `image` param names, `1 3 H W` in [0, 1]; or data, `own`. */
  image(param: string): Picture;
  /** The opened network that a `model` param names. */
  network(param: string): Network;
  emit(artifact: Artifact): void;
}

/**
 * One node type. Editor, validator, plan printer, command line and documentation all read this, and nothing else knows a
 * node by name. It has exactly one of `stage` (an equation), `run` (an operation) and `loop`.
 */
export interface NodeDefinition {
  /** `room/kebab-name`; of a type that a graph brings along `own/name@hash`. */
  readonly type: string;
  /** Its version; files of older versions go through `migrate`. */
  readonly v: number;
  readonly category:
    | "model"
    | "input"
    | "noise"
    | "denoise"
    | "repaint"
    | "baseline"
    | "image"
    | "batch"
    | "flow"
    | "math"
    | "view"
    | "measure"
    | "output"
    | "own";
  readonly title: Text;
  /** A plain line for those who do not know it. */
  readonly help: Text;
  /** Where in the paper, e.g. "Eq. 8c". */
  readonly source?: string;
  readonly inputs: readonly InputSocket[];
  readonly outputs: readonly OutputSocket[];
  readonly params: readonly Param[];
  /** Facts of each output. Missing ones follow from the socket's type alone. */
  facts?(site: Site): Readonly<Record<string, Facts>>;
  /** What is wrong at this node beyond types, ranges and wires. `node` is filled in. */
  check?(site: Site): readonly Problem[];
  /** Level of the outgoing sample: of this input (default: the first sample or prediction input), or from the site. */
  readonly level?: { readonly from: string } | { at(site: Site): number };
  /** Inputs that must arrive at one level. */
  readonly sameLevel?: readonly string[];
  /**
   * Levels gone through on one visit, one move each; the equation runs once a move. Empty: passes on what came.
   * A node without `path` runs once and stays at its level.
   */
  path?(site: PathSite): readonly number[];
  /** How many moves `path` makes on every visit, where that is known beforehand: it lets the planner fuse. 0: no `path` at all. */
  moves?(params: Params): 0 | 1 | undefined;
  /** Network calls on one visit. */
  calls?(site: Site): number;
  /** What it emits asks for more room than a picture: `points`. */
  readonly shows?: "points";
  /**
   * It has another param of the graph take values one after another, run by run, in a sweep: the names of its own params that
   * say which (`node.param`) and which values (`readValues`). A run of the graph itself leaves that param as it is.
   */
  readonly sweeps?: { readonly over: string; readonly values: string };
  /** They are a classifier's: counted with the others, and told apart in figures. */
  readonly callsClassifier?: boolean;
  stage?(site: Site): Stage;
  run?(context: OperationContext): Promise<Readonly<Record<string, Value>>> | Readonly<Record<string, Value>>;
  /**
   * A loop: sockets are init, back → body, done. It goes on while t > the param named in `stop` (`flow/loop`), or so often
   * as the param named in `times` says, whatever t is (`flow/repeat`).
   */
  readonly loop?: { readonly stop: string } | { readonly times: string };
  /** The node type that an equation makes which a graph brings along; one type of the registry knows how (`math/equation`). */
  makes?(type: string, own: OwnEquation): NodeDefinition;
  /** Brings params of an older version to this one. */
  migrate?(v: number, params: Record<string, unknown>): Record<string, unknown>;
}

/** A node type as data: one equation (docs/own-nodes.md). Its names are those of its sockets and params. */
export interface OwnEquation {
  /** kebab-case, up to 40. */
  readonly name: string;
  readonly title: Text;
  readonly help: Text;
  readonly source?: string;
  /** Of samples, images, masks and numbers by their names; of a prediction `eps`, `pred_xstart`, `log_variance`, `x_t`. */
  readonly inputs: readonly InputSocket[];
  readonly outputs: readonly OutputSocket[];
  readonly params: readonly NumberParam[];
  readonly equation: string;
  /** What it does to t: stays, goes to t − 1, or to t + 1. */
  readonly moves: "stay" | "down" | "up";
}

export type NumberParam = Param & { readonly kind: "number" };

/** All node types, by `type`. */
export type Registry = ReadonlyMap<string, NodeDefinition>;
