import type { Kernel } from "./kernel.ts";

/** Invocations of a workgroup. */
export const WORKGROUP = 64;
/** The name of the uniform that holds the parameters. */
export const PARAMETERS = "p";

/** The upper half of a 64-bit product, of 16-bit halves: WGSL has no such operation. */
export const IMULHI = `fn imulhi(a: u32, b: u32) -> u32 {
  let low = (a & 0xffffu) * (b & 0xffffu);
  let first = (a >> 16u) * (b & 0xffffu) + (low >> 16u);
  let second = (a & 0xffffu) * (b >> 16u) + (first & 0xffffu);
  return (a >> 16u) * (b >> 16u) + (first >> 16u) + (second >> 16u);
}`;

/** The parameters as laid out in `parameters.ts`. */
export function structOf(kernel: Kernel): string {
  const members = ["size: vec4<u32>"];
  if (kernel.domain === "elements") {
    kernel.inputs.forEach((_, index) => members.push(`in${index}: vec4<u32>`));
    kernel.outputs.forEach((_, index) => members.push(`out${index}: vec4<u32>`));
  }
  kernel.scalars.forEach((_, index) => members.push(`s${index}: f32`));
  kernel.words.forEach((_, index) => members.push(`w${index}: u32`));
  return `struct Parameters {\n${members.map((member) => `  ${member},\n`).join("")}}`;
}

const MAIN = `@compute @workgroup_size(${WORKGROUP})
fn main(@builtin(global_invocation_id) invocation: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let id = invocation.x + invocation.y * groups.x * ${WORKGROUP}u;`;

/** The functions around the kernel's own lines. */
export function loopOf(kernel: Kernel, lines: readonly string[]): string {
  return kernel.domain === "blocks" ? blocks(kernel, lines) : elements(kernel, lines);
}

function elements(kernel: Kernel, lines: readonly string[]): string {
  const stores = kernel.results.map((place, index) => {
    return `  out${index}[at(${PARAMETERS}.out${index}, n, c, hw)] = v${place};`;
  });
  return `fn at(tensor: vec4<u32>, n: u32, c: u32, hw: u32) -> u32 {
  return tensor.x + n * tensor.y + c * tensor.z + hw;
}
${MAIN}
  if (id >= ${PARAMETERS}.size.w) { return; }
  let hw = id % ${PARAMETERS}.size.z;
  let plane = id / ${PARAMETERS}.size.z;
  let c = plane % ${PARAMETERS}.size.y;
  let n = plane / ${PARAMETERS}.size.y;
${[...lines, ...stores].join("\n")}
}
`;
}

function blocks(kernel: Kernel, lines: readonly string[]): string {
  const stores = kernel.results.map((place, index) => {
    return `  if (first + ${4 * index}u < ${PARAMETERS}.size.x) { out0[${PARAMETERS}.size.z + first + ${4 * index}u] = v${place}; }`;
  });
  return `${MAIN}
  if (id >= ${PARAMETERS}.size.y) { return; }
  let first = (id >> 2u) * 16u + (id & 3u);
${[...lines, ...stores].join("\n")}
}
`;
}
