import { betasOf } from "../diffusion/betas.ts";
import { diffusionSchedule } from "../diffusion/schedule.ts";
import type { ModelCard } from "../model/card.ts";
import { doubleTensor, int64Tensor, node, onnxFile, value } from "../model/onnx-file.ts";
import { problem, UserError } from "../problem.ts";
import { CLOUDS, MOST_POINTS, POINTS, readCloud } from "./clouds.ts";
import type { Mixture } from "./mixture.ts";

const STEPS = 1000;
const betas = { kind: "linear", beta_start: 0.0001, beta_end: 0.02 } as const;

/**
 * The card and the network that a reference `points:…` names.
 *
 * @throws UserError `points-unreadable` when it names neither a data set nor points.
 */
export function modelOfPoints(reference: string): {
  readonly card: ModelCard;
  readonly mixture: Mixture;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly vjp: Uint8Array<ArrayBuffer>;
} {
  const text = reference.slice(POINTS.length);
  const mixture = readCloud(text);
  if (mixture) return { card: pointCard(text, mixture), mixture, bytes: pointNetwork(mixture), vjp: pointVjp(mixture) };
  const names = CLOUDS.map(({ name }) => name).join(", ");
  throw new UserError(
    problem(
      "points-unreadable",
      {
        en: `The model "${reference.slice(0, 60)}" is neither a data set of two pixels nor points: expected ${POINTS} and a name, or ${POINTS}SPREAD;X,Y;X,Y;… with at most ${MOST_POINTS} points in [−1, 1].`,
        zh: `模型“${reference.slice(0, 60)}”既不是两像素数据集，也不是点：应为 ${POINTS} 加名称，或 ${POINTS}宽度;X,Y;X,Y;…，最多 ${MOST_POINTS} 个点，坐标在 [−1, 1] 内。`,
      },
      { en: `Data sets: ${names}.`, zh: `数据集：${names}。` },
    ),
  );
}

/**
 * The card of a cloud's ideal denoiser: pictures of one line and two pixels, one channel; it says x̂₀ itself.
 *
 * @param text what follows `points:` in its reference.
 */
function pointCard(text: string, mixture: Mixture): ModelCard {
  const cloud = CLOUDS.find(({ name }) => name === text);
  const title = cloud?.title ?? { en: "points drawn by hand", zh: "手绘的点" };
  return {
    format: "repaint-model",
    version: 1,
    name: `points-${cloud?.name ?? "drawn"}`,
    title: { en: `Two pixels: ${title.en}`, zh: `两个像素：${title.zh}` },
    file: "points.onnx",
    vjp: { file: "points.vjp.onnx" },
    image: { height: 1, width: 2, channels: 1, range: [-1, 1] },
    io: { x: "x", timesteps: "timesteps", out: "out" },
    num_train_timesteps: STEPS,
    beta_schedule: betas,
    prediction_type: "x_start",
    variance: "fixed_small",
    clip_denoised: false,
    mixture,
    licence: "Apache-2.0",
    recommended: { T: 250, jump_length: 10, jump_n_sample: 10 },
  };
}

/**
 * The ideal denoiser of a cloud as an ONNX network (see `idealDenoiser`): `x [N, 1, 1, 2]`, `timesteps [N]` → `x̂₀`.
 * It computes in float64, so that the softmax loses nothing far from the points; what goes in and out is float32.
 *
 *     S = (√ᾱ/v) x Pᵀ − (ᾱ/2v) |P|² + log w      ρ = softmax(S)      x̂₀ = (1 − g √ᾱ) ρ P + g x,  g = s₀² √ᾱ / v
 */
export function pointNetwork(mixture: Mixture): Uint8Array<ArrayBuffer> {
  const { nodes, weights } = denoiserOf(mixture);
  return onnxFile({
    nodes: [
      ...nodes,
      node("Mul", ["mean", "keep"], "kept"),
      node("Mul", ["xy", "gain"], "gained"),
      node("Add", ["kept", "gained"], "x0"),
      node("Reshape", ["x0", "picture"], "x0_64"),
      node("Cast", ["x0_64"], "out", [["to", 1]]),
    ],
    weights,
    inputs: [value("x", "float32", ["N", 1, 1, 2]), value("timesteps", "float32", ["N"])],
    output: value("out", "float32", ["N", 1, 1, 2]),
  });
}

/**
 * The vector–Jacobian product of `pointNetwork`: also `cotangent [N, 1, 1, 2]` → `vjp`. The Jacobian is symmetric, the
 * covariance of the points under ρ being one:
 *
 *     Jᵀ c = g c + (1 − g √ᾱ)(√ᾱ/v) (Σ ρₖ (pₖ · c) pₖ − m (m · c)),   m = Σ ρₖ pₖ
 */
function pointVjp(mixture: Mixture): Uint8Array<ArrayBuffer> {
  const { nodes, weights } = denoiserOf(mixture);
  return onnxFile({
    nodes: [
      ...nodes,
      node("Cast", ["cotangent"], "c64", [["to", 11]]),
      node("Reshape", ["c64", "pairs"], "c"),
      node("MatMul", ["c", "points_across"], "along"),
      node("Mul", ["rho", "along"], "rho_along"),
      node("MatMul", ["rho_along", "points"], "second_moment"),
      node("Mul", ["mean", "c"], "mean_c"),
      node("MatMul", ["mean_c", "ones"], "mean_along"),
      node("Mul", ["mean", "mean_along"], "square_of_mean"),
      node("Sub", ["second_moment", "square_of_mean"], "covariance_c"),
      node("Mul", ["covariance_c", "inner"], "sharp"),
      node("Mul", ["sharp", "keep"], "kept"),
      node("Mul", ["c", "gain"], "gained"),
      node("Add", ["kept", "gained"], "product"),
      node("Reshape", ["product", "picture"], "product_64"),
      node("Cast", ["product_64"], "vjp", [["to", 1]]),
    ],
    weights: [...weights, doubleTensor("ones", [2, 1], Float64Array.of(1, 1))],
    inputs: [
      value("x", "float32", ["N", 1, 1, 2]),
      value("timesteps", "float32", ["N"]),
      value("cotangent", "float32", ["N", 1, 1, 2]),
    ],
    output: value("vjp", "float32", ["N", 1, 1, 2]),
  });
}

/** What both have in common: up to ρ and the mean of the points under it. */
function denoiserOf({ points, weights, spread }: Mixture) {
  const K = points.length;
  const { tables } = diffusionSchedule(betasOf(betas, STEPS));
  const byStep = (f: (alpha_bar: number, one_minus: number) => number): Float64Array =>
    Float64Array.from({ length: STEPS }, (_, i) => {
      const noise = tables.sqrt_one_minus_alphas_cumprod[i + 1] ?? 0;
      return f(tables.alphas_cumprod[i + 1] ?? 0, noise * noise);
    });
  const v = (a: number, b: number): number => a * spread ** 2 + b;
  const gain = byStep((a, b) => (spread ** 2 * Math.sqrt(a)) / v(a, b));
  const tablesOfSteps: readonly (readonly [string, Float64Array])[] = [
    ["inner", byStep((a, b) => Math.sqrt(a) / v(a, b))],
    ["square", byStep((a, b) => a / (2 * v(a, b)))],
    ["keep", byStep((a, b) => 1 - (spread ** 2 * a) / v(a, b))],
    ["gain", gain],
  ];
  const flat = (f: (p: readonly [number, number], k: number) => number): Float64Array => Float64Array.from(points, f);
  const gathered = ([name]: readonly [string, unknown]): Uint8Array[] => [
    node("Gather", [`${name}_by_step`, "step"], `${name}_row`),
    node("Reshape", [`${name}_row`, "column"], name),
  ];
  return {
    nodes: [
      node("Cast", ["timesteps"], "step", [["to", 7]]),
      ...tablesOfSteps.flatMap(gathered),
      node("Cast", ["x"], "x64", [["to", 11]]),
      node("Reshape", ["x64", "pairs"], "xy"),
      node("MatMul", ["xy", "points_across"], "inner_products"),
      node("Mul", ["inner_products", "inner"], "first"),
      node("Mul", ["squares", "square"], "second"),
      node("Sub", ["first", "second"], "difference"),
      node("Add", ["difference", "log_weights"], "scores"),
      node("Softmax", ["scores"], "rho", [["axis", 1]]),
      node("MatMul", ["rho", "points"], "mean"),
    ],
    weights: [
      int64Tensor("column", [-1, 1]),
      int64Tensor("pairs", [-1, 2]),
      int64Tensor("picture", [-1, 1, 1, 2]),
      ...tablesOfSteps.map(([name, table]) => doubleTensor(`${name}_by_step`, [STEPS], table)),
      doubleTensor("points", [K, 2], Float64Array.from(points.flat())),
      doubleTensor("points_across", [2, K], Float64Array.from([...flat((p) => p[0]), ...flat((p) => p[1])])),
      doubleTensor(
        "squares",
        [1, K],
        flat(([x, y]) => x * x + y * y),
      ),
      doubleTensor(
        "log_weights",
        [1, K],
        flat((_, k) => Math.log(weights[k] ?? 0)),
      ),
    ],
  };
}
