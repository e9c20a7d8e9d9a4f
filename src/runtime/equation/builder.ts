import { BINARY, bitsOf, COMPARE, UNARY } from "./fold.ts";
import { operandsOf, withOperands } from "./instruction.ts";
import type { Compare, Float1, Float2, Instruction, Int1, Int2, Kernel } from "./kernel.ts";

/** The place of a value in a builder's code. */
export type Value = number;

/**
 * Writes kernels. The same instruction on the same values is written once, and what is known beforehand is computed in
 * float32 as the devices would, except where that gives no finite number. `build` leaves out what no result needs.
 */
export class KernelBuilder {
  private readonly code: Instruction[] = [];
  private readonly places = new Map<string, Value>();
  private readonly names = { input: [] as string[], scalar: [] as string[], word: [] as string[] };

  input(name: string): Value {
    return this.emit({ op: "input", index: indexIn(this.names.input, name) });
  }

  /** A number that each sample of a batch has of its own. */
  item(name: string): Value {
    return this.emit({ op: "item", index: indexIn(this.names.input, name) });
  }

  scalar(name: string): Value {
    return this.emit({ op: "scalar", index: indexIn(this.names.scalar, name) });
  }

  word(name: string): Value {
    return this.emit({ op: "iscalar", index: indexIn(this.names.word, name) });
  }

  block(): Value {
    return this.emit({ op: "block" });
  }

  const(value: number): Value {
    return this.emit({ op: "const", value: Math.fround(value) });
  }

  iconst(value: number): Value {
    return this.emit({ op: "iconst", value: value >>> 0 });
  }

  unary(op: Float1 | Int1, a: Value): Value {
    const known = this.known(a);
    const folded = known === undefined ? undefined : this.literal(op, UNARY[op](known));
    return folded ?? this.emit({ op, a });
  }

  binary(op: Float2 | Int2, a: Value, b: Value): Value {
    const [left, right] = [this.known(a), this.known(b)];
    const folded = left !== undefined && right !== undefined ? this.literal(op, BINARY[op](left, right)) : undefined;
    return folded ?? this.emit({ op, a, b });
  }

  compare(op: Compare, a: Value, b: Value): Value {
    return this.emit({ op, a, b });
  }

  /** `c ? a : b`, where `c` is a comparison. */
  select(c: Value, a: Value, b: Value): Value {
    const comparison = this.code[c];
    if (comparison && "b" in comparison && isCompare(comparison.op)) {
      const [left, right] = [this.known(comparison.a), this.known(comparison.b)];
      if (left !== undefined && right !== undefined) return COMPARE[comparison.op](left, right) ? a : b;
    }
    return a === b ? a : this.emit({ op: "select", c, a, b });
  }

  /** The kernel of these results, without what they do not need; inputs and scalars are named in order of first use. */
  build(domain: Kernel["domain"], outputs: readonly string[], results: readonly Value[]): Kernel {
    const needed = new Set<Value>(results);
    for (let place = this.code.length - 1; place >= 0; place -= 1) {
      const instruction = this.code[place];
      if (instruction && needed.has(place)) for (const operand of operandsOf(instruction)) needed.add(operand);
    }
    const moved = new Map<Value, number>();
    const names = { input: [] as string[], scalar: [] as string[], word: [] as string[] };
    const code: Instruction[] = [];
    this.code.forEach((instruction, place) => {
      if (!needed.has(place)) return;
      moved.set(place, code.length);
      code.push(
        this.renamed(
          withOperands(instruction, (operand) => moved.get(operand) ?? 0),
          names,
        ),
      );
    });
    const places = results.map((result) => moved.get(result) ?? 0);
    const key = keyOf(domain, outputs.length, code, places);
    return {
      key,
      domain,
      inputs: names.input,
      scalars: names.scalar,
      words: names.word,
      outputs,
      code,
      results: places,
    };
  }

  private renamed(instruction: Instruction, names: KernelBuilder["names"]): Instruction {
    if (!("index" in instruction)) return instruction;
    const list = { input: "input", item: "input", scalar: "scalar", iscalar: "word" } as const;
    const kind = list[instruction.op];
    return { op: instruction.op, index: indexIn(names[kind], this.names[kind][instruction.index] ?? "") };
  }

  private known(place: Value): number | undefined {
    const instruction = this.code[place];
    return instruction?.op === "const" || instruction?.op === "iconst" ? instruction.value : undefined;
  }

  private literal(op: Float1 | Float2 | Int1 | Int2, value: number): Value | undefined {
    if (op.startsWith("i") || op === "bitcast_u32" || op === "to_u32_trunc") return this.iconst(value);
    return Number.isFinite(value) ? this.const(value) : undefined;
  }

  private emit(instruction: Instruction): Value {
    const key = textOf(instruction);
    const found = this.places.get(key);
    if (found !== undefined) return found;
    this.code.push(instruction);
    this.places.set(key, this.code.length - 1);
    return this.code.length - 1;
  }
}

function isCompare(op: string): op is Compare {
  return Object.hasOwn(COMPARE, op);
}

function indexIn(names: string[], name: string): number {
  const found = names.indexOf(name);
  return found >= 0 ? found : names.push(name) - 1;
}

function textOf(instruction: Instruction): string {
  if (instruction.op === "const") return `const ${bitsOf(instruction.value)}`;
  if (instruction.op === "iconst") return `iconst ${instruction.value}`;
  if ("index" in instruction) return `${instruction.op} ${instruction.index}`;
  return `${instruction.op} ${operandsOf(instruction).join(" ")}`;
}

function keyOf(domain: string, outputs: number, code: readonly Instruction[], results: readonly number[]): string {
  return [domain, outputs, ...code.map(textOf), results.join(" ")].join(";");
}
