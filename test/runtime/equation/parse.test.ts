import assert from "node:assert/strict";
import { test } from "node:test";
import { equationMistakes } from "../../../src/runtime/equation/check.ts";
import { EquationError, equationProblem } from "../../../src/runtime/equation/error.ts";
import { parseEquation } from "../../../src/runtime/equation/parse.ts";
import { checked } from "./helpers.ts";

interface Bad {
  readonly name: string;
  readonly source: string;
  /** `code line:column` of every mistake, in order; `equation-` left out. */
  readonly mistakes: readonly string[];
  readonly says?: RegExp;
}

const BAD: readonly Bad[] = [
  { name: "nothing", source: " # only a comment\n;;", mistakes: ["empty 1:1"] },
  { name: "markup", source: "y = <img onerror>", mistakes: ["syntax 1:5"] },
  { name: "markup as a name", source: "<img onerror> = x", mistakes: ["syntax 1:1"] },
  { name: "a quote", source: 'y = x + "a"', mistakes: ["character 1:9"], says: /“"”/ },
  { name: "a multiplication cross", source: "y = 2 × x", mistakes: ["character 1:7"], says: /Write \* instead/ },
  { name: "a power", source: "y = x^2", mistakes: ["character 1:6"], says: /x \* x/ },
  { name: "an emoji", source: "y = x 🎨", mistakes: ["character 1:7"], says: /🎨/ },
  { name: "a missing star", source: "y = 2x", mistakes: ["number 1:5"], says: /2 \* x/ },
  { name: "two points", source: "y = 1.2.3 * x", mistakes: ["number 1:5"] },
  { name: "a huge number", source: "y = 1e39 * x", mistakes: ["number 1:5"], says: /too large/ },
  { name: "no name", source: "= x", mistakes: ["syntax 1:1"] },
  { name: "no equals sign", source: "y x", mistakes: ["syntax 1:3"], says: /Expected =/ },
  { name: "no value", source: "y =", mistakes: ["syntax 1:4"], says: /end of the equation/ },
  { name: "a value on the next line", source: "y = x +\n  1", mistakes: ["syntax 1:8"], says: /end of the line/ },
  { name: "an open parenthesis", source: "y = (x + 1", mistakes: ["syntax 1:11"], says: /closing parenthesis/ },
  { name: "a stray parenthesis", source: "y = x)", mistakes: ["syntax 1:6"] },
  { name: "two values side by side", source: "y = x x", mistakes: ["syntax 1:7"] },
  { name: "a statement without end", source: "a = x y = a", mistakes: ["syntax 1:7"] },
  { name: "an empty part", source: "y = min(x,)", mistakes: ["syntax 1:11"] },
  { name: "a slip of the keys", source: "y = nois * x", mistakes: ["unknown-name 1:5"], says: /Did you mean noise\?/ },
  {
    name: "a foreign name",
    source: "y = x + elephant",
    mistakes: ["unknown-name 1:9"],
    says: /Known names: x, z, noise, s/,
  },
  { name: "a name used above its line", source: "y = a + x\na = x", mistakes: ["unknown-name 1:5"], says: /line 2/ },
  { name: "a name that uses itself", source: "y = y + x", mistakes: ["unknown-name 1:5"] },
  { name: "an unknown function", source: "y = sqr(x)", mistakes: ["unknown-function 1:5"], says: /sqrt/ },
  { name: "a call of a value", source: "y = x(1)", mistakes: ["not-a-function 1:5"], says: /x \* \(…\)/ },
  { name: "a function without parts", source: "y = x * exp", mistakes: ["function-as-name 1:9"], says: /exp\(x\)/ },
  { name: "too few parts", source: "y = clamp(x, 1)", mistakes: ["arity 1:5"], says: /takes 3 parts, not 2/ },
  { name: "too many parts", source: "y = exp(x, 1)", mistakes: ["arity 1:5"], says: /takes 1 part, not 2/ },
  { name: "no parts", source: "y = exp() + x", mistakes: ["arity 1:5"] },
  { name: "a second assignment", source: "a = x\na = z\ny = a", mistakes: ["assigned-twice 2:1"], says: /on line 1/ },
  { name: "an assigned input", source: "x = z\ny = x", mistakes: ["assigned-input 1:1"] },
  { name: "an assigned scalar", source: "s = z\ny = s + x", mistakes: ["assigned-input 1:1"] },
  { name: "an assigned function", source: "exp = x\ny = x", mistakes: ["assigned-function 1:1"] },
  { name: "no output", source: "yy = x", mistakes: ["no-output 1:1"], says: /Rename yy to y/ },
  {
    name: "a constant output",
    source: "y = 1 + 2",
    mistakes: ["shape 1:1"],
    says: /single number; expected a picture/,
  },
  { name: "an output of scalars", source: "a = s * 2\ny = a", mistakes: ["shape 2:1"] },
  { name: "a division by zero", source: "y = x / 0", mistakes: ["division-by-zero 1:7"] },
  { name: "a division by a folded zero", source: "a = 2 - 1 - 1\ny = x / (a * 3)", mistakes: ["division-by-zero 2:7"] },
  { name: "a division by what float32 rounds to zero", source: "y = x / 1e-50", mistakes: ["division-by-zero 1:7"] },
  { name: "a division by a function's zero", source: "y = x / log(1)", mistakes: ["division-by-zero 1:7"] },
  { name: "a comparison as a value", source: "y = x < 1", mistakes: ["comparison 1:7"], says: /select/ },
  { name: "a comparison in arithmetic", source: "y = (x < 1) * z", mistakes: ["comparison 1:8"] },
  { name: "a comparison of comparisons", source: "y = select((x < 1) < 2, x, z)", mistakes: ["comparison 1:15"] },
  { name: "a select by a value", source: "y = select(x, 1, 2)", mistakes: ["condition 1:12"], says: /select\(x > 0/ },
  {
    name: "several at once",
    source: "a = q + x\nb = x / 0\ny = sin(x)",
    mistakes: ["unknown-name 1:5", "division-by-zero 2:7", "unknown-function 3:5"],
  },
  {
    name: "a name from a prototype",
    source: "y = toString(x) + constructor",
    mistakes: ["unknown-function 1:5", "unknown-name 1:19"],
  },
];

function mistakesOf(source: string): EquationError[] {
  try {
    return equationMistakes(parseEquation(source), { tensors: ["x", "z", "noise"], scalars: ["s"], outputs: ["y"] });
  } catch (error) {
    assert.ok(error instanceof EquationError, String(error));
    return [error];
  }
}

for (const { name, source, mistakes, says } of BAD) {
  test(`${name} is a mistake with its place: ${JSON.stringify(source)}`, () => {
    const came = mistakesOf(source);
    const places = came.map(({ code, line, column }) => `${code.replace("equation-", "")} ${line}:${column}`);
    assert.deepEqual(places, mistakes);
    if (says) assert.match(came[0]?.message ?? "", says);
    for (const { text, remedy } of came) {
      for (const sentence of [text.en, remedy.en]) assert.match(sentence, /^.+[.?]$/s);
      for (const sentence of [text.zh, remedy.zh]) assert.match(sentence, /\p{sc=Han}.*[。？]$/su);
    }
  });
}

const nested = (depth: number) => `y = ${"(".repeat(depth)}x${")".repeat(depth)}`;
const LARGE: readonly { name: string; source: string; fits: boolean }[] = [
  { name: "100 levels", source: nested(100), fits: true },
  { name: "101 levels", source: nested(101), fits: false },
  { name: "4 000 levels", source: nested(4000), fits: false },
  { name: "4 000 minus signs", source: `y = ${"-".repeat(4000)}x`, fits: false },
  { name: "300 terms", source: `y = x${" + x".repeat(299)}`, fits: true },
  { name: "4 000 terms", source: `y = x${"+x".repeat(4000)}`, fits: false },
  {
    name: "200 statements",
    source: `${Array.from({ length: 199 }, (_, i) => `a${i} = x`).join("\n")}\ny = x`,
    fits: true,
  },
  {
    name: "201 statements",
    source: `${Array.from({ length: 200 }, (_, i) => `a${i} = x`).join(";")};y = x`,
    fits: false,
  },
  { name: "8 192 characters", source: `y = x #${".".repeat(8192 - 7)}`, fits: true },
  { name: "8 193 characters", source: `y = x #${".".repeat(8193 - 7)}`, fits: false },
];

for (const { name, source, fits } of LARGE) {
  test(`an equation of ${name} ${fits ? "is read" : "is refused, without a stack overflow"}`, () => {
    assert.deepEqual(
      mistakesOf(source).map((m) => m.code),
      fits ? [] : ["equation-too-large"],
    );
  });
}

test("names may be of any alphabet, and spaces, comments and ; are free", () => {
  const equation = checked("α = x*2 ; β = α # comment = ?\r\n\r\n  y\t= β", ["x"], [], ["y"]);
  assert.deepEqual([...equation.assigned.keys()], ["α", "β", "y"]);
});

test("numbers are read as written", () => {
  for (const text of ["1", "1.", ".5", "1.25", "1e3", "1E-3", "2.5e+2"]) {
    const value = parseEquation(`y = ${text}`).assignments[0]?.value;
    assert.ok(value?.kind === "number" && value.value === Number(text), text);
  }
});

test("a checked equation says what its outputs need, and no more", () => {
  const source = "a = noise * s\nb = x * 2\nc = t + 1\ny = b + c";
  const equation = checked(source, ["noise", "z", "x"], ["s", "t"], ["y"]);
  assert.deepEqual(equation.reads, { tensors: ["x"], scalars: ["t"] });
  assert.deepEqual(equation.assigned.get("a"), { kind: "tensor", tensors: ["noise"], scalars: ["s"] });
  assert.equal(equation.assigned.get("c")?.kind, "scalar");
});

test("a mistake becomes a problem of its node, with its place in both languages", () => {
  const [mistake] = mistakesOf("y = x\n + ");
  assert.ok(mistake);
  const { code, node, message, severity } = equationProblem(mistake, { node: "n1" });
  assert.deepEqual([code, node, severity], ["equation-syntax", "n1", "error"]);
  assert.match(message.en, /^Equation, line 2, column 2: /);
  assert.match(message.zh, /^公式第 2 行第 2 列：/);
});
