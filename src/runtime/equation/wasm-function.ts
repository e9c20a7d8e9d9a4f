/** Types of WebAssembly values. */
export const I32 = 0x7f;
export const V128 = 0x7b;

/** The opcodes that kernels need; those from 0xfd00 on are SIMD instructions behind the prefix byte. */
export const OP = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  local_get: 0x20,
  local_set: 0x21,
  local_tee: 0x22,
  i32_load: 0x28,
  i32_const: 0x41,
  i32_eqz: 0x45,
  i32_lt_u: 0x49,
  i32_gt_u: 0x4b,
  i32_ge_u: 0x4f,
  i32_add: 0x6a,
  i32_sub: 0x6b,
  i32_and: 0x71,
  i32_shl: 0x74,
  i32_shr_u: 0x76,
  v128_load: 0xfd00,
  v128_load32_splat: 0xfd09,
  v128_store: 0xfd0b,
  v128_const: 0xfd0c,
  i8x16_shuffle: 0xfd0d,
  i32x4_splat: 0xfd11,
  f32x4_eq: 0xfd41,
  f32x4_lt: 0xfd43,
  f32x4_gt: 0xfd44,
  f32x4_le: 0xfd45,
  f32x4_ge: 0xfd46,
  v128_and: 0xfd4e,
  v128_or: 0xfd50,
  v128_xor: 0xfd51,
  v128_bitselect: 0xfd52,
  v128_store32_lane: 0xfd5a,
  f32x4_floor: 0xfd68,
  i32x4_shl: 0xfdab,
  i32x4_shr_u: 0xfdad,
  i32x4_add: 0xfdae,
  i32x4_sub: 0xfdb1,
  i32x4_mul: 0xfdb5,
  i64x2_extmul_low_u: 0xfdde,
  i64x2_extmul_high_u: 0xfddf,
  f32x4_abs: 0xfde0,
  f32x4_neg: 0xfde1,
  f32x4_sqrt: 0xfde3,
  f32x4_add: 0xfde4,
  f32x4_sub: 0xfde5,
  f32x4_mul: 0xfde6,
  f32x4_div: 0xfde7,
  f32x4_min: 0xfde8,
  f32x4_max: 0xfde9,
  i32x4_trunc_sat_f32x4_s: 0xfdf8,
  f32x4_convert_i32x4_s: 0xfdfa,
  f32x4_convert_i32x4_u: 0xfdfb,
} as const;

export type Op = keyof typeof OP;

/** Writes the body of one function, byte by byte. */
export class FunctionBody {
  readonly bytes: number[] = [];
  private readonly localTypes: number[] = [];
  private readonly params: number;

  constructor(params: number) {
    this.params = params;
  }

  /** A new local of this type. */
  local(type: number): number {
    return this.params + this.localTypes.push(type) - 1;
  }

  op(op: Op): void {
    const code = OP[op];
    if (code < 0x100) this.bytes.push(code);
    else this.bytes.push(code >> 8, ...unsigned(code & 0xff));
  }

  get(local: number): void {
    this.op("local_get");
    this.bytes.push(...unsigned(local));
  }

  set(local: number): void {
    this.op("local_set");
    this.bytes.push(...unsigned(local));
  }

  /** A signed 32-bit constant. */
  int(value: number): void {
    this.op("i32_const");
    this.bytes.push(...signed(value | 0));
  }

  /** A load or store at a byte offset; addresses need not be aligned to more than 4 bytes. */
  memory(op: Op, offset: number, ...lane: readonly number[]): void {
    this.op(op);
    this.bytes.push(2, ...unsigned(offset), ...lane);
  }

  /** `br` or `br_if` out of (or, for a loop, back to) the block this many levels up. */
  branch(op: "br" | "br_if", levels: number): void {
    this.op(op);
    this.bytes.push(levels);
  }

  /** `block { loop { body } }`: inside, branch 1 leaves and branch 0 goes on. */
  loop(body: () => void): void {
    this.op("block");
    this.bytes.push(0x40);
    this.op("loop");
    this.bytes.push(0x40);
    body();
    this.branch("br", 0);
    this.op("end");
    this.op("end");
  }

  /** Runs one of two bodies: `yes` if the number on the stack is not 0. */
  choose(yes: () => void, no?: () => void): void {
    this.op("if");
    this.bytes.push(0x40);
    yes();
    if (no) {
      this.op("else");
      no();
    }
    this.op("end");
  }

  /** Pushes a vector of four words. */
  lanes(words: readonly number[]): void {
    this.op("v128_const");
    for (const word of words) for (let bit = 0; bit < 32; bit += 8) this.bytes.push((word >>> bit) & 0xff);
  }

  /** Pushes the i32 at a byte offset from the address in local 0. */
  parameter(offset: number): void {
    this.get(0);
    this.memory("i32_load", offset);
  }

  /** `to = from + by` */
  add(to: number, from: number, by: number): void {
    this.get(from);
    this.int(by);
    this.op("i32_add");
    this.set(to);
  }

  /** Runs `body` as often as the local says, which is 0 afterwards. */
  countdown(local: number, body: () => void): void {
    this.loop(() => {
      this.get(local);
      this.op("i32_eqz");
      this.branch("br_if", 1);
      body();
      this.add(local, local, -1);
    });
  }

  /** The function with its locals, as the code section holds it. */
  encoded(): number[] {
    const locals = this.localTypes.flatMap((type) => [1, type]);
    const content = [...unsigned(this.localTypes.length), ...locals, ...this.bytes, OP.end];
    return [...unsigned(content.length), ...content];
  }
}

/** LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  do {
    const low = value & 0x7f;
    value >>>= 7;
    bytes.push(value === 0 ? low : low | 0x80);
  } while (value !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (;;) {
    const low = value & 0x7f;
    value >>= 7;
    if ((value === 0 && (low & 0x40) === 0) || (value === -1 && (low & 0x40) !== 0)) return [...bytes, low];
    bytes.push(low | 0x80);
  }
}
