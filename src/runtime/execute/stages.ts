import type { Backend, NoiseKey, Shape, Tensor } from "../backend.ts";
import { scalarsAt, type DiffusionSchedule } from "../diffusion/schedule.ts";
import { nodeHash } from "../equation/noise.ts";
import type { Bound, Group, KernelInput } from "../graph/program.ts";
import { shapeOf, type Plan, type PlanNode } from "../graph/program.ts";
import type { ModelCard } from "../model/card.ts";
import { boundsOf } from "../model/range.ts";
import type { Part } from "../node.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import type { Walker } from "../walk.ts";
import type { Held, Slots } from "./values.ts";
import { siteNow } from "./varied.ts";

/**
 * Another source of normals: `undefined` means "draw it yourself". Recorded draws are replayed through this. A tensor of the
 * run's backend is the run's from then on.
 */
export type NoiseSource = (
  request: NoiseKey & { readonly nodeId: string; readonly shape: Shape },
) => Float32Array | Tensor | undefined;

/** What a group has gathered from its nodes before its kernel runs. */
interface Gathered {
  readonly scalars: number[];
  /** By node and name: network outputs and their views. */
  readonly network: Map<string, Tensor>;
  readonly noise: Map<string, Tensor>;
  readonly owned: Tensor[];
}

/** Runs equation nodes: scalars and draws as each node is visited, the kernel with the last of its group. */
export class Stages {
  private readonly groupOf = new Map<number, Group>();
  private readonly gathered = new Map<number, Gathered>();
  private closed = false;
  private readonly plan: Plan;
  private readonly backend: Backend;
  private readonly slots: Slots;
  private readonly noise: NoiseSource | undefined;
  /** Takes the place of every `seed` param. */
  private readonly seed: number | undefined;
  private readonly hashes: readonly number[];

  constructor(plan: Plan, backend: Backend, slots: Slots, noise: NoiseSource | undefined, seed: number | undefined) {
    this.plan = plan;
    this.backend = backend;
    this.slots = slots;
    this.noise = noise;
    this.seed = seed;
    this.hashes = plan.nodes.map((node) => nodeHash(node.noise));
    for (const group of plan.groups) for (const node of group.nodes) this.groupOf.set(node, group);
  }

  /** Whether no group is half gathered, so that the slots alone are the state of the run. */
  get clean(): boolean {
    return this.gathered.size === 0;
  }

  /** Does what one event of an equation node asks for. */
  async visit(node: PlanNode, walker: Walker): Promise<void> {
    const group = this.groupOf.get(node.index);
    if (!group || !node.stage) throw new Error(`${node.id} belongs to no kernel`);
    const gathered = this.gathered.get(group.index) ?? { scalars: [], network: new Map(), noise: new Map(), owned: [] };
    this.gathered.set(group.index, gathered);
    if (node.stage.stage.network) await this.callNetwork(group, node, gathered, walker);
    this.gatherScalars(group, node, gathered, walker);
    this.gatherNoise(group, node, gathered, walker);
    if (group.nodes.at(-1) !== node.index) return;
    this.runKernel(group, node, gathered, walker);
  }

  /** Draws normals for one node and visit. */
  draw(node: PlanNode, shape: Shape, seed: number, visit: number, draw: number): Tensor {
    const key: NoiseKey = { seed, node: this.hashes[node.index] ?? 0, visit, draw };
    const given = this.noise?.({ ...key, nodeId: node.id, shape });
    if (!given) return this.backend.noise(key, shape);
    return given instanceof Float32Array ? this.backend.upload(given, shape) : given;
  }

  /** Frees what half-gathered groups hold; nothing is gathered any more. */
  clear(): void {
    for (const { owned } of this.gathered.values()) for (const tensor of owned) this.backend.free(tensor);
    this.gathered.clear();
    this.closed = true;
  }

  private async callNetwork(group: Group, node: PlanNode, gathered: Gathered, walker: Walker): Promise<void> {
    const call = node.stage?.stage.network;
    const slot = node.inputs.get(call?.x ?? "") ?? -1;
    const sample = this.slots.get(slot);
    const network = this.slots.get(node.inputs.get(call?.model ?? "") ?? -1)?.network;
    const x = sample?.parts.x ?? sample?.parts.x_t;
    if (!call || !x || !network) throw new Error(`${node.id} has no network or no sample to show it`);
    const schedule = this.scheduleAt(node, slot);
    const { timestep } = scalarsAt(schedule, walker.levels[slot] ?? 0);
    const label = call.label === undefined ? undefined : this.slots.get(node.inputs.get(call.label) ?? -1)?.number;
    const none = network.card.classes?.null_label;
    const keep = (name: string, tensor: Tensor): void => {
      if (this.closed) {
        this.backend.free(tensor);
        throw new Error("the run was ended while its network was at work");
      }
      gathered.owned.push(tensor);
      const C = x.shape[1];
      gathered.network.set(name, tensor.shape[1] === C ? tensor : this.backend.channels(tensor, 0, C));
      if (name !== "out_uncond" && tensor.shape[1] >= 2 * C)
        gathered.network.set("v", this.backend.channels(tensor, C, C));
    };
    if (call.bounds) {
      const { image } = network.card;
      for (const [i, name] of (["x_min", "x_max"] as const).entries()) {
        const tensor = this.backend.upload(limits(image, i), [1, image.channels, image.height, image.width]);
        gathered.owned.push(tensor);
        gathered.network.set(name, tensor);
      }
    }
    if (group.before) {
      const cotangent = this.shown(group.before, node, gathered, walker, x.shape);
      if (!network.vjp) throw new UserError(withoutVjp(node, network.card));
      keep(call.out ?? "out", await network.vjp(x, timestep, cotangent, label ?? none));
      return;
    }
    keep(call.out ?? "out", await network.call(x, timestep, label ?? none));
    if (call.guided) keep("out_uncond", await network.call(x, timestep, none));
  }

  /** What an equation says that the network is shown besides x. */
  private shown(before: Bound, node: PlanNode, gathered: Gathered, walker: Walker, shape: Shape): Tensor {
    const { schedule, level } = this.levelAt(node, walker);
    const inputs = before.inputs.map((input) => this.inputTensor(input, node, gathered, false));
    const scalars = before.scalars.map(({ name }) => this.scalar(node, name, schedule, level));
    const tensor = this.backend.alloc(shape);
    gathered.owned.push(tensor);
    this.backend.run(before.kernel, inputs, scalars, [tensor]);
    return tensor;
  }

  private gatherScalars(group: Group, node: PlanNode, { scalars }: Gathered, walker: Walker): void {
    const { schedule, level } = this.levelAt(node, walker);
    for (const [i, { node: owner, name }] of group.scalars.entries()) {
      if (owner === node.index) scalars[i] = this.scalar(node, name, schedule, level);
    }
  }

  /** The schedule and the level that a node's scalars are of. */
  private levelAt(node: PlanNode, walker: Walker): { schedule?: DiffusionSchedule; level: number } {
    const of = node.stage?.stage.level;
    if (!of) return { level: 0 };
    const slot = node.inputs.get(of.input) ?? -1;
    const arrival = walker.isMove ? walker.from : (walker.levels[slot] ?? 0);
    return { schedule: this.scheduleAt(node, slot), level: of.at === "target" ? walker.to : arrival };
  }

  private scalar(node: PlanNode, name: string, schedule: DiffusionSchedule | undefined, level: number): number {
    const stage = node.stage?.stage;
    const now = node.varied.size > 0 ? node.definition.stage?.(siteNow(node, this.slots)) : stage;
    const own = now?.scalars?.[name];
    if (typeof own === "number") return own;
    const input = stage?.numbers?.[name];
    if (input !== undefined) return this.slots.get(node.inputs.get(input) ?? -1)?.number ?? NaN;
    if (!schedule) throw new Error(`${node.id}: "${name}" needs a schedule`);
    if (own) return own(schedule, level);
    const table: Readonly<Record<string, number>> = scalarsAt(schedule, level);
    return table[name] ?? NaN;
  }

  private gatherNoise(group: Group, node: PlanNode, { noise, owned }: Gathered, walker: Walker): void {
    for (const input of group.inputs) {
      if (input.kind !== "noise" || input.node !== node.index) continue;
      const shape = group.shape ?? shapeOf(node, { type: "sample" });
      const visit = (walker.visits[node.index] ?? 1) - 1;
      const tensor = this.draw(node, shape, this.seedOf(node), visit, input.draw);
      owned.push(tensor);
      noise.set(`${node.index}.${input.draw}`, tensor);
    }
  }

  /** The seed that travels with the sample this node works on, or that of a node where a sample begins. */
  seedOf(node: PlanNode): number {
    const level = node.level;
    if (level && "slot" in level) return this.seedAt(level.slot);
    const param = node.definition.params.find(({ kind }) => kind === "seed");
    return param ? (this.seed ?? Number(node.site.params[param.name])) : 0;
  }

  private seedAt(slot: number): number {
    const held = this.slots.get(slot);
    if (held) return held.seed;
    const maker = this.plan.nodes[this.plan.slots[slot]?.node ?? -1];
    return maker ? this.seedOf(maker) : 0; // Its group has not run yet; its own sample brought the seed.
  }

  private runKernel(group: Group, last: PlanNode, gathered: Gathered, walker: Walker): void {
    const chained = last.moves === undefined && walker.moveIndex > 0;
    const inputs = group.inputs.map((input) => this.inputTensor(input, last, gathered, chained));
    const shape = group.shape ?? shapeOf(last, { type: "sample" });
    const read = [...gathered.owned];
    const outputs = group.outputs.map(() => {
      const tensor = this.backend.alloc(shape);
      gathered.owned.push(tensor); // Until the slots have it, so that `clear` finds it when there is no room for the next.
      return tensor;
    });
    this.backend.run(group.kernel, inputs, gathered.scalars, outputs);
    this.gathered.delete(group.index);
    for (const tensor of read) this.backend.free(tensor);
    const made = new Map(group.outputs.map(({ slot, part }, i) => [`${slot}.${part}`, outputs[i]]));
    for (const index of group.nodes) this.store(this.plan.nodes[index], made, walker);
  }

  private inputTensor(input: KernelInput, last: PlanNode, gathered: Gathered, chained: boolean): Tensor {
    if (input.kind === "value") {
      const level = last.level && "slot" in last.level ? last.level.slot : -1;
      const own = [...last.outputs.values()][0] ?? -1;
      const slot = chained && input.slot === level ? own : input.slot;
      const tensor = this.slots.get(slot)?.parts[input.part];
      if (!tensor) throw new Error(`${last.id}: ${input.part} of slot ${slot} is not there`);
      return tensor;
    }
    const tensor =
      input.kind === "noise" ? gathered.noise.get(`${input.node}.${input.draw}`) : gathered.network.get(input.name);
    if (!tensor) throw new Error(`${last.id}: its ${input.kind} was not gathered`);
    return tensor;
  }

  private store(node: PlanNode | undefined, made: ReadonlyMap<string, Tensor | undefined>, walker: Walker): void {
    if (!node?.stage) return;
    const seed = this.seedOf(node);
    for (const [output, parts] of Object.entries(node.stage.stage.outputs)) {
      const slot = node.outputs.get(output) ?? -1;
      const facts = this.plan.slots[slot]?.facts;
      if (!facts) continue;
      const held: Partial<Record<Part, Tensor>> = {};
      for (const [part, source] of Object.entries(parts) as [Part, string | { input: string; part: Part }][]) {
        const tensor =
          typeof source === "string"
            ? made.get(`${slot}.${part}`)
            : this.slots.get(node.inputs.get(source.input) ?? -1)?.parts[source.part];
        if (tensor) held[part] = tensor;
      }
      const value: Held = {
        type: facts.type,
        parts: held,
        t: walker.levels[slot] ?? 0,
        seed,
        ...(facts.schedule && { schedule: facts.schedule }),
      };
      this.slots.set(slot, value);
    }
  }

  private scheduleAt(node: PlanNode, slot: number): DiffusionSchedule {
    const schedule = this.slots.get(slot)?.schedule ?? this.plan.slots[slot]?.facts.schedule;
    if (!schedule) throw new Error(`${node.id}: no schedule is known; was the plan made without the model's card?`);
    return schedule;
  }
}

/** The least (0) or largest (1) value of every pixel, `1 C H W`. */
function limits(image: ModelCard["image"], which: number): Float32Array {
  const plane = image.height * image.width;
  const data = new Float32Array(image.channels * plane);
  for (const [c, bounds] of boundsOf(image).entries()) data.fill(bounds[which] ?? 0, c * plane, (c + 1) * plane);
  return data;
}

/** The card may name a file for gradients that was not opened with the network. */
function withoutVjp(node: PlanNode, { name, vjp }: ModelCard): Problem {
  const file = vjp?.file ?? `${name}.vjp.onnx`;
  return problem(
    "no-vjp",
    {
      en: `${node.name} takes the gradient through the model ${name}, whose file "${file}" is not there.`,
      zh: `${node.name} 要求模型 ${name} 的梯度，但其文件“${file}”不在。`,
    },
    { en: `Open "${file}" together with the network and its card.`, zh: `请将“${file}”与网络及其模型卡一起打开。` },
    { node: node.id },
  );
}
