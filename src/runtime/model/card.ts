import type { BetaSchedule } from "../diffusion/betas.ts";
import type { Mixture } from "../laboratory/mixture.ts";
import type { Text } from "../text.ts";

/** What a network's weights do not say of themselves: the card, `NAME.json`, that lies beside every `NAME.onnx`. */
export interface ModelCard {
  readonly format: "repaint-model";
  readonly version: 1;
  /**
   * `denoiser` where nothing is said. The `out` of a `classifier` is not a prediction but the gradient
   * ∇ log p(label | x), `N C H W`: it has classes and a label, and the process whose noise it has learned to see through.
   */
  readonly kind?: "denoiser" | "classifier";
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
