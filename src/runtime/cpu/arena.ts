import { problem, UserError } from "../problem.ts";

const PAGE = 65536;
/** Sizes are rounded up to this many bytes, so that few different ones are pooled. */
const GRAIN = 64;

/** Memory on loan from an arena: byte address and size. */
export interface Block {
  readonly address: number;
  readonly bytes: number;
}

/**
 * One WebAssembly memory that hands out blocks. A block that is given back is kept for the next one of its size; when none
 * is on loan the arena starts over, so that sizes long gone hold nothing back. Growth detaches `memory.buffer`: make views
 * when they are used.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  private readonly limit: number;
  private readonly start: number;
  private readonly free = new Map<number, number[]>();
  private top: number;
  private loans = 0;

  /** @param reserved bytes at the start that are never handed out. @param limit bytes in all. */
  constructor(reserved: number, limit: number) {
    const maximum = Math.min(PAGE, Math.floor(limit / PAGE));
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(reserved / PAGE), maximum });
    this.limit = maximum * PAGE;
    this.start = roundUp(reserved);
    this.top = this.start;
  }

  /** @throws UserError `out-of-memory` */
  take(wanted: number): Block {
    const bytes = roundUp(Math.max(wanted, 1));
    const block = this.unused(bytes) ?? this.fresh(bytes) ?? this.unused(this.nextSize(bytes));
    if (!block) throw outOfMemory(bytes);
    this.loans += 1;
    return block;
  }

  give({ address, bytes }: Block): void {
    this.loans -= 1;
    if (this.loans === 0) return this.clear();
    const list = this.free.get(bytes);
    if (list) list.push(address);
    else this.free.set(bytes, [address]);
  }

  /** Takes everything back. */
  clear(): void {
    this.free.clear();
    this.top = this.start;
    this.loans = 0;
  }

  private unused(bytes: number): Block | undefined {
    const address = this.free.get(bytes)?.pop();
    return address === undefined ? undefined : { address, bytes };
  }

  /** The smallest size above `bytes` of which there is an unused block. */
  private nextSize(bytes: number): number {
    const sizes = [...this.free].filter(([size, list]) => size > bytes && list.length > 0).map(([size]) => size);
    return Math.min(...sizes);
  }

  private fresh(bytes: number): Block | undefined {
    const address = this.top;
    if (!this.growTo(address + bytes)) return undefined;
    this.top += bytes;
    return { address, bytes };
  }

  private growTo(end: number): boolean {
    const held = this.memory.buffer.byteLength;
    if (end <= held) return true;
    if (end > this.limit) return false;
    const needed = Math.ceil((end - held) / PAGE);
    const generous = Math.min(Math.max(needed, Math.ceil(held / PAGE / 2)), (this.limit - held) / PAGE);
    try {
      this.memory.grow(generous);
      return true;
    } catch {
      return false;
    }
  }
}

function roundUp(bytes: number): number {
  return Math.ceil(bytes / GRAIN) * GRAIN;
}

function outOfMemory(bytes: number): UserError {
  const megabytes = Math.ceil(bytes / 2 ** 20);
  return new UserError(
    problem(
      "out-of-memory",
      { en: `There is no memory for ${megabytes} MB more.`, zh: `内存不足，无法再分配 ${megabytes} MB。` },
      { en: "Choose a smaller batch or a smaller picture.", zh: "请减小批量或图像尺寸。" },
    ),
  );
}
