import assert from "node:assert/strict";
import { test } from "node:test";
import { toMathML, type MathOptions } from "../../../src/runtime/equation/mathml.ts";
import { parseEquation } from "../../../src/runtime/equation/parse.ts";
import { symbolsAt, type MathSymbol } from "../../../src/runtime/equation/symbols.ts";

/** What is left of the markup of each right side when tags are gone: enough to read, with _ ^ / √ for the layout. */
function plain(source: string, symbols: Record<string, MathSymbol> = {}, options: MathOptions = {}): string[] {
  const mathml = toMathML(parseEquation(source), symbols, options);
  return [
    ...mathml.matchAll(/<mtd class="right">(.*?)<\/mtd><\/mtr>(?=<mtr><mtd class="left"|<\/mtable><\/math>)/g),
  ].map(([, right = ""]) => {
    const marked = right
      .replace(/<mfrac>/g, "frac ")
      .replace(/<msqrt>/g, "√[")
      .replace(/<\/msqrt>/g, "]");
    return marked
      .replace(/<[^>]+>/g, "")
      .replaceAll("&#x2062;", "")
      .replaceAll("&#x2061;", "");
  });
}

const TYPESET: readonly { source: string; reads: string; options?: MathOptions }[] = [
  { source: "y = a + b - c", reads: "a+b−c" },
  { source: "y = a - (b - c)", reads: "a−(b−c)" },
  { source: "y = (a + b) * c", reads: "(a+b)⊙c" },
  { source: "y = a * (b * c)", reads: "a⊙b⊙c" },
  { source: "y = -a * b", reads: "−a⊙b" },
  { source: "y = a * -b", reads: "a⊙(−b)" },
  { source: "y = a - -b", reads: "a−(−b)" },
  { source: "y = -(a + b)", reads: "−(a+b)" },
  { source: "y = 2 * a * 3", reads: "2a⋅3" },
  { source: "y = 2 * 3 * a", reads: "2⋅3a" },
  { source: "y = s * a", reads: "sa", options: { scalars: ["s"] } },
  { source: "k = s * 2; y = k * a", reads: "ka", options: { scalars: ["s"] } },
  { source: "k = b * 2; y = k * a", reads: "k⊙a" },
  { source: "y = (a + 1) / 2", reads: "frac a+12" },
  { source: "y = sqrt(1 - betas) * x_t + sqrt(betas) * noise", reads: "√[1−βt]xt+√[βt]ε" },
  { source: "y = keep_mask * known + (1 - keep_mask) * unknown", reads: "m⊙xknown+(1−m)⊙xunknown" },
  { source: "y = mix(unknown, known, keep_mask)", reads: "(1−m)⊙xunknown+m⊙xknown" },
  { source: "y = exp(log_variance / 2) * noise", reads: "efrac logσt22⊙ε" },
  { source: "y = (v + 1) / 2 * log_betas", reads: "frac v+12logβt" },
  { source: "y = log_betas * v", reads: "logβtv" },
  { source: "y = clamp(a, -1, 1)", reads: "clamp(a,−1,1)" },
  { source: "y = abs(a) + tanh(b) + min(a, b)", reads: "|a|+tanh(b)+min(a,b)" },
  { source: "y = select(a <= 0, 1, b)", reads: "{1if\u00a0a≤0botherwise\u00a0" },
  { source: "y = a * 1e-8 + 1e30 * b", reads: "a⋅1×10−8+1×1030b" },
  { source: "y = sigma_max * alpha2 * x1", reads: "σmax⊙α2⊙x1" },
  { source: "y = sqrt(betas) * noise", reads: "√[βt+1]ε", options: { level: 1 } },
];

for (const { source, reads, options } of TYPESET) {
  test(`${JSON.stringify(source)} is typeset ${reads}`, () => assert.equal(plain(source, {}, options).at(-1), reads));
}

/** Throws unless every tag is closed in order and no text holds a bare sign of markup. */
function assertWellFormed(mathml: string): void {
  const open: string[] = [];
  const rest = mathml.replace(/<(\/?)([a-z]+)((?: [a-z-]+="[^"<>]*")*)>/g, (_, slash: string, tag: string) => {
    if (slash === "") open.push(tag);
    else assert.equal(open.pop(), tag, mathml);
    return "";
  });
  assert.deepEqual(open, []);
  assert.ok(!/[<>]|&(?!(#x?[0-9a-f]+|[a-z]+);)/i.test(rest), rest);
}

test("every symbol and every function is well-formed", () => {
  const names = Object.keys(symbolsAt(0));
  for (const name of names) assertWellFormed(toMathML(parseEquation(`${name}_y = ${name} * x / 2`)));
  for (const { source } of TYPESET) assertWellFormed(toMathML(parseEquation(source)));
});

test("fractions, roots and indices have the number of children that MathML asks for", () => {
  const children: Record<string, number> = { mfrac: 2, msub: 2, msup: 2, msubsup: 3, mover: 2 };
  for (const name of Object.keys(symbolsAt(0))) {
    const counts: { tag: string; count: number }[] = [{ tag: "", count: 0 }];
    for (const [, slash, tag = ""] of toMathML(parseEquation(`y = ${name} / 2`)).matchAll(/<(\/?)([a-z]+)[^>]*>/g)) {
      if (slash === "/") {
        const closed = counts.pop();
        assert.equal(closed?.count, children[tag] ?? closed?.count, `${tag} in ${name}`);
        continue;
      }
      const parent = counts.at(-1);
      if (parent) parent.count += 1;
      counts.push({ tag, count: 0 });
    }
  }
});

test("each symbol carries its name, assigned names too", () => {
  const mathml = toMathML(parseEquation("x_prev = posterior_mean_coef1 * pred_xstart"));
  const names = [...mathml.matchAll(/<mrow class="sym" data-name="([^"]+)">/g)].map(([, name]) => name);
  assert.deepEqual(names, ["x_prev", "posterior_mean_coef1", "pred_xstart"]);
});

test("what comes from outside is escaped", () => {
  const hostile = "<img src=x onerror='alert(1)'>&\"";
  const mathml = toMathML(
    parseEquation("y = select(x > 0, x, 1)"),
    { x: hostile },
    { words: { if: hostile, otherwise: hostile } },
  );
  assertWellFormed(mathml);
  assert.ok(!mathml.includes("<img"));
  assert.ok(mathml.includes("&lt;img"));
});

test("names of the language's own objects are plain names", () => {
  assert.deepEqual(plain("y = constructor + toString"), ["constructor+toString"]);
});

test("a symbol given for a name is shown in its stead", () => {
  assert.deepEqual(plain("y = x_t + q", { x_t: "ξ", q: { mathml: "<mi>Q</mi>" } }), ["ξ+Q"]);
});
