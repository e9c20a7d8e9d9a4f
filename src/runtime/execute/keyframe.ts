import type { Backend, Shape, Tensor } from "../backend.ts";
import type { Frame } from "../diffusion/frame.ts";
import type { Plan } from "../graph/program.ts";
import type { Part, SocketType } from "../node.ts";
import type { WalkerState } from "../walk.ts";
import { packed, unpacked, type Packed } from "./packed.ts";
import type { Held, Slots } from "./values.ts";

/** A run at one moment, on the host: it can be kept, sent, and gone on from bit for bit. */
export interface Keyframe {
  /** Events before this moment. */
  readonly index: number;
  readonly walker: WalkerState;
  readonly values: readonly StoredValue[];
}

/** What lay in one slot. Models and schedules are not stored: the plan has them. */
export interface StoredValue {
  readonly slot: number;
  readonly type: SocketType;
  readonly t: number;
  readonly seed: number;
  readonly number?: number;
  readonly frames?: readonly Frame[];
  readonly parts: Readonly<Partial<Record<Part, { readonly shape: Shape; readonly data: Packed }>>>;
}

/** What was read home of tensors that are alive still: none is written to twice, so every key-frame shares it. */
export type ReadHome = WeakMap<Tensor, Promise<Packed>>;

/** Reads all slots home. */
export async function storeValues(slots: Slots, backend: Backend, home: ReadHome): Promise<StoredValue[]> {
  const stored: StoredValue[] = [];
  for (const [slot, { type, t, seed, number, frames, parts }] of [...slots.entries()]) {
    const read: Partial<Record<Part, { shape: Shape; data: Packed }>> = {};
    for (const [part, tensor] of Object.entries(parts) as [Part, Tensor][]) {
      const data = home.get(tensor) ?? backend.read(tensor).then(packed);
      home.set(tensor, data);
      read[part] = { shape: tensor.shape, data: await data };
    }
    stored.push({
      slot,
      type,
      t,
      seed,
      parts: read,
      ...(number !== undefined && { number }),
      ...(frames && { frames }),
    });
  }
  return stored;
}

/** Puts stored values back; those of type model are left to the caller. */
export function restoreValues(keyframe: Keyframe, plan: Plan, slots: Slots, backend: Backend, home: ReadHome): void {
  const tensors = new Map<Packed, Tensor>();
  const upload = (data: Packed, shape: Shape): Tensor => {
    const tensor = tensors.get(data) ?? backend.upload(unpacked(data), shape);
    tensors.set(data, tensor);
    home.set(tensor, Promise.resolve(data));
    return tensor;
  };
  for (const { slot, type, t, seed, number, frames, parts } of keyframe.values) {
    if (type === "model") continue;
    const schedule = plan.slots[slot]?.facts.schedule;
    const uploaded: Partial<Record<Part, Tensor>> = {};
    try {
      for (const [part, { shape, data }] of Object.entries(parts) as [Part, { shape: Shape; data: Packed }][]) {
        uploaded[part] = upload(data, shape);
      }
    } catch (error) {
      for (const tensor of new Set(Object.values(uploaded))) slots.drop(tensor);
      throw error;
    }
    const held: Held = {
      type,
      t,
      seed,
      parts: uploaded,
      ...(schedule && { schedule }),
      ...(number !== undefined && { number }),
      ...(frames && { frames }),
    };
    slots.set(slot, held);
  }
}
