import type { Expression } from "../equation/ast.ts";

/** One thing in two hands: plain letters, and TeX. */
export interface Term {
  readonly plain: string;
  readonly tex: string;
  /** 0 conditional, 1 comparison, 2 sum, 3 product, 4 sign, 5 atom. */
  readonly binds: number;
}

export const term = (plain: string, tex: string, binds = 5): Term => ({ plain, tex, binds });

/** The published names as a paper writes them; `{t}` stands for the level, `{-}` for one lower. */
const SYMBOLS: Readonly<Record<string, readonly [plain: string, tex: string]>> = {
  t: ["{t}", "{t}"],
  T: ["T", "T"],
  timestep: ["τ({t})", "\\tau({t})"],
  betas: ["β_{t}", "\\beta_{{t}}"],
  alphas: ["α_{t}", "\\alpha_{{t}}"],
  alphas_cumprod: ["ᾱ_{t}", "\\bar\\alpha_{{t}}"],
  alphas_cumprod_prev: ["ᾱ_{-}", "\\bar\\alpha_{{-}}"],
  sqrt_alphas_cumprod: ["√ᾱ_{t}", "\\sqrt{\\bar\\alpha_{{t}}}"],
  sqrt_one_minus_alphas_cumprod: ["√(1 − ᾱ_{t})", "\\sqrt{1 - \\bar\\alpha_{{t}}}"],
  sqrt_recip_alphas_cumprod: ["√(1/ᾱ_{t})", "\\sqrt{1 / \\bar\\alpha_{{t}}}"],
  sqrt_recipm1_alphas_cumprod: ["√(1/ᾱ_{t} − 1)", "\\sqrt{1 / \\bar\\alpha_{{t}} - 1}"],
  sqrt_betas: ["√β_{t}", "\\sqrt{\\beta_{{t}}}"],
  sqrt_one_minus_betas: ["√(1 − β_{t})", "\\sqrt{1 - \\beta_{{t}}}"],
  log_betas: ["log β_{t}", "\\log \\beta_{{t}}"],
  posterior_variance: ["β̃_{t}", "\\tilde\\beta_{{t}}"],
  posterior_log_variance_clipped: ["log β̃_{t}", "\\log \\tilde\\beta_{{t}}"],
  fixed_large_log_variance: ["log β_{t}", "\\log \\beta_{{t}}"],
  posterior_mean_coef1: [
    "√ᾱ_{-} β_{t}/(1 − ᾱ_{t})",
    "\\tfrac{\\sqrt{\\bar\\alpha_{{-}}}\\,\\beta_{{t}}}{1 - \\bar\\alpha_{{t}}}",
  ],
  posterior_mean_coef2: [
    "√α_{t} (1 − ᾱ_{-})/(1 − ᾱ_{t})",
    "\\tfrac{\\sqrt{\\alpha_{{t}}}\\,(1 - \\bar\\alpha_{{-}})}{1 - \\bar\\alpha_{{t}}}",
  ],
  noise_scale: ["[{t} > 1]", "\\mathbb{1}[{t} > 1]"],
  eps: ["ε̂", "\\hat\\epsilon"],
  pred_xstart: ["x̂₀", "\\hat x_0"],
  x_start: ["x₀", "x_0"],
  log_variance: ["log σ²", "\\log \\sigma^2"],
  mean: ["μ", "\\mu"],
  noise: ["z", "z"],
  keep_mask: ["m", "m"],
  frac: ["f", "f"],
  out: ["out", "\\mathrm{out}"],
  v: ["v", "v"],
  guidance_scale: ["w", "w"],
};

/** A published name at a level; undefined when it is none. */
export function symbolOf(name: string, level: string, before: string): Term | undefined {
  const found = SYMBOLS[name];
  if (!found) return undefined;
  const at = (text: string, spaces: string): string =>
    text.replaceAll("{t}", level.replaceAll(" ", spaces)).replaceAll("{-}", before.replaceAll(" ", spaces));
  const [plain, tex] = found;
  return term(at(plain, ""), at(tex, " "), plain.includes("/(") || plain.startsWith("log") ? 3 : 5);
}

/** A name of the reader's own. */
export function ownName(name: string): Term {
  const [base = name, ...rest] = name.split(/[_-]/);
  if (rest.length === 0) return term(name, name.length === 1 ? name : `\\mathrm{${name}}`);
  const index = rest.join(" ");
  return term(`${base}_${rest.join("-")}`, `${base.length === 1 ? base : `\\mathrm{${base}}`}_{\\mathrm{${index}}}`);
}

const within = (t: Term, binds: number): Term =>
  t.binds < binds ? term(`(${t.plain})`, `\\left(${t.tex}\\right)`) : t;

/** An expression of the equation language in both hands. */
export function termOf(expression: Expression, read: (name: string) => Term): Term {
  const part = (inner: Expression, binds = 0): Term => within(termOf(inner, read), binds);
  switch (expression.kind) {
    case "number":
      return term(String(expression.value).replace("-", "−"), String(expression.value));
    case "name":
      return read(expression.name);
    case "negate": {
      const a = part(expression.operand, 4);
      return term(`−${a.plain}`, `-${a.tex}`, 4);
    }
    case "binary": {
      const { operator } = expression;
      const binds = "+-".includes(operator) ? 2 : 3;
      if (operator === "/") {
        const [a, b] = [part(expression.left, 3), part(expression.right, 4)];
        const bare = [part(expression.left), part(expression.right)] as const;
        return term(`${a.plain}/${b.plain}`, `\\frac{${bare[0].tex}}{${bare[1].tex}}`, 3);
      }
      const [a, b] = [part(expression.left, binds), part(expression.right, operator === "-" ? 3 : binds)];
      if (operator === "*") return term(`${a.plain} · ${b.plain}`, `${a.tex} \\cdot ${b.tex}`, 3);
      return term(`${a.plain} ${operator === "-" ? "−" : "+"} ${b.plain}`, `${a.tex} ${operator} ${b.tex}`, 2);
    }
    case "compare": {
      const [a, b] = [part(expression.left, 2), part(expression.right, 2)];
      const signs = { "<": ["<", "<"], "<=": ["≤", "\\le"], ">": [">", ">"], ">=": ["≥", "\\ge"] } as const;
      const [plain, tex] = signs[expression.operator];
      return term(`${a.plain} ${plain} ${b.plain}`, `${a.tex} ${tex} ${b.tex}`, 1);
    }
    case "call":
      return callOf(
        expression.callee,
        expression.args.map((arg) => termOf(arg, read)),
      );
  }
}

function callOf(callee: string, args: readonly Term[]): Term {
  const [a = term("", ""), b = term("", ""), c = term("", "")] = args;
  const wrapped = (t: Term): string => (t.binds < 5 ? `(${t.plain})` : t.plain);
  switch (callee) {
    case "sqrt":
      return term(`√${wrapped(a)}`, `\\sqrt{${a.tex}}`);
    case "exp":
      return term(`exp(${a.plain})`, `\\exp\\left(${a.tex}\\right)`);
    case "abs":
      return term(`|${a.plain}|`, `\\left|${a.tex}\\right|`);
    case "clamp":
      return term(
        `clip(${a.plain}, ${b.plain}, ${c.plain})`,
        `\\mathrm{clip}_{[${b.tex}, ${c.tex}]}\\left(${a.tex}\\right)`,
      );
    case "mix": {
      const [p, q, m] = [within(a, 3), within(b, 3), within(c, 3)];
      return term(
        `(1 − ${m.plain}) · ${p.plain} + ${m.plain} · ${q.plain}`,
        `(1 - ${m.tex}) \\cdot ${p.tex} + ${m.tex} \\cdot ${q.tex}`,
        2,
      );
    }
    case "select":
      return term(
        `${b.plain} if ${a.plain} else ${c.plain}`,
        `${b.tex}\\ \\text{if } ${a.tex}\\ \\text{else } ${c.tex}`,
        0,
      );
    default:
      return term(
        `${callee}(${args.map(({ plain }) => plain).join(", ")})`,
        `\\${callee === "tanh" || callee === "log" ? callee : `mathrm{${callee}}`}\\left(${args.map(({ tex }) => tex).join(", ")}\\right)`,
      );
  }
}
