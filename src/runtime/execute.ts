import type { Backend, Tensor } from "./backend.ts";
import { restoreValues, storeValues, type Keyframe, type ReadHome } from "./execute/keyframe.ts";
import { lossOf, type Loss } from "./execute/loss.ts";
import { Stages, type NoiseSource } from "./execute/stages.ts";
import { siteNow } from "./execute/varied.ts";
import { Slots, toHeld, toValue } from "./execute/values.ts";
import type { Plan, PlanNode } from "./graph/program.ts";
import type { Network } from "./model/network.ts";
import type { Artifact, OperationContext, ParamValue, Part, Picture, Site, Value } from "./node.ts";
import { problem, UserError } from "./problem.ts";
import { Walker } from "./walk.ts";

export type { Keyframe } from "./execute/keyframe.ts";
export type { NoiseSource } from "./execute/stages.ts";

export interface RunOptions {
  readonly backend: Backend;
  /** Opened networks, by the reference in the graph. They stay open after the run. */
  readonly networks: ReadonlyMap<string, Network>;
  /** Decoded pictures `1 C H W` in [0, 1], by the reference in the graph; large ones may be decoded when their node wants them. */
  readonly images: ReadonlyMap<string, Picture | (() => Promise<Picture>)>;
  /** Takes the place of every `seed` param. */
  readonly seed?: number;
  readonly noise?: NoiseSource;
  readonly signal?: AbortSignal;
  /** Goes on from here instead of from the start. */
  readonly from?: Keyframe;
  /** Whether a view inside a loop is to look at this visit; always by default. */
  readonly views?: (node: string, visit: number) => boolean;
}

/** One event of a run: a node has done its work, or one move of it. */
export interface Visit {
  /** Counts the events of the run from 0. */
  readonly index: number;
  readonly node: string;
  /** Which time this node was at work, from 0. */
  readonly visit: number;
  /** The level reached. */
  readonly t: number;
  readonly move?: { readonly from: number; readonly to: number; readonly transition: number };
  /** Network calls so far. */
  readonly evaluations: number;
  readonly artifacts: readonly Artifact[];
  /**
   * What lies on an output now; until the next event is pulled. A sample gives its x, a prediction its pred_xstart.
   * @returns undefined where nothing was kept because nobody watches.
   */
  read(output: string, part?: Part): Promise<Picture | number | undefined>;
  /** As `read`, but where the numbers can be looked at in place they are, and only until the next event is pulled. */
  peek(output: string, part?: Part): Promise<Picture | number | undefined>;
}

/** A run: pull visits from it. Not pulling is pausing; `return`, an error or an abort frees everything. */
export interface Run extends AsyncIterableIterator<Visit> {
  next(): Promise<IteratorResult<Visit, undefined>>;
  return(): Promise<IteratorResult<Visit, undefined>>;
  [Symbol.asyncIterator](): Run;
  /** Whether a key-frame can be taken here: not between nodes that run as one kernel. */
  readonly clean: boolean;
  /** The state after the last visit, on the host. */
  keyframe(): Promise<Keyframe>;
  /** Frees everything; the run is over. */
  dispose(): void;
}

/** Walks a plan and does the work of each event. */
export function execute(plan: Plan, options: RunOptions): Run {
  return new Execution(plan, options);
}

class Execution implements Run {
  private readonly plan: Plan;
  private readonly options: RunOptions;
  private readonly walker: Walker;
  private readonly slots: Slots;
  private readonly stages: Stages;
  private readonly home: ReadHome = new WeakMap();
  private index: number;
  private over = false;
  private readonly loss: Loss;
  private busy: Promise<unknown> = Promise.resolve();

  constructor(plan: Plan, options: RunOptions) {
    this.plan = plan;
    this.options = options;
    const { backend, from } = options;
    this.walker = new Walker(plan, from?.walker);
    this.slots = new Slots(backend);
    this.stages = new Stages(plan, backend, this.slots, options.noise, options.seed);
    this.index = from?.index ?? 0;
    this.loss = lossOf(backend);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  get clean(): boolean {
    return this.stages.clean;
  }

  next(): Promise<IteratorResult<Visit, undefined>> {
    const result = this.busy.then(() => this.advance());
    this.busy = result.catch(() => undefined);
    return result;
  }

  async return(): Promise<IteratorResult<Visit, undefined>> {
    await this.busy;
    this.dispose();
    return { done: true, value: undefined };
  }

  async keyframe(): Promise<Keyframe> {
    await this.busy;
    if (!this.clean) throw new Error("a key-frame was asked for between nodes that run as one kernel");
    return {
      index: this.index,
      walker: this.walker.state(),
      values: await storeValues(this.slots, this.options.backend, this.home),
    };
  }

  dispose(): void {
    this.over = true;
    this.stages.clear();
    this.slots.clear();
  }

  private async advance(): Promise<IteratorResult<Visit, undefined>> {
    try {
      this.options.signal?.throwIfAborted();
      if (this.over) return { done: true, value: undefined };
      if (this.options.from && this.index === this.options.from.index) await this.restore(this.options.from);
      const visit = await this.step();
      if (visit) return { done: false, value: visit };
      this.dispose();
      return { done: true, value: undefined };
    } catch (error) {
      if (this.over) return { done: true, value: undefined }; // Ended by `dispose` while it was at work.
      const node = this.walker.node;
      this.dispose();
      if (this.loss.reason !== undefined) throw deviceLost(this.loss.reason, node);
      throw placed(error, node);
    }
  }

  /** Goes on to the next visit, through the turns of loops between. */
  private async step(): Promise<Visit | undefined> {
    const { walker, slots } = this;
    while (walker.next()) {
      if (this.loss.reason !== undefined) throw new Error(this.loss.reason);
      if (walker.op && "loop" in walker.op && !walker.isMove) {
        this.turn(walker.op.op, this.plan.loops[walker.op.loop]);
        continue;
      }
      const node = walker.node;
      if (!node) continue;
      const artifacts = await this.work(node);
      if (walker.pendingMoves === 0) for (const slot of this.plan.free[walker.at] ?? []) slots.free(slot);
      return this.visitOf(node, artifacts);
    }
    return undefined;
  }

  /** What a loop does with its values at one of its ops. */
  private turn(op: string, loop: Plan["loops"][number] | undefined): void {
    if (!loop || op === "test") return;
    if (op === "enter") this.pass(loop.init, loop.body);
    else if (op === "back") this.pass(loop.back, loop.body);
    else {
      this.pass(loop.body, loop.done);
      this.slots.free(loop.body);
    }
    for (const slot of this.plan.free[this.walker.at] ?? []) if (slot !== loop.body) this.slots.free(slot);
  }

  private pass(from: number, to: number): void {
    const value = this.slots.get(from);
    if (value) this.slots.set(to, value);
  }

  private async work(node: PlanNode): Promise<readonly Artifact[]> {
    if (!node.stage) return await this.operate(node);
    if (node.moves !== undefined || this.walker.isMove) await this.stages.visit(node, this.walker);
    else if (node.level && "slot" in node.level)
      for (const slot of node.outputs.values()) this.pass(node.level.slot, slot);
    return [];
  }

  private async operate(node: PlanNode): Promise<readonly Artifact[]> {
    const { definition } = node;
    const visit = (this.walker.visits[node.index] ?? 1) - 1;
    const artifacts: Artifact[] = [];
    if (definition.category === "view" && node.loop !== undefined && this.options.views?.(node.id, visit) === false)
      return artifacts;
    const outputs = await definition.run?.(this.contextOf(node, visit, artifacts, await this.picturesOf(node)));
    for (const [name, value] of Object.entries<Value>(outputs ?? {})) {
      const slot = node.outputs.get(name);
      if (slot !== undefined) this.slots.set(slot, toHeld(value));
    }
    return artifacts;
  }

  /** The pictures that a node names, decoded: held for as long as it is at work. */
  private async picturesOf({ definition, site }: PlanNode): Promise<ReadonlyMap<string, Picture>> {
    const pictures = new Map<string, Picture>();
    for (const { kind, name } of definition.params) {
      const reference = String(site.params[name] ?? "");
      const found = kind === "image" ? this.options.images.get(reference) : undefined;
      if (found) pictures.set(reference, typeof found === "function" ? await found() : found);
    }
    return pictures;
  }

  private contextOf(
    node: PlanNode,
    visit: number,
    artifacts: Artifact[],
    images: ReadonlyMap<string, Picture>,
  ): OperationContext {
    const inputs: Record<string, Value> = {};
    for (const [name, slot] of node.inputs) {
      const held = this.slots.get(slot);
      if (held) inputs[name] = toValue(held);
    }
    const { backend, networks } = this.options;
    const site = this.siteOf(node);
    const find = <T>(map: ReadonlyMap<string, T>, param: string, kind: string): T => {
      const reference = String(site.params[param] ?? "");
      const found = map.get(reference);
      if (found === undefined) throw missing(node, param, kind, reference);
      return found;
    };
    let draws = 0;
    return {
      site,
      inputs,
      backend,
      t: this.walker.to,
      visit,
      draw: (shape, seed): Tensor => this.stages.draw(node, shape, seed, visit, draws++),
      image: (param) => find(images, param, "image"),
      network: (param) => find(networks, param, "model"),
      emit: (artifact) => artifacts.push(artifact),
    };
  }

  /** The site with the run's seed in place of the node's own. */
  private siteOf(node: PlanNode): Site {
    const { seed } = this.options;
    const site = siteNow(node, this.slots);
    if (seed === undefined) return site;
    const params: Record<string, ParamValue> = { ...site.params };
    for (const param of node.definition.params) if (param.kind === "seed") params[param.name] = seed;
    return { ...site, params };
  }

  private visitOf(node: PlanNode, artifacts: readonly Artifact[]): Visit {
    const { walker } = this;
    const { from, to, transition } = walker;
    return {
      index: this.index++,
      node: node.id,
      visit: (walker.visits[node.index] ?? 1) - 1,
      t: to,
      ...(walker.isMove && { move: { from, to, transition } }),
      evaluations: walker.evaluations,
      artifacts,
      read: (output, part) => this.read(node.outputs.get(output) ?? -1, part),
      peek: (output, part) => this.read(node.outputs.get(output) ?? -1, part, true),
    };
  }

  private async read(slot: number, part?: Part, inPlace = false): Promise<Picture | number | undefined> {
    const held = this.slots.get(slot);
    if (!held) return undefined;
    if (held.number !== undefined) return held.number;
    const { parts } = held;
    const tensor = part ? parts[part] : (parts.x ?? parts.pred_xstart ?? parts.image ?? parts.mask);
    if (!tensor) return undefined;
    const { backend } = this.options;
    const data = (inPlace ? backend.peek?.(tensor) : undefined) ?? (await backend.read(tensor));
    return { shape: tensor.shape, data };
  }

  private async restore(keyframe: Keyframe): Promise<void> {
    if (this.slots.entries().next().done !== true) return;
    restoreValues(keyframe, this.plan, this.slots, this.options.backend, this.home);
    for (const { slot, type } of keyframe.values) {
      const node = this.plan.nodes[this.plan.slots[slot]?.node ?? -1];
      if (type !== "model" || !node?.definition.run) continue;
      const outputs = await node.definition.run(this.contextOf(node, 0, [], new Map()));
      const value = outputs[this.plan.slots[slot]?.output ?? ""];
      if (value) this.slots.set(slot, toHeld(value));
    }
  }
}

function missing(node: PlanNode, param: string, kind: string, reference: string): UserError {
  return new UserError(
    problem(
      `missing-${kind}`,
      {
        en: `${node.name}.${param}: the ${kind} "${reference}" is not there.`,
        zh: `${node.name}.${param}：找不到 "${reference}"。`,
      },
      { en: "Choose a file for it, or another one.", zh: "请为其选择文件，或改用其他文件。" },
      { node: node.id, param },
    ),
  );
}

function deviceLost(reason: string, node: PlanNode | undefined): UserError {
  return new UserError(
    problem(
      "device-lost",
      { en: `The graphics device was lost: ${reason}`, zh: `图形设备已丢失：${reason}` },
      {
        en: "The graph is untouched. Run again, choose a smaller batch, or run on the processor (WebAssembly).",
        zh: "图没有改变。请重新运行、减小批量，或改用处理器（WebAssembly）。",
      },
      node ? { node: node.id } : {},
    ),
  );
}

/** A user's mistake learns its node; an abort passes as it is; a bug keeps its stack and gains its place. */
function placed(error: unknown, node: PlanNode | undefined): unknown {
  if (error instanceof UserError) {
    return node ? new UserError(...error.problems.map((p) => ({ node: node.id, ...p }))) : error;
  }
  if (error instanceof DOMException || !node) return error;
  return new Error(`at node ${node.id} (${node.definition.type})`, { cause: error });
}
