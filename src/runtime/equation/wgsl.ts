import type { Compare, Float1, Float2, Instruction, Int1, Int2, Kernel } from "./kernel.ts";
import { parameterBytes } from "./parameters.ts";
import { IMULHI, loopOf, PARAMETERS, structOf, WORKGROUP } from "./wgsl-loop.ts";

/** Where a shader expects its buffers, all in bind group 0. */
export interface Layout {
  /** A uniform buffer of `parameterBytes`, from `packParameters` or `packNoiseParameters`. */
  readonly parameters: { readonly binding: number; readonly bytes: number };
  /** Bindings of the inputs (`read-only-storage`) and outputs (`storage`), in the kernel's order. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

export interface Shader {
  readonly code: string;
  readonly entryPoint: string;
  readonly layout: Layout;
}

/**
 * Lowers a kernel to a WGSL compute shader. One invocation computes one element (or one block of noise, four elements);
 * its number is `id.x + id.y · groups.x · 64`, see `workgroupsOf`. Tensors are bound from the start of their buffers, and
 * the offsets of `parameters.ts` count from there.
 *
 * Every value is a `let`, constants too: an expression of literals alone would be computed by the compiler, where an
 * overflow is an error.
 */
export function toWGSL(kernel: Kernel): Shader {
  const tensors = [...kernel.inputs.map((_, i) => `in${i}`), ...kernel.outputs.map((_, i) => `out${i}`)];
  const bindings = tensors.map((name, index) => {
    const access = name.startsWith("in") ? "read" : "read_write";
    return `@group(0) @binding(${index + 1}) var<storage, ${access}> ${name}: array<f32>;`;
  });
  const usesHighProduct = kernel.code.some(({ op }) => op === "imulhi");
  const lines = kernel.code.map((instruction, place) => `  let v${place} = ${expressionOf(instruction)};`);
  const code = [
    structOf(kernel),
    `@group(0) @binding(0) var<uniform> ${PARAMETERS}: Parameters;`,
    ...bindings,
    ...(usesHighProduct ? [IMULHI] : []),
    loopOf(kernel, lines),
  ].join("\n");
  return {
    code,
    entryPoint: "main",
    layout: {
      parameters: { binding: 0, bytes: parameterBytes(kernel) },
      inputs: kernel.inputs.map((_, index) => index + 1),
      outputs: kernel.outputs.map((_, index) => kernel.inputs.length + index + 1),
    },
  };
}

/**
 * Workgroups to dispatch for as many invocations: one per element of the outputs, or per block (`blocksOf`).
 * @param limit the device's `maxComputeWorkgroupsPerDimension`.
 */
export function workgroupsOf(invocations: number, limit = 65535): readonly [x: number, y: number] {
  const groups = Math.ceil(invocations / WORKGROUP);
  return groups <= limit ? [groups, 1] : [limit, Math.ceil(groups / limit)];
}

const INFIX: Readonly<Partial<Record<Float2 | Int2 | Compare, string>>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  iadd: "+",
  isub: "-",
  imul: "*",
  ixor: "^",
  iand: "&",
  ior: "|",
  ishl: "<<",
  ishr: ">>",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
  eq: "==",
};

const CALL: Readonly<Record<Float1 | Int1, string>> = {
  neg: "-",
  abs: "abs",
  sqrt: "sqrt",
  floor: "floor",
  bitcast_u32: "bitcast<u32>",
  to_u32_trunc: "u32",
  bitcast_f32: "bitcast<f32>",
  to_f32: "f32",
  to_f32_signed: "f32",
};

function expressionOf(instruction: Instruction): string {
  if ("c" in instruction) return `select(v${instruction.b}, v${instruction.a}, v${instruction.c})`;
  if ("b" in instruction) {
    const { op, a, b } = instruction;
    const infix = INFIX[op];
    return infix === undefined ? `${op}(v${a}, v${b})` : `v${a} ${infix} v${b}`;
  }
  if ("a" in instruction) {
    const operand = instruction.op === "to_f32_signed" ? `bitcast<i32>(v${instruction.a})` : `v${instruction.a}`;
    return `${CALL[instruction.op]}(${operand})`;
  }
  switch (instruction.op) {
    case "input":
      return `in${instruction.index}[at(${PARAMETERS}.in${instruction.index}, n, c, hw)]`;
    case "item":
      return `in${instruction.index}[at(${PARAMETERS}.in${instruction.index}, n, 0u, 0u)]`;
    case "scalar":
      return `${PARAMETERS}.s${instruction.index}`;
    case "iscalar":
      return `${PARAMETERS}.w${instruction.index}`;
    case "block":
      return "id";
    case "const":
      return literalOf(instruction.value);
    case "iconst":
      return `${instruction.value}u`;
  }
}

/** The shortest decimal that is this float32 again. */
function literalOf(value: number): string {
  if (Object.is(value, -0)) return "-0.0f";
  for (let digits = 6; digits <= 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return `${Number(text)}f`;
  }
  return `${value}f`;
}
