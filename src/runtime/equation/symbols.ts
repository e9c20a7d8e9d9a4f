/** How a name is shown: as these letters, or as MathML that the program (never a file) wrote. */
export type MathSymbol = string | { readonly mathml: string };

/** Level by which names of the schedule are meant, relative to t. */
type Index = (shift: number) => string;

const mi = (text: string): string => `<mi>${text}</mi>`;
const row = (...parts: readonly string[]): string => `<mrow>${parts.join("")}</mrow>`;
const sub = (base: string, index: string): string => `<msub>${base}${index}</msub>`;
const sup = (base: string, index: string): string => `<msup>${base}${index}</msup>`;
const hat = (base: string, accent: string): string => `<mover accent="true">${base}<mo>${accent}</mo></mover>`;
const sqrt = (...parts: readonly string[]): string => `<msqrt>${parts.join("")}</msqrt>`;
const frac = (top: string, bottom: string): string => `<mfrac>${top}${bottom}</mfrac>`;
const log = (of: string): string => row(THIN, mi("log"), "<mo>&#x2061;</mo>", THIN, of);
const text = (words: string): string => `<mtext>${words}</mtext>`;
const THIN = '<mspace width="0.12em"></mspace>';
const ONE = "<mn>1</mn>";
const MINUS = "<mo>−</mo>";
const PRIME = "<mo>′</mo>";

function indexAt(level: number): Index {
  return (shift) => {
    const sum = level + shift;
    return sum === 0 ? mi("t") : row(mi("t"), `<mo>${sum < 0 ? "−" : "+"}</mo>`, `<mn>${Math.abs(sum)}</mn>`);
  };
}

/** The constants of the process at a level, as in Ho et al. 2020. */
function scheduleSymbols(t: Index): Record<string, string> {
  const [beta, alpha] = [sub(mi("β"), t(0)), sub(mi("α"), t(0))];
  const [bar, bar_prev] = [sub(hat(mi("α"), "¯"), t(0)), sub(hat(mi("α"), "¯"), t(-1))];
  const beta_tilde = sub(hat(mi("β"), "˜"), t(0));
  return {
    t: t(0),
    T: mi("T"),
    timestep: sub(mi("τ"), t(0)),
    betas: beta,
    alphas: alpha,
    alphas_cumprod: bar,
    alphas_cumprod_prev: bar_prev,
    sqrt_betas: sqrt(beta),
    sqrt_one_minus_betas: sqrt(ONE, MINUS, beta),
    sqrt_alphas_cumprod: sqrt(bar),
    sqrt_one_minus_alphas_cumprod: sqrt(ONE, MINUS, bar),
    sqrt_recip_alphas_cumprod: sqrt(frac(ONE, bar)),
    sqrt_recipm1_alphas_cumprod: sqrt(frac(ONE, bar), MINUS, ONE),
    log_betas: log(beta),
    posterior_variance: beta_tilde,
    posterior_log_variance_clipped: log(beta_tilde),
    fixed_large_log_variance: log(beta),
    posterior_mean_coef1: frac(row(sqrt(bar_prev), beta), row(ONE, MINUS, bar)),
    posterior_mean_coef2: frac(
      row(sqrt(alpha), "<mo>(</mo>", ONE, MINUS, bar_prev, "<mo>)</mo>"),
      row(ONE, MINUS, bar),
    ),
    noise_scale: sub(mi("𝟙"), row(t(0), "<mo>&gt;</mo>", ONE)),
    ddim_coef_xstart: sqrt(bar_prev),
    ddim_coef_eps: sqrt(ONE, MINUS, bar_prev, MINUS, `<msubsup>${mi("σ")}${t(0)}<mn>2</mn></msubsup>`),
    ddim_sigma: sub(mi("σ"), t(0)),
  };
}

/** The names of the schedule, all of them numbers. */
export const SCHEDULE_NAMES: readonly string[] = [
  ...Object.keys(scheduleSymbols(indexAt(0))),
  "guidance_scale",
  "classifier_scale",
];

/** What travels on wires. */
const WIRES: Readonly<Record<string, string>> = {
  x_t: sub(mi("x"), mi("t")),
  x_prev: sub(mi("x"), indexAt(0)(-1)),
  x_next: sub(mi("x"), indexAt(0)(1)),
  x_start: sub(mi("x"), "<mn>0</mn>"),
  pred_xstart: sub(hat(mi("x"), "^"), "<mn>0</mn>"),
  eps: sub(mi("ε"), mi("θ")),
  noise: mi("ε"),
  keep_mask: mi("m"),
  known: sup(mi("x"), text("known")),
  unknown: sup(mi("x"), text("unknown")),
  gt: sup(mi("x"), text("gt")),
  mean: mi("μ"),
  log_variance: log(`<msubsup>${mi("σ")}${mi("t")}<mn>2</mn></msubsup>`),
  out: sub(mi("f"), mi("θ")),
  out_uncond: `<msubsup>${mi("f")}${mi("θ")}${mi("∅")}</msubsup>`,
  frac: mi("f"),
  guidance_scale: mi("w"),
  classifier_scale: mi("s"),
  gradient: row(
    sub(mi("∇"), sub(mi("x"), mi("t"))),
    log(row(mi("p"), "<mo>(</mo>", mi("y"), "<mo>|</mo>", sub(mi("x"), mi("t")), "<mo>)</mo>")),
  ),
  residual: mi("r"),
  unclipped: mi("u"),
  cotangent: mi("c"),
  vjp: row(sup(mi("J"), "<mo>⊤</mo>"), mi("c")),
  error_gradient: sub(mi("∇"), sub(mi("x"), mi("t"))),
  mean_shift: row(mi("Δ"), mi("μ")),
  variance: `<msubsup>${mi("σ")}${mi("t")}<mn>2</mn></msubsup>`,
  guided_xstart: `<msubsup>${hat(mi("x"), "^")}<mn>0</mn>${PRIME}</msubsup>`,
  guided_eps: `<msubsup>${mi("ε")}${mi("θ")}${PRIME}</msubsup>`,
};

/**
 * The field's symbols for the published names.
 * @param level which level, relative to t, the schedule's names are of: 1 where an equation leads from t to t + 1.
 */
export function symbolsAt(level: number): Readonly<Record<string, MathSymbol>> {
  const symbols = { ...scheduleSymbols(indexAt(level)), ...WIRES };
  return Object.fromEntries(Object.entries(symbols).map(([name, mathml]) => [name, { mathml }]));
}

const GREEK = new Map(
  Object.entries({
    alpha: "α",
    beta: "β",
    gamma: "γ",
    delta: "δ",
    epsilon: "ε",
    eta: "η",
    theta: "θ",
    lambda: "λ",
    mu: "μ",
    rho: "ρ",
    sigma: "σ",
    tau: "τ",
    phi: "φ",
    omega: "ω",
  }),
);

/** A name that no table knows: Greek letters as such, what follows an underscore and digits at the end as an index. */
export function plainSymbol(name: string, escape: (text: string) => string): string {
  const [, base = name, index = "", digits = ""] = /^([^_\d]+)(?:_(.+)|(\d+))$/u.exec(name) ?? [];
  const letters = mi(escape(GREEK.get(base) ?? base));
  if (digits !== "") return sub(letters, `<mn>${digits}</mn>`);
  return index === "" ? letters : sub(letters, text(escape(index.replaceAll("_", " "))));
}
