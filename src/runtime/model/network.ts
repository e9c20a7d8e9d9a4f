import type { Tensor } from "../backend.ts";
import type { ModelCard } from "./card.ts";

/** A denoiser that is ready to be called; its tensors live on the backend it was opened with. */
export interface Network {
  readonly card: ModelCard;
  /** SHA-256 of the file that was opened, lower-case hexadecimal. */
  readonly sha256: string;
  /** Words for people: "ONNX Runtime native, 2 threads", "WebGPU (NVIDIA …)", "WebAssembly, 1 thread". */
  readonly runner: string;
  /**
   * One network call.
   * @param x `N C H W`, what the network is shown.
   * @param timestep the index the network was trained on (`timestep_map`), the same for all N.
   * @param label the class index for all N; only for networks with classes.
   * @returns `N out H W` on the backend: C channels of the prediction, then C of v where the variance is learned. The caller frees it.
   * @throws UserError `network-shape` when `x` does not fit, `device-lost`, `out-of-memory`.
   */
  call(x: Tensor, timestep: number, label?: number): Promise<Tensor>;
  /**
   * One call of the network's vector–Jacobian product: Σ_i cotangent_i ∂out_i/∂x, `out` up to the C channels of the
   * prediction. Absent where the model has no file for it.
   * @param cotangent `N C H W`.
   * @returns `N C H W` on the backend. The caller frees it.
   * @throws UserError as `call`, and what opening the file for the first time may throw.
   */
  vjp?(x: Tensor, timestep: number, cotangent: Tensor, label?: number): Promise<Tensor>;
  /**
   * Of a network that answers in one pass, in place of `call`, which such a one refuses. What it is shown is what the card's
   * range says; the caller frees what it gives.
   *
   *     inpainter  (x `N C H W`, keep mask `N 1 H W`, 1 = known) → `N C H W`, in the range of x; known pixels as the network has them
   *     distance   (x, y, both `N C H W`)                        → `N 1 1 1`
   *     features   (x)                                           → `N D 1 1`
   *
   * @throws UserError `network-shape`, `network-failed`, `network-misfit`, `out-of-memory`.
   */
  answer?(inputs: readonly Tensor[]): Promise<Tensor>;
  close(): Promise<void>;
}
