import type { BetaSchedule } from "../diffusion/betas.ts";
import type { Mixture } from "../laboratory/mixture.ts";
import type { Text } from "../text.ts";

/**
 * What a network is for. An `inpainter` is shown a picture and a mask and gives the whole picture; a `distance` is shown two
 * pictures and gives a number; `features` is shown a picture and gives a vector.
 */
export type ModelKind = "denoiser" | "classifier" | "inpainter" | "distance" | "features";

/** How an inpainter is shown what it is to fill; what a card leaves out is the first that is said of each. */
export interface Inpainting {
  /** What the mask's 1 marks: the hole (LaMa, DeepFill) or what is known. */
  readonly mask_marks?: "hole" | "known";
  /** Where the mask has no input of its own: whether it comes after the picture's channels or before. */
  readonly mask_channel?: "last" | "first";
  /** Values of unmarked and marked pixels: [0, 1], seldom [-1, 1]. */
  readonly mask_range?: readonly [number, number];
  /** What lies in the hole of the picture that it is shown, in the picture's range: 0. Never the truth. */
  readonly blank?: number;
  /** Values of black and white in the answer, where they are others than `image.range`: [0, 255]. */
  readonly out_range?: readonly [number, number];
}

/** What a network's weights do not say of themselves: the card, `NAME.json`, that lies beside every `NAME.onnx`. */
export interface ModelCard {
  readonly format: "repaint-model";
  readonly version: 1;
  /**
   * `denoiser` where nothing is said. The `out` of a `classifier` is not a prediction but the gradient
   * ∇ log p(label | x), `N C H W`: it has classes and a label, and the process whose noise it has learned to see through.
   * The others know no noise and answer in one pass (`isOnePass`): what is said here of steps, betas and timesteps is of
   * none of them.
   */
  readonly kind?: ModelKind;
  readonly name: string;
  readonly title: { readonly en: string; readonly zh: string };
  /** The `.onnx` file, relative to the card. */
  readonly file: string;
  readonly bytes?: number;
  /** Lower-case hexadecimal, of `file`. */
  readonly sha256?: string;
  /** Files of external data that `file` refers to (networks over 2 GB), relative to the card. */
  readonly external_data?: readonly { readonly file: string; readonly sha256?: string; readonly bytes?: number }[];
  /** The network's vector–Jacobian product (`tools/export --vjp`): a file beside it, which gradients through the network are asked of. */
  readonly vjp?: { readonly file: string; readonly sha256?: string; readonly bytes?: number };
  readonly image: {
    readonly height: number;
    readonly width: number;
    readonly channels: number;
    /** Values of black and white in the pictures the network was trained on, e.g. [-1, 1]; of data, the least and the largest. */
    readonly range: readonly [number, number];
    /**
     * The network and the process see `(value − mean) / scale`, channel by channel; value is in `range`. 0 and 1 where absent.
     * Both have `channels` entries.
     */
    readonly mean?: readonly number[];
    readonly scale?: readonly number[];
    /**
     * The network takes any height and width that are multiples of this; `height` and `width` are then those it was
     * trained at. Absent: it takes no other size.
     */
    readonly multiple_of?: number;
  };
  /** Names of the network's inputs and output. */
  readonly io: {
    readonly x: string;
    readonly timesteps: string;
    readonly label?: string;
    /** Of an inpainter: the mask, `N 1 H W`. Absent: it is one channel more of `x`. */
    readonly mask?: string;
    /** Of a distance: the other picture. */
    readonly y?: string;
    /** Of a vector–Jacobian product only, whose card is made of its network's: in no file. */
    readonly cotangent?: string;
    readonly out: string;
  };
  readonly num_train_timesteps: number;
  readonly beta_schedule: BetaSchedule;
  /** Multiply the timestep index by `1000 / num_train_timesteps` before the call (guided-diffusion `rescale_timesteps`). */
  readonly rescale_timesteps?: boolean;
  /** This and the next two: of every denoiser, of no classifier. */
  readonly prediction_type?: "epsilon" | "x_start" | "v";
  readonly variance?: "learned_range" | "fixed_small" | "fixed_large";
  readonly clip_denoised?: boolean;
  readonly classes?: {
    readonly count: number;
    /** The label that means "no label", for classifier-free guidance. */
    readonly null_label?: number;
    readonly names?: readonly { readonly en: string; readonly zh: string }[];
  };
  /** How an inpainter is shown the hole. */
  readonly inpainting?: Inpainting;
  readonly recommended?: { readonly T?: number; readonly jump_length?: number; readonly jump_n_sample?: number };
  /** Of a trained network of two-pixel pictures: the points that it was shown pictures of, as `readCloud` reads them. */
  readonly points?: string;
  /** Of an ideal denoiser made from points, or a network that was trained on them: the distribution. In no file. */
  readonly mixture?: Mixture;
  readonly parameters?: number;
  readonly training?: string;
  readonly data?: string;
  readonly limits?: string;
  readonly licence: string;
  readonly credit?: string;
  readonly source?: string;
}

/** Whether a network is called once and knows no levels of noise. */
export function isOnePass({ kind = "denoiser" }: Pick<ModelCard, "kind">): boolean {
  return kind !== "denoiser" && kind !== "classifier";
}

/** Whether pictures are brought to a network's size and range: those that make pictures, and none that only looks at them. */
export function makesPictures({ kind = "denoiser" }: Pick<ModelCard, "kind">): boolean {
  return kind === "denoiser" || kind === "inpainter";
}

/** Something a card does not say, and what was taken for it. */
export interface Assumption {
  /** As it stands in the card: `prediction_type`, `image.range`. */
  readonly field: string;
  /** As JSON. */
  readonly value: unknown;
  /** What it means, and the usual answers. */
  readonly choices: Text;
}

/** Whether a network can be shown pictures of this height and width. */
export function takesSize({ image: { height, width, multiple_of } }: ModelCard, H: number, W: number): boolean {
  if (multiple_of === undefined) return H === height && W === width;
  return H > 0 && W > 0 && H % multiple_of === 0 && W % multiple_of === 0;
}
