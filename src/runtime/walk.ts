import type { Plan, PlanNode } from "./graph/program.ts";
import { cleanAlready, levelBeyond, levelsDiffer, neverEnds } from "./walk-mistakes.ts";

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
  readonly passes: readonly number[];
  readonly jumps: number;
}

/** What a walk needs of a plan. */
export type WalkPlan = Pick<Plan, "nodes" | "loops" | "ops" | "slots">;
const NO_MOVES: readonly number[] = [];

/** A node as a walk asks it at every visit: looked up once. */
interface Stop {
  readonly node: PlanNode;
  /** The slot whose level it works at; −1: it is always at `level`. */
  readonly slot: number;
  readonly level: number;
  readonly sameLevel: readonly number[];
  readonly outputs: readonly number[];
  readonly calls: number;
  /** Network calls need a level that is not clean. */
  readonly needsNoise: boolean;
  readonly path: PlanNode["definition"]["path"];
}

function stopOf(node: PlanNode): Stop {
  const { level, calls, sameLevel } = node;
  return {
    node,
    slot: level && "slot" in level ? level.slot : -1,
    level: level && "at" in level ? level.at : 0,
    sameLevel,
    outputs: [...node.outputs.values()],
    calls,
    needsNoise: calls > 0 && level !== undefined,
    path: node.moves === 0 ? undefined : node.definition.path,
  };
}

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
  /** Per counted loop: passes begun since it was entered. */
  private readonly passes: Int32Array;
  private readonly plan: WalkPlan;
  private readonly earlier: readonly (readonly number[])[];
  private readonly stops: readonly Stop[];

  constructor(plan: WalkPlan, state?: WalkerState) {
    this.plan = plan;
    this.levels = Int32Array.from(state?.levels ?? plan.slots.map(() => 0));
    this.visits = Int32Array.from(state?.visits ?? plan.nodes.map(() => 0));
    this.memories = plan.nodes.map((_, i) => new Map(state?.memories[i] ?? []));
    this.headLevel = Int32Array.from(plan.loops.map((_, i) => state?.heads[2 * i] ?? -1));
    this.headJumps = Int32Array.from(plan.loops.map((_, i) => state?.heads[2 * i + 1] ?? 0));
    this.passes = Int32Array.from(plan.loops.map((_, i) => state?.passes[i] ?? 0));
    this.earlier = plan.nodes.map((node) => earlierCounters(plan, node));
    this.stops = plan.nodes.map(stopOf);
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
      passes: [...this.passes],
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
        this.visit(this.stops[op.node]);
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

  private visit(stop: Stop | undefined): void {
    if (!stop) return;
    const { node, sameLevel, path } = stop;
    this.node = node;
    const t = stop.slot < 0 ? stop.level : (this.levels[stop.slot] ?? 0);
    for (let i = 0; i < sameLevel.length; i++) {
      const other = this.levels[sameLevel[i] ?? 0] ?? 0;
      if (other !== t) throw levelsDiffer(node, t, other);
    }
    if (t === 0 && stop.needsNoise) throw cleanAlready(node);
    this.evaluations += stop.calls;
    this.from = t;
    this.to = t;
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
    this.setLevels(stop.outputs, t);
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
    this.setLevels(this.stops[node.index]?.outputs ?? NO_MOVES, to);
  }

  private setLevels(outputs: readonly number[], t: number): void {
    for (let i = 0; i < outputs.length; i++) this.levels[outputs[i] ?? 0] = t;
  }

  private enter(index: number): void {
    const loop = this.plan.loops[index];
    for (const member of loop?.members ?? []) this.memories[member]?.clear();
    this.headLevel[index] = -1;
    this.passes[index] = 0;
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
    if ("times" in loop.until) {
      const passes = this.passes[index] ?? 0;
      this.passes[index] = passes + 1;
      if (passes >= loop.until.times) this.pc = exit;
      else this.begin(node);
      return;
    }
    if (t <= loop.until.stop) {
      this.pc = exit;
      return;
    }
    const before = this.headLevel[index] ?? -1;
    if (before >= 0 && t >= before && this.headJumps[index] === this.jumps) throw neverEnds(node, t);
    this.headLevel[index] = t;
    this.headJumps[index] = this.jumps;
    this.begin(node);
  }

  /** Another pass of a loop. */
  private begin(node: PlanNode): void {
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
