/**
 * One elementwise program over `N C H W` tensors: straight-line code in single-assignment form. A kernel does not know
 * shapes; inputs broadcast over N and C when it runs. It is the one form that is lowered to WGSL and to WebAssembly.
 */
export interface Kernel {
  /** Structural identity: equal keys are equal programs, so compiled kernels are cached by it. */
  readonly key: string;
  /** Names of the tensors read, in the order in which `Backend.run` takes them. */
  readonly inputs: readonly string[];
  /** Names of the per-call scalars, in the order in which `Backend.run` takes them. */
  readonly scalars: readonly string[];
  /** Names of the tensors written. */
  readonly outputs: readonly string[];
  readonly code: readonly Instruction[];
  /** For each output, the index of the instruction whose value is stored. */
  readonly results: readonly number[];
}

export type Float1 = "neg" | "abs" | "sqrt" | "floor" | "bitcast_u32" | "to_u32_trunc";
export type Float2 = "add" | "sub" | "mul" | "div" | "min" | "max";
export type Compare = "lt" | "le" | "gt" | "ge" | "eq";
export type Int1 = "bitcast_f32" | "to_f32" | "to_f32_signed";
export type Int2 = "iadd" | "isub" | "imul" | "imulhi" | "ixor" | "iand" | "ior" | "ishl" | "ishr";

/** Operands are indices of earlier instructions. */
export type Instruction =
  | { readonly op: "input"; readonly index: number }
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
