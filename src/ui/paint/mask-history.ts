import { sameMask, type Mask } from "./mask.ts";

/** Masks as they were, whole: what is undone is exactly what was. The painter has its own, apart from the document's. */
export class MaskHistory {
  private past: Mask[] = [];
  private future: Mask[] = [];
  private now: Mask;
  private readonly limit: number;

  constructor(mask: Mask, limit = 200) {
    this.now = mask;
    this.limit = limit;
  }

  get mask(): Mask {
    return this.now;
  }

  get canUndo(): boolean {
    return this.past.length > 0;
  }

  get canRedo(): boolean {
    return this.future.length > 0;
  }

  /** @returns whether anything has changed; what changes nothing leaves no entry. */
  take(mask: Mask): boolean {
    if (mask === this.now || sameMask(mask, this.now)) return false;
    this.past.push(this.now);
    if (this.past.length > this.limit) this.past.shift();
    this.future = [];
    this.now = mask;
    return true;
  }

  undo(): boolean {
    const before = this.past.pop();
    if (!before) return false;
    this.future.push(this.now);
    this.now = before;
    return true;
  }

  redo(): boolean {
    const after = this.future.pop();
    if (!after) return false;
    this.past.push(this.now);
    this.now = after;
    return true;
  }
}
