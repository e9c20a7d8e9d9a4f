import type { Plan, PlanNode } from "./graph/plan.ts";
import { problem, UserError, warning, type Problem } from "./problem.ts";

/** What a walker needs to remember in order to go on later. */
export interface WalkerState {
  readonly pc: number;
  readonly levels: readonly number[];
  readonly visits: readonly number[];
  readonly memories: readonly (readonly (readonly [number, number])[])[];
  /** Moves of the current visit, how many of them are made, and the node and level they go on from. */
  readonly moves: readonly number[];
  readonly nextMove: number;
  readonly node: number;
  readonly to: number;
  readonly transition: number;
  readonly evaluations: number;
  readonly heads: readonly number[];
  readonly jumps: number;
}

type WalkPlan = Pick<Plan, "nodes" | "loops" | "ops" | "slots">;
const NO_MOVES: readonly number[] = [];

/**
 * The interpreter of plans. It knows levels, counters and costs and no tensors; a dry run pulls it to the end, a real
 * run does the work of each event that it names. So the plot of t cannot disagree with the run.
 */
export class Walker {
  /** The event: which op, which node. */
  op: Plan["ops"][number] | undefined;
  node: PlanNode | undefined;
  /** Whether it goes from one level to another. */
  isMove = false;
  from = 0;
  to = 0;
  /** Moves made so far, this one included. */
  transition = 0;
  /** Network calls made so far, those of this event included. */
  evaluations = 0;
  /** Which op the event belongs to, and which comes next. */
  at = 0;
  pc = 0;
  readonly levels: Int32Array;
  /** How often each node has been at work before this event: the key of its noise. */
  readonly visits: Int32Array;
  private moves: readonly number[] = NO_MOVES;
  private nextMove = 0;
  private jumps = 0;
  private readonly memories: Map<number, number>[];
  /** Per loop: level and jumps at its last test. */
  private readonly headLevel: Int32Array;
  private readonly headJumps: Int32Array;
  private readonly plan: WalkPlan;
  private readonly earlier: readonly (readonly number[])[];
  private readonly outputs: readonly (readonly number[])[];

  constructor(plan: WalkPlan, state?: WalkerState) {
    this.plan = plan;
    this.levels = Int32Array.from(state?.levels ?? plan.slots.map(() => 0));
    this.visits = Int32Array.from(state?.visits ?? plan.nodes.map(() => 0));
    this.memories = plan.nodes.map((_, i) => new Map(state?.memories[i] ?? []));
    this.headLevel = Int32Array.from(plan.loops.map((_, i) => state?.heads[2 * i] ?? -1));
    this.headJumps = Int32Array.from(plan.loops.map((_, i) => state?.heads[2 * i + 1] ?? 0));
    this.earlier = plan.nodes.map((node) => earlierCounters(plan, node));
    this.outputs = plan.nodes.map((node) => [...node.outputs.values()]);
    if (!state) return;
    this.pc = state.pc;
    this.at = state.pc - 1;
    this.moves = state.moves;
    this.nextMove = state.nextMove;
    this.node = plan.nodes[state.node];
    this.from = state.to;
    this.to = state.to;
    this.transition = state.transition;
    this.evaluations = state.evaluations;
    this.jumps = state.jumps;
  }

  /** Where the walk stands, after the current event. */
  state(): WalkerState {
    return {
      pc: this.pc,
      levels: [...this.levels],
      visits: [...this.visits],
      memories: this.memories.map((memory) => [...memory]),
      moves: this.moves,
      nextMove: this.nextMove,
      node: this.node?.index ?? -1,
      to: this.to,
      transition: this.transition,
      evaluations: this.evaluations,
      heads: this.plan.loops.flatMap((_, i) => [this.headLevel[i] ?? -1, this.headJumps[i] ?? 0]),
      jumps: this.jumps,
    };
  }

  /** Which of the moves of its visit the current event is, from 0. */
  get moveIndex(): number {
    return this.nextMove - 1;
  }

  /** Moves of the current visit that are still to come. */
  get pendingMoves(): number {
    return this.moves.length - this.nextMove;
  }

  /**
   * Goes on to the next event: a visit of a node, one move of it, or a turn of a loop.
   *
   * @returns false at the end.
   * @throws UserError when the graph cannot go on: levels that do not meet, a loop that never ends.
   */
  next(): boolean {
    if (this.nextMove < this.moves.length) {
      this.move();
      return true;
    }
    const op = this.plan.ops[this.pc];
    this.at = this.pc;
    this.op = op;
    this.isMove = false;
    if (!op) return false;
    switch (op.op) {
      case "visit":
        this.pc++;
        this.visit(this.plan.nodes[op.node]);
        break;
      case "enter":
        this.enter(op.loop);
        break;
      case "test":
        this.test(op.loop, op.exit);
        break;
      case "back":
        this.carry(op.loop, (loop) => loop.back);
        this.pc = op.head;
        break;
      case "exit":
        this.carry(op.loop, (loop) => loop.body, true);
        this.pc++;
        break;
    }
    return true;
  }

  private visit(node: PlanNode | undefined): void {
    if (!node) return;
    this.node = node;
    const level = node.level;
    const t = level === undefined ? 0 : "at" in level ? level.at : (this.levels[level.slot] ?? 0);
    const { sameLevel } = node;
    for (let i = 0; i < sameLevel.length; i++) {
      const other = this.levels[sameLevel[i] ?? 0] ?? 0;
      if (other !== t) throw levelsDiffer(node, t, other);
    }
    this.evaluations += node.calls;
    this.from = t;
    this.to = t;
    const path = node.moves === 0 ? undefined : node.definition.path;
    if (path) {
      const memory = this.memories[node.index] ?? new Map<number, number>();
      this.moves = path({ params: node.site.params, T: node.T, t, memory });
      this.nextMove = 0;
      if (this.moves.length > 0) {
        if (node.moves === undefined) this.jumps++;
        if ((this.moves.at(-1) ?? t) > t)
          for (const other of this.earlier[node.index] ?? []) this.memories[other]?.clear();
        this.move();
        return;
      }
    } else this.visits[node.index] = (this.visits[node.index] ?? 0) + 1;
    this.setLevels(node, t);
  }

  private move(): void {
    const node = this.node;
    const to = this.moves[this.nextMove] ?? 0;
    this.nextMove++;
    if (!node) return;
    if (to < 0 || to > node.T) throw levelBeyond(node, to);
    this.isMove = true;
    this.from = this.to;
    this.to = to;
    this.transition++;
    this.visits[node.index] = (this.visits[node.index] ?? 0) + 1;
    this.setLevels(node, to);
  }

  private setLevels(node: PlanNode, t: number): void {
    const outputs = this.outputs[node.index] ?? NO_MOVES;
    for (let i = 0; i < outputs.length; i++) this.levels[outputs[i] ?? 0] = t;
  }

  private enter(index: number): void {
    const loop = this.plan.loops[index];
    for (const member of loop?.members ?? []) this.memories[member]?.clear();
    this.headLevel[index] = -1;
    this.carry(index, (l) => l.init);
    this.pc++;
  }

  private test(index: number, exit: number): void {
    const loop = this.plan.loops[index];
    const node = loop && this.plan.nodes[loop.node];
    if (!loop || !node) return;
    const t = this.levels[loop.body] ?? 0;
    this.node = node;
    this.from = t;
    this.to = t;
    if (t <= loop.stop) {
      this.pc = exit;
      return;
    }
    const before = this.headLevel[index] ?? -1;
    if (before >= 0 && t >= before && this.headJumps[index] === this.jumps) throw neverEnds(node, t);
    this.headLevel[index] = t;
    this.headJumps[index] = this.jumps;
    this.visits[node.index] = (this.visits[node.index] ?? 0) + 1;
    this.pc++;
  }

  private carry(index: number, from: (loop: Plan["loops"][number]) => number, done = false): void {
    const loop = this.plan.loops[index];
    if (!loop) return;
    this.node = this.plan.nodes[loop.node];
    this.levels[done ? loop.done : loop.body] = this.levels[from(loop)] ?? 0;
  }
}

/** Counters that a jump of `node` clears: those of the nodes before it in its zone (the inner, shorter jumps). */
function earlierCounters(plan: WalkPlan, node: PlanNode): readonly number[] {
  const loop = node.loop === undefined ? undefined : plan.loops[node.loop];
  const members = loop?.members ?? [];
  return members.slice(0, Math.max(0, members.indexOf(node.index))).filter((i) => plan.nodes[i]?.definition.path);
}

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

/** Longest walk that is traced. */
export const TRACE_BUDGET = 2_000_000;

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
      if (++idle <= 20 * budget) continue;
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

function neverEnds(node: PlanNode, t: number): UserError {
  return new UserError(
    problem(
      "never-ends",
      {
        en: `The loop ${node.name} never ends: a pass began at t = ${t} and came back no lower.`,
        zh: `循环 ${node.name} 永不结束：从 t = ${t} 开始的一轮回来时没有降低。`,
      },
      {
        en: "Put a reverse step on the way from its body to its back.",
        zh: "请在从 body 到 back 的路径上放一个反向步。",
      },
      { node: node.id, socket: node.definition.inputs[1]?.name ?? "back" },
    ),
  );
}

function levelsDiffer(node: PlanNode, t: number, other: number): UserError {
  const names = (node.definition.sameLevel ?? []).join(", ");
  return new UserError(
    problem(
      "levels-differ",
      {
        en: `${node.name} joins samples of different levels (${names}): t = ${t} and t = ${other}.`,
        zh: `${node.name} 合并了不同层级的样本（${names}）：t = ${t} 与 t = ${other}。`,
      },
      {
        en: `Noise the known region at the level of the other sample: wire that sample into "at" of Forward noise.`,
        zh: `请让已知区域加噪到同一层级：把该样本接入前向加噪的 "at"。`,
      },
      { node: node.id, ...(node.definition.sameLevel?.[0] !== undefined && { socket: node.definition.sameLevel[0] }) },
    ),
  );
}

function levelBeyond(node: PlanNode, to: number): UserError {
  return new UserError(
    problem(
      "level-beyond",
      {
        en: `${node.name} goes to t = ${to}; its schedule has levels 0 to ${node.T}.`,
        zh: `${node.name} 走到 t = ${to}；其调度只有层级 0 到 ${node.T}。`,
      },
      {
        en: "Raise T of the noise schedule, or let it move the other way.",
        zh: "请增大噪声调度的 T，或改变移动方向。",
      },
      { node: node.id },
    ),
  );
}
