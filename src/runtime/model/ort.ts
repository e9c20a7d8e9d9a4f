import type { InferenceSession, InferenceSessionFactory, TensorConstructor } from "onnxruntime-common";

/** ONNX Runtime as it is handed in: `onnxruntime-web`, one of its builds, or `onnxruntime-node`. */
export interface OrtRuntime {
  readonly InferenceSession: InferenceSessionFactory;
  readonly Tensor: TensorConstructor;
  /** WebAssembly's threads are set once for all sessions, before the first. */
  readonly env?: { readonly wasm: { numThreads?: number } };
}

/** The files of one model. */
export interface ModelFiles {
  /** The `.onnx` file, or (Node, which opens it by its path and holds no copy) what was measured of it. */
  readonly bytes: ExternalFile;
  /** Files of external data by the name the network knows them under. */
  readonly external?: ReadonlyMap<string, ExternalFile>;
  /** Where the `.onnx` file lies, where there are files (Node). Needed where only measures are given. */
  readonly path?: string;
  /** The files of the vector–Jacobian product that the card names; read when one is first asked for. */
  readonly vjp?: () => Promise<ModelFiles>;
  /** The network without its weights (`skeletonOf`), which are mapped from files in `folder` (native code). */
  readonly skeleton?: { readonly bytes: Uint8Array; readonly folder: string };
}

/** A file of a model: its bytes, or (Node, where it may be larger than memory) what was measured of it. */
export type ExternalFile = Uint8Array | { readonly sha256: string; readonly bytes: number };

const queues = new WeakMap<OrtRuntime, Promise<unknown>>();

/**
 * Runs `work` after all that was handed in before for the same ONNX Runtime. Creating, running and releasing sessions
 * must not overlap: on WebGPU that hangs the page (onnxruntime-web 1.30).
 */
export function inTurn<T>(ort: OrtRuntime, work: () => Promise<T>): Promise<T> {
  const before = queues.get(ort);
  const turn = before === undefined ? work() : before.then(work, work);
  queues.set(ort, turn);
  return turn;
}

export type SessionOptions = InferenceSession.SessionOptions;
export type Session = InferenceSession;
export type ValueMetadata = InferenceSession.ValueMetadata;
