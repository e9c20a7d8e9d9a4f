/**
 * One elementwise program over `N C H W` tensors: straight-line code in single-assignment form. A kernel does not know
 * shapes; inputs broadcast over N and C when it runs. It is the one form that is lowered to WGSL and to WebAssembly.
 */
export interface Kernel {
  /** Structural identity: equal keys are equal programs, so compiled kernels are cached by it. */
  readonly key: string;
  /**
   * `elements`: runs once per element of the outputs, which all have one shape. `blocks`: draws noise, once per Philox
   * counter into the one output; see `noise.ts` for which block holds which element.
   */
  readonly domain: "elements" | "blocks";
  /** Names of the tensors read, in the order in which `Backend.run` takes them. */
  readonly inputs: readonly string[];
  /** Names of the per-call scalars, in the order in which `Backend.run` takes them. */
  readonly scalars: readonly string[];
  /** Names of the u32 words of the noise key, in noise kernels only. */
  readonly words: readonly string[];
  /** Names of the tensors written. */
  readonly outputs: readonly string[];
  readonly code: readonly Instruction[];
  /** For each output, the index of the instruction whose value is stored; in `blocks`, the four normals of a block. */
  readonly results: readonly number[];
}

/**
 * `to_u32_trunc` is defined for values in [0, 2^31) and for NaN (0 on CPU). `min` and `max` hand a NaN on, on CPU; WGSL leaves that
 * open.
 */
export type Float1 = "neg" | "abs" | "sqrt" | "floor" | "bitcast_u32" | "to_u32_trunc";
export type Float2 = "add" | "sub" | "mul" | "div" | "min" | "max";
export type Compare = "lt" | "le" | "gt" | "ge" | "eq";
export type Int1 = "bitcast_f32" | "to_f32" | "to_f32_signed";
/** All wrap at 2^32; `imulhi` is the upper half of the 64-bit product. The amount `b` of a shift is an `iconst` below 32. */
export type Int2 = "iadd" | "isub" | "imul" | "imulhi" | "ixor" | "iand" | "ior" | "ishl" | "ishr";

/** Operands are indices of earlier instructions. */
export type Instruction =
  | { readonly op: "input"; readonly index: number }
  /** The one float that an input `N 1 1 1` has for each sample of a batch. */
  | { readonly op: "item"; readonly index: number }
  | { readonly op: "scalar"; readonly index: number }
  | { readonly op: "const"; readonly value: number }
  | { readonly op: "iconst"; readonly value: number }
  /** u32: the block index, in noise kernels only. */
  | { readonly op: "block" }
  /** u32 words of the noise key, in noise kernels only. */
  | { readonly op: "iscalar"; readonly index: number }
  | { readonly op: Float1 | Int1; readonly a: number }
  | { readonly op: Float2 | Compare | Int2; readonly a: number; readonly b: number }
  /** `c` is a comparison: `c ? a : b`. */
  | { readonly op: "select"; readonly c: number; readonly a: number; readonly b: number };
