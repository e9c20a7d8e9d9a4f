import assert from "node:assert/strict";
import { test } from "node:test";
import { createCpuBackend } from "../../../src/runtime/cpu/backend.ts";
import { buildKernel, type Stage } from "../../../src/runtime/equation/lower.ts";
import { checked, itself, kernelOf, randomFloats, randomNumbers } from "./helpers.ts";

/** Runs a one-output equation of tensors over rows of numbers. */
function evaluate(source: string, tensors: Record<string, readonly number[]>, scalars: Record<string, number> = {}) {
  const backend = createCpuBackend();
  const kernel = kernelOf(source, Object.keys(tensors), Object.keys(scalars), ["y"]);
  const width = Object.values(tensors)[0]?.length ?? 0;
  const inputs = kernel.inputs.map((name) => backend.upload(Float32Array.from(tensors[name] ?? []), [1, 1, 1, width]));
  const output = backend.alloc([1, 1, 1, width]);
  backend.run(
    kernel,
    inputs,
    kernel.scalars.map((name) => scalars[name] ?? NaN),
    [output],
  );
  return [...backend.viewOf(output)];
}

const VALUES: { source: string; x: number[]; y: number[] }[] = [
  { source: "y = 2 + 3 * x", x: [1, 2], y: [5, 8] },
  { source: "y = -x * -2 - -1", x: [1, -4], y: [3, -7] },
  { source: "y = x - 1 - 2", x: [10], y: [7] },
  { source: "y = 8 / x / 2", x: [2], y: [2] },
  { source: "y = (x + 1) * (x - 1)", x: [3, 0], y: [8, -1] },
  { source: "y = clamp(x, -1, 1)", x: [-3, 0.5, 7], y: [-1, 0.5, 1] },
  { source: "y = mix(10, 20, x)", x: [0, 1, 0.5], y: [10, 20, 15] },
  { source: "y = select(x > 0, 1, 2)", x: [-1, 0, 1], y: [2, 2, 1] },
  { source: "y = select(x <= 0, x, 2 * x)", x: [-1, 0, 1], y: [-1, 0, 2] },
  { source: "y = min(x, 0) + 10 * max(x, 0) + 100 * abs(x)", x: [-1, 2], y: [99, 220] },
  { source: "y = sqrt(x)", x: [0, 4, 2], y: [0, 2, Math.fround(Math.SQRT2)] },
  { source: "a = x + 1; b = a * a # squares\ny = b - a", x: [2], y: [6] },
  { source: "y = (x +\n  1)", x: [2], y: [3] },
];

for (const { source, x, y } of VALUES) {
  test(`${JSON.stringify(source)} means what arithmetic says`, () => assert.deepEqual(evaluate(source, { x }), y));
}

test("exp, log and tanh are within 2e-7 of themselves over their whole range", () => {
  const random = randomNumbers(7);
  const relative = (came: number, expected: number) => Math.abs(came - expected) / Math.max(Math.abs(expected), 1e-37);
  const check = (name: "exp" | "log" | "tanh", x: number[]) => {
    const inputs = x.map(Math.fround);
    evaluate(`y = ${name}(x)`, { x: inputs }).forEach((came, index) => {
      const expected = Math[name](inputs[index] ?? 0);
      assert.ok(relative(came, expected) <= 2e-7, `${name}(${inputs[index]}) = ${came}, expected ${expected}`);
    });
  };
  const sample = (make: () => number) => Array.from({ length: 20000 }, make);
  check(
    "exp",
    sample(() => random() * 174 - 86),
  );
  check(
    "exp",
    sample(() => random() * 2 - 1),
  );
  check(
    "log",
    sample(() => 2 ** (random() * 250 - 125)),
  );
  check(
    "log",
    sample(() => 0.5 + random()),
  );
  check(
    "tanh",
    sample(() => random() * 30 - 15),
  );
  check(
    "tanh",
    sample(() => (random() - 0.5) * 2 ** (-20 * random())),
  );
});

test("exp and log behave at their ends", () => {
  assert.deepEqual(evaluate("y = exp(x)", { x: [0, -Infinity, -1000, 1000, Infinity] }), [1, 0, 0, Infinity, Infinity]);
  const [zero, minus, one, infinite] = evaluate("y = log(x)", { x: [0, -5, 1, Infinity] });
  assert.deepEqual([zero, minus, one], [Math.fround(-87.33654475), Math.fround(-87.33654475), 0]);
  assert.ok(Math.abs((infinite ?? 0) - 88.7228) < 1e-3);
  for (const name of ["exp", "log", "tanh", "sqrt"]) assert.deepEqual(evaluate(`y = ${name}(x)`, { x: [NaN] }), [NaN]);
});

const REVERSE = `mean = posterior_mean_coef1 * pred_xstart + posterior_mean_coef2 * x_t
x_prev = mean + noise_scale * exp(log_variance / 2) * noise`;
const COMPOSITE = "y = keep_mask * known + (1 - keep_mask) * unknown";

function stages(): Stage[] {
  const reverse = checked(
    REVERSE,
    ["pred_xstart", "x_t", "log_variance", "noise"],
    ["posterior_mean_coef1", "posterior_mean_coef2", "noise_scale"],
    ["x_prev"],
  );
  const composite = checked(COMPOSITE, ["keep_mask", "known", "unknown"], [], ["y"]);
  return [
    {
      equation: reverse,
      bind: { ...itself(reverse.scope.tensors, reverse.scope.scalars), noise: "n1.noise" },
      store: { x_prev: "n1.x" },
    },
    { equation: composite, bind: { keep_mask: "m", known: "n2.x", unknown: "n1.x" }, store: { y: "n3.x" } },
  ];
}

test("fused equations give, bit for bit, what they give one after another", () => {
  const backend = createCpuBackend();
  const random = randomNumbers(3);
  const scalars: Record<string, number> = { posterior_mean_coef1: 0.3, posterior_mean_coef2: 0.7, noise_scale: 0.9 };
  const made = new Map(
    ["pred_xstart", "x_t", "log_variance", "n1.noise", "n2.x", "m", "n1.x", "n3.x"].map((name) => {
      const shape = [2, name === "m" ? 1 : 3, 5, 5] as const;
      return [name, backend.upload(randomFloats(shape[0] * shape[1] * 25, random), shape)];
    }),
  );
  const tensor = (name: string) => made.get(name) ?? assert.fail(name);
  const run = (list: Stage[], keep?: string[]) => {
    const kernel = buildKernel(list, keep);
    const numbers = kernel.scalars.map((name) => scalars[name] ?? NaN);
    backend.run(kernel, kernel.inputs.map(tensor), numbers, kernel.outputs.map(tensor));
    return backend.viewOf(tensor("n3.x")).slice();
  };
  const [first, second] = stages();
  assert.ok(first && second);
  run([first]);
  const apart = run([second]);
  assert.deepEqual(run([first, second]), apart);
  assert.deepEqual(run([first, second], ["n3.x"]), apart);
});

test("a fused kernel neither reads nor writes what passes between its stages, unless it is kept", () => {
  const fused = buildKernel(stages(), ["n3.x"]);
  assert.ok(!fused.inputs.includes("n1.x"));
  assert.deepEqual(fused.outputs, ["n3.x"]);
  assert.deepEqual(buildKernel(stages()).outputs, ["n1.x", "n3.x"]);
});

test("a mask of ones returns the known image and a mask of zeros the other, exactly", () => {
  const [known, unknown] = [
    [0.1, -0.7, 3e-5],
    [9.3, 1e7, -0.2],
  ];
  const source = "y = keep_mask * known + (1 - keep_mask) * unknown";
  const expected = { ones: known.map(Math.fround), zeros: unknown.map(Math.fround) };
  assert.deepEqual(evaluate(source, { keep_mask: [1, 1, 1], known, unknown }), expected.ones);
  assert.deepEqual(evaluate(source, { keep_mask: [0, 0, 0], known, unknown }), expected.zeros);
});

test("equal expressions are computed once, constants beforehand, and unused ones not at all", () => {
  const once = kernelOf("y = exp(x)", ["x"], [], ["y"]);
  const twice = kernelOf("a = exp(x); unused = tanh(z); y = exp(x) * 1 - 0 * a", ["x", "z"], [], ["y"]);
  assert.deepEqual(twice.inputs, ["x"]);
  assert.ok(twice.code.length <= once.code.length + 5);
  const constant = kernelOf("y = x * (exp(0) + sqrt(4) * 3)", ["x"], [], ["y"]);
  assert.deepEqual(constant.code.map(({ op }) => op).sort(), ["const", "input", "mul"]);
});

test("kernels of the same structure have the same key, others have not", () => {
  const key = (source: string) => kernelOf(source, ["x", "z"], ["s"], ["y"]).key;
  assert.equal(key("y = x + s"), key("y = z + s"));
  assert.equal(key("a = x * s; y = a"), key("y = x * s"));
  assert.notEqual(key("y = x + s"), key("y = s + x"));
  assert.notEqual(key("y = x * 2"), key("y = x * 3"));
  assert.notEqual(key("y = x * 0"), key("y = x * -0"));
});

test("a name that is read but not bound, and a store of nothing, are mistakes of the caller", () => {
  const equation = checked("y = x", ["x"], [], ["y"]);
  assert.throws(() => buildKernel([{ equation, bind: {}, store: { y: "y" } }]), /does not bind x/);
  assert.throws(() => buildKernel([{ equation, bind: { x: "x" }, store: { z: "y" } }]), /stores z/);
  assert.throws(() => buildKernel([{ equation, bind: { x: "x" }, store: { y: "y" } }], ["q"]), /No stage stores q/);
});
