import type { ModelCard } from "../../runtime/model/card.ts";
import { commonBounds } from "../../runtime/model/range.ts";

/** What decides how a network's output is read. */
interface Reading {
  /** Absent in a dry run without a model, which is then taken for the usual kind: ε-prediction with a learned range. */
  readonly card?: ModelCard | undefined;
  /** Two calls, joined by `guidance_scale`. */
  readonly guided: boolean;
  /** `card`, `on` or `off`. */
  readonly clip: string;
  /** `card`, `small` or `large`. */
  readonly variance: string;
}

/**
 * The equation that makes eps, pred_xstart and log_variance of a network's output, for its kind of prediction and
 * variance.
 *
 *     x̂_0 = x_t / √ᾱ_t − √(1 / ᾱ_t − 1) ε                 epsilon (Ho et al. 2020, Eq. 15)
 *     x̂_0 = √ᾱ_t x_t − √(1 − ᾱ_t) v                       v (Salimans & Ho 2022, App. D)
 *     log σ² = f log β_t + (1 − f) log β̃_t,  f = (v + 1) / 2   learned range (Nichol & Dhariwal 2021, Eq. 15)
 *     σ² = β̃_t or β_t                                           small, large (Ho et al. 2020, §3.2)
 *
 * x̂_0 is clipped to the values that clean pictures have; where these differ by channel (z-scored data), to x_min and x_max.
 * With guidance the variance is that of the call with the label.
 */
export function predictionText({ card, guided, clip, variance }: Reading): string {
  const clips = clipsTo(card, clip);
  const [low, high] = commonBounds(card?.image) ?? ["x_min", "x_max"];
  const clipped = (text: string): string => (clips ? `clamp(${text}, ${low}, ${high})` : text);
  const said = guided ? "out_uncond + guidance_scale * (out - out_uncond)" : "out";
  const chosen = variance === "card" ? card?.variance : (`fixed_${variance}` as ModelCard["variance"]);
  return [...means(card?.prediction_type ?? "epsilon", said, clipped), ...variances(chosen)].join("\n");
}

/** Whether the clean estimate is clipped. */
export function clipsTo(card: ModelCard | undefined, clip: string): boolean {
  return clip === "on" || (clip === "card" && (card?.clip_denoised ?? true));
}

function means(
  type: NonNullable<ModelCard["prediction_type"]>,
  said: string,
  clipped: (text: string) => string,
): readonly string[] {
  switch (type) {
    case "epsilon":
      return [
        `eps = ${said}`,
        `pred_xstart = ${clipped("sqrt_recip_alphas_cumprod * x_t - sqrt_recipm1_alphas_cumprod * eps")}`,
      ];
    case "x_start":
      return [
        `pred_xstart = ${clipped(said)}`,
        "eps = (sqrt_recip_alphas_cumprod * x_t - pred_xstart) / sqrt_recipm1_alphas_cumprod",
      ];
    case "v":
      return [
        `velocity = ${said}`,
        `pred_xstart = ${clipped("sqrt_alphas_cumprod * x_t - sqrt_one_minus_alphas_cumprod * velocity")}`,
        "eps = sqrt_alphas_cumprod * velocity + sqrt_one_minus_alphas_cumprod * x_t",
      ];
  }
}

function variances(variance: ModelCard["variance"] = "learned_range"): readonly string[] {
  switch (variance) {
    case "learned_range":
      return ["frac = (v + 1) / 2", "log_variance = frac * log_betas + (1 - frac) * posterior_log_variance_clipped"];
    // One number for the whole picture.
    case "fixed_small":
      return ["log_variance = posterior_log_variance_clipped"];
    case "fixed_large":
      return ["log_variance = fixed_large_log_variance"];
  }
}
