import { FUNCTIONS, isFunction, type EquationAst, type Expression } from "./ast.ts";
import { constantOf } from "./constant.ts";
import type { EquationError } from "./error.ts";
import * as mistake from "./mistakes.ts";
import type { Scope } from "./scope.ts";

/** What an expression depends on, and its value where that is known beforehand. */
export interface Facts {
  readonly tensors: ReadonlySet<string>;
  readonly scalars: ReadonlySet<string>;
  readonly constant: number | undefined;
}

const NOTHING: ReadonlySet<string> = new Set();
/** After a mistake nothing more is said about the value: it counts as a picture of unknown origin. */
const UNKNOWN: Facts = { tensors: new Set(["?"]), scalars: NOTHING, constant: undefined };

/** Walks an equation once, gathering facts and mistakes. */
export class Checker {
  readonly mistakes: EquationError[] = [];
  private readonly scope: Scope;
  private readonly assigned = new Map<string, Facts>();
  private readonly lines = new Map<string, number>();

  constructor(scope: Scope) {
    this.scope = scope;
  }

  check(ast: EquationAst): ReadonlyMap<string, Facts> {
    for (const { name, at } of ast.assignments) if (!this.lines.has(name)) this.lines.set(name, at.line);
    for (const { name, at, value } of ast.assignments) {
      const facts = this.facts(value, false);
      if (isFunction(name)) this.mistakes.push(mistake.assignedFunction(name, at));
      else if (this.isInput(name)) this.mistakes.push(mistake.assignedInput(name, at));
      else if (this.assigned.has(name)) this.mistakes.push(mistake.assignedTwice(name, at, this.lines.get(name) ?? 1));
      else this.assigned.set(name, facts);
      if (this.isPicture(name) && facts.tensors.size === 0) this.mistakes.push(mistake.singleNumber(name, at));
    }
    const end = ast.assignments.at(-1)?.at ?? { line: 1, column: 1, length: 0 };
    for (const name of this.scope.outputs) {
      if (!this.lines.has(name)) this.mistakes.push(mistake.neverAssigned(name, end, [...this.lines.keys()]));
    }
    return this.assigned;
  }

  private isPicture(name: string): boolean {
    return this.scope.outputs.includes(name) && !this.scope.even?.includes(name);
  }

  private isInput(name: string): boolean {
    return this.scope.tensors.includes(name) || this.scope.scalars.includes(name);
  }

  private facts(expression: Expression, comparisonAllowed: boolean): Facts {
    switch (expression.kind) {
      case "number":
        return { tensors: NOTHING, scalars: NOTHING, constant: Math.fround(expression.value) };
      case "name":
        return this.name(expression.name, expression);
      case "negate":
        return combine(expression, [this.facts(expression.operand, false)]);
      case "binary":
        return this.binary(expression);
      case "compare":
        if (!comparisonAllowed) this.mistakes.push(mistake.misplacedComparison(expression.operator, expression.at));
        return combine(expression, [this.facts(expression.left, false), this.facts(expression.right, false)]);
      case "call":
        return this.call(expression);
    }
  }

  private name(name: string, expression: Expression): Facts {
    const facts = this.assigned.get(name);
    if (facts) return facts;
    if (this.scope.tensors.includes(name)) return { tensors: new Set([name]), scalars: NOTHING, constant: undefined };
    if (this.scope.scalars.includes(name)) return { tensors: NOTHING, scalars: new Set([name]), constant: undefined };
    if (isFunction(name)) this.mistakes.push(mistake.functionAsName(name, expression.at));
    else this.mistakes.push(mistake.unknownName(name, expression.at, this.known(), this.lines.get(name)));
    return UNKNOWN;
  }

  private known(): string[] {
    return [...this.scope.tensors, ...this.scope.scalars, ...this.assigned.keys()];
  }

  private binary(expression: Expression & { kind: "binary" }): Facts {
    const [left, right] = [this.facts(expression.left, false), this.facts(expression.right, false)];
    if (expression.operator === "/" && right.constant === 0) this.mistakes.push(mistake.divisionByZero(expression.at));
    return combine(expression, [left, right]);
  }

  private call(expression: Expression & { kind: "call" }): Facts {
    const { callee, args, at } = expression;
    const parts = args.map((argument, index) => this.facts(argument, callee === "select" && index === 0));
    if (!isFunction(callee)) {
      const isValue = this.isInput(callee) || this.assigned.has(callee);
      this.mistakes.push(isValue ? mistake.notAFunction(callee, at) : mistake.unknownFunction(callee, at));
      return UNKNOWN;
    }
    if (args.length !== FUNCTIONS[callee]) {
      this.mistakes.push(mistake.wrongArity(callee, FUNCTIONS[callee], args.length, at));
      return UNKNOWN;
    }
    const [condition] = args;
    if (callee === "select" && condition && condition.kind !== "compare") {
      this.mistakes.push(mistake.notAComparison(condition.at));
    }
    return combine(expression, parts);
  }
}

function combine(expression: Expression, parts: readonly Facts[]): Facts {
  const constants = parts.map((part) => part.constant);
  return {
    tensors: union(parts.map((part) => part.tensors)),
    scalars: union(parts.map((part) => part.scalars)),
    constant: constants.every((value) => value !== undefined) ? constantOf(expression, constants) : undefined,
  };
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}
