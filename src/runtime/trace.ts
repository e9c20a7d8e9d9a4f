import { UserError, warning, type Problem } from "./problem.ts";
import { Walker, type WalkPlan } from "./walk.ts";

/** The dry run of a plan. */
export interface Trace {
  readonly transitions: number;
  readonly evaluations: number;
  /** How many of the network calls are a classifier's. */
  readonly classifierCalls: number;
  /** Moves to a noisier level. */
  readonly renoisings: number;
  /** Levels before and after each transition. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Which node made it: an index into `plan.nodes`. */
  readonly node: Int32Array;
  /** Network calls made up to each transition. */
  readonly evaluationsAt: Int32Array;
  /** False when the budget ended it: "at least so many". */
  readonly complete: boolean;
  /** Every level in turn, the first one included. */
  levels(): number[];
}

/** Longest walk that is traced: a hundred times the paper's, in a fraction of a second. */
const TRACE_BUDGET = 500_000;
/** Events without a move that are borne for each transition of the budget: a walk can count without ever moving. */
const IDLE = 4;

/** Walks a plan without computing anything (design §5). */
export function trace(plan: WalkPlan, options: { readonly budget?: number } = {}): Trace {
  const budget = options.budget ?? TRACE_BUDGET;
  const rows = new Rows();
  const walker = new Walker(plan);
  let renoisings = 0;
  let idle = 0;
  let complete = true;
  while (walker.next()) {
    if (!walker.isMove) {
      if (++idle <= IDLE * budget) continue;
      complete = false;
      break;
    }
    if (walker.to > walker.from) renoisings++;
    rows.push(walker.from, walker.to, walker.node?.index ?? -1, walker.evaluations);
    if (rows.length >= budget) {
      complete = false;
      break;
    }
  }
  const column = (i: number): Int32Array => rows.column(i);
  const [from, to] = [column(0), column(1)];
  return {
    transitions: rows.length,
    evaluations: walker.evaluations,
    classifierCalls: plan.nodes.reduce(
      (sum, { definition, index, calls }) =>
        sum + (definition.callsClassifier ? calls * (walker.visits[index] ?? 0) : 0),
      0,
    ),
    renoisings,
    from,
    to,
    node: column(2),
    evaluationsAt: column(3),
    complete,
    levels: () => levelsOf(from, to),
  };
}

/** Four columns of integers that grow. */
class Rows {
  length = 0;
  private data = new Int32Array(4 * 1024);

  push(a: number, b: number, c: number, d: number): void {
    const at = 4 * this.length++;
    if (at + 4 > this.data.length) {
      const larger = new Int32Array(2 * this.data.length);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[at] = a;
    this.data[at + 1] = b;
    this.data[at + 2] = c;
    this.data[at + 3] = d;
  }

  column(i: number): Int32Array {
    const result = new Int32Array(this.length);
    for (let row = 0; row < this.length; row++) result[row] = this.data[4 * row + i] ?? 0;
    return result;
  }
}

function levelsOf(from: Int32Array, to: Int32Array): number[] {
  const levels: number[] = [];
  for (let i = 0; i < from.length; i++) {
    if (levels.at(-1) !== from[i]) levels.push(from[i] ?? 0);
    levels.push(to[i] ?? 0);
  }
  return levels;
}

/** What only a walk finds: levels that do not meet, loops that never end or take for ever. */
export function walkProblems(plan: WalkPlan): readonly Problem[] {
  try {
    const { complete, evaluations, transitions } = trace(plan);
    if (complete) return [];
    return [
      warning(
        "long-walk",
        {
          en: `The walk takes at least ${transitions} transitions and ${evaluations} network calls; it was not followed to its end.`,
          zh: `该游走至少需要 ${transitions} 次转移和 ${evaluations} 次网络调用；未走到尽头。`,
        },
        { en: "Lower jump_n_sample (r) or T.", zh: "请降低 jump_n_sample（r）或 T。" },
      ),
    ];
  } catch (error) {
    if (error instanceof UserError) return error.problems;
    throw error;
  }
}
