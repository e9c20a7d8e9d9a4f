import type { EquationAst } from "./ast.ts";
import { Checker, type Facts } from "./checker.ts";
import type { EquationError } from "./error.ts";
import type { Scope } from "./scope.ts";

/** What is known of an assigned name. */
export interface Assigned {
  readonly kind: "tensor" | "scalar";
  /** The tensors and scalars of the scope that it depends on, through whatever other assignments. */
  readonly tensors: readonly string[];
  readonly scalars: readonly string[];
}

/** An equation without mistakes, and what it needs. */
export interface CheckedEquation {
  readonly ast: EquationAst;
  readonly scope: Scope;
  readonly assigned: ReadonlyMap<string, Assigned>;
  /** What the outputs depend on; what is not listed need not be there (unread noise is not drawn). */
  readonly reads: { readonly tensors: readonly string[]; readonly scalars: readonly string[] };
}

/** All mistakes of an equation, in the order of its text. */
export function equationMistakes(ast: EquationAst, scope: Scope): EquationError[] {
  const checker = new Checker(scope);
  checker.check(ast);
  return checker.mistakes;
}

/**
 * Checks names, parts of functions, shapes and divisions by a constant zero.
 * @throws EquationError: the first of `equationMistakes`.
 */
export function checkEquation(ast: EquationAst, scope: Scope): CheckedEquation {
  const checker = new Checker(scope);
  const facts = checker.check(ast);
  const [first] = checker.mistakes;
  if (first) throw first;
  const outputs = scope.outputs.map((name) => facts.get(name));
  const assigned = new Map([...facts].map(([name, fact]) => [name, toAssigned(fact, scope)]));
  const all = { tensors: new Set<string>(), scalars: new Set<string>() };
  for (const fact of outputs) {
    for (const name of fact?.tensors ?? []) all.tensors.add(name);
    for (const name of fact?.scalars ?? []) all.scalars.add(name);
  }
  return { ast, scope, assigned, reads: inScopeOrder(all, scope) };
}

function toAssigned(fact: Facts, scope: Scope): Assigned {
  return { kind: fact.tensors.size > 0 ? "tensor" : "scalar", ...inScopeOrder(fact, scope) };
}

function inScopeOrder(
  facts: { readonly tensors: ReadonlySet<string>; readonly scalars: ReadonlySet<string> },
  scope: Scope,
): { tensors: string[]; scalars: string[] } {
  return {
    tensors: scope.tensors.filter((name) => facts.tensors.has(name)),
    scalars: scope.scalars.filter((name) => facts.scalars.has(name)),
  };
}
