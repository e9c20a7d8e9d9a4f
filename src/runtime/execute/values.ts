import type { Backend, Tensor } from "../backend.ts";
import type { Frame } from "../diffusion/frame.ts";
import type { DiffusionSchedule } from "../diffusion/schedule.ts";
import type { Network } from "../model/network.ts";
import type { Part, SocketType, Value } from "../node.ts";

/** What lies in a slot: a value of which only those tensors are there that somebody still needs. */
export interface Held {
  readonly type: SocketType;
  readonly parts: Readonly<Partial<Record<Part, Tensor>>>;
  readonly t: number;
  readonly seed: number;
  readonly schedule?: DiffusionSchedule;
  readonly number?: number;
  readonly network?: Network;
  readonly frames?: readonly Frame[];
}

/** The slots of a run. It owns every tensor and frees each when the last slot that holds it lets go. */
export class Slots {
  private readonly held = new Map<number, Held>();
  private readonly owners = new Map<Tensor, number>();
  private readonly backend: Backend;

  constructor(backend: Backend) {
    this.backend = backend;
  }

  get(slot: number): Held | undefined {
    return this.held.get(slot);
  }

  entries(): IterableIterator<[number, Held]> {
    return this.held.entries();
  }

  /** Puts a value into a slot; what was there is let go. Tensors may be shared between slots. */
  set(slot: number, value: Held): void {
    for (const tensor of Object.values(value.parts)) this.owners.set(tensor, (this.owners.get(tensor) ?? 0) + 1);
    this.free(slot);
    this.held.set(slot, value);
  }

  free(slot: number): void {
    const value = this.held.get(slot);
    this.held.delete(slot);
    for (const tensor of Object.values(value?.parts ?? {})) {
      const left = (this.owners.get(tensor) ?? 0) - 1;
      if (left > 0) this.owners.set(tensor, left);
      else {
        this.owners.delete(tensor);
        this.backend.free(tensor);
      }
    }
  }

  /** Frees a tensor that no slot holds. */
  drop(tensor: Tensor): void {
    if (!this.owners.has(tensor)) this.backend.free(tensor);
  }

  clear(): void {
    for (const slot of [...this.held.keys()]) this.free(slot);
  }
}

/** The value as nodes see it. @throws Error (a bug) when a part is missing. */
export function toValue(held: Held): Value {
  const part = (name: Part): Tensor => {
    const tensor = held.parts[name];
    if (!tensor) throw new Error(`a ${held.type} without its ${name}`);
    return tensor;
  };
  const { t, seed } = held;
  switch (held.type) {
    case "model":
      if (!held.network) throw new Error("a model without its network");
      return { type: "model", network: held.network };
    case "schedule":
      return { type: "schedule", schedule: scheduleOf(held) };
    case "sample":
      return { type: "sample", x: part("x"), t, seed, schedule: scheduleOf(held) };
    case "prediction": {
      const [eps, pred_xstart] = [part("eps"), part("pred_xstart")];
      const [log_variance, x_t] = [part("log_variance"), part("x_t")];
      return { type: "prediction", eps, pred_xstart, log_variance, x_t, t, seed, schedule: scheduleOf(held) };
    }
    case "image":
      return { type: "image", image: part("image") };
    case "mask":
      return { type: "mask", mask: part("mask") };
    case "number":
      return { type: "number", number: held.number ?? NaN, ...(held.parts.number && { items: held.parts.number }) };
    case "label":
      return { type: "label", label: held.number ?? 0 };
    case "frame":
      if (!held.frames) throw new Error("a frame without its place");
      return { type: "frame", frames: held.frames };
  }
}

function scheduleOf(held: Held): DiffusionSchedule {
  if (!held.schedule) throw new Error(`a ${held.type} without its schedule`);
  return held.schedule;
}

/** A node's value as a slot holds it. */
export function toHeld(value: Value): Held {
  const bare = { t: 0, seed: 0, parts: {} };
  switch (value.type) {
    case "model":
      return { ...bare, type: "model", network: value.network };
    case "schedule":
      return { ...bare, type: "schedule", schedule: value.schedule };
    case "sample":
      return { type: "sample", parts: { x: value.x }, t: value.t, seed: value.seed, schedule: value.schedule };
    case "prediction": {
      const { eps, pred_xstart, log_variance, x_t, t, seed, schedule } = value;
      return { type: "prediction", parts: { eps, pred_xstart, log_variance, x_t }, t, seed, schedule };
    }
    case "image":
      return { ...bare, type: "image", parts: { image: value.image } };
    case "mask":
      return { ...bare, type: "mask", parts: { mask: value.mask } };
    case "number":
      return { ...bare, type: "number", number: value.number, parts: value.items ? { number: value.items } : {} };
    case "label":
      return { ...bare, type: "label", number: value.label };
    case "frame":
      return { ...bare, type: "frame", frames: value.frames };
  }
}
