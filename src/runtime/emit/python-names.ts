import type { PythonTable } from "./python-table.ts";

/** Names that the file or the notebook has a use for itself. */
const RESERVED = (
  "False None True and as assert async await break class continue def del elif else except finally for from global if " +
  "import in is lambda nonlocal not or pass raise return try while with math np torch Tensor Schedule Noise sample device " +
  "noise_source watch z z1 z2 out v vjp product philox train_betas space_timesteps log_from Callable Optional Sequence range min max abs float int len " +
  "print sorted list dict display Image show picture known waves down across levels kept reached place places result made"
).split(" ");

/** The names of a file: each is given to one thing. */
export class Names {
  private readonly taken: Set<string>;

  constructor({ operations }: PythonTable) {
    const helpers = Object.values(operations).flatMap(({ helper = "" }) => [
      ...helper.matchAll(/^(?:def|class) (\w+)/gm),
    ]);
    this.taken = new Set([...RESERVED, ...helpers.map(([, name = ""]) => name)]);
  }

  has(name: string): boolean {
    return this.taken.has(name);
  }

  /** A name that nothing else has: the plain one where it is free. */
  fresh(name: string, plain?: string): string {
    const wanted = identifier(plain !== undefined && !this.taken.has(plain) ? plain : name);
    let free = wanted;
    for (let i = 2; this.taken.has(free); i++) free = `${wanted}_${i}`;
    this.taken.add(free);
    return free;
  }
}

/** What the parts of a prediction are called while there is one of them only. */
export const PLAIN: Readonly<Record<string, string>> = {
  eps: "eps",
  pred_xstart: "pred_xstart",
  log_variance: "log_variance",
};

export function nameOfPart(id: string, part: string, output: string): string {
  if (part === "x" || part === "image" || part === "mask") return `${part === "x" ? "x" : part}_${id}`;
  return `${part}_${id}${output === "prediction" ? "" : `_${output}`}`;
}

function identifier(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return /^[A-Za-z]/.test(plain) ? plain : `v_${plain}`;
}
