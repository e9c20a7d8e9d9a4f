import { checkEquation, type CheckedEquation } from "../equation/check.ts";
import { EquationError, equationProblem } from "../equation/error.ts";
import { parseEquation } from "../equation/parse.ts";
import type { Scope } from "../equation/scope.ts";
import { TABLE_NAMES } from "../diffusion/tables.ts";
import type { NodeDefinition, Site, Stage } from "../node.ts";
import { UserError, type Problem } from "../problem.ts";

/** A stage whose equation has been read and checked against what is wired. */
export interface CheckedStage {
  readonly stage: Stage;
  readonly equation: CheckedEquation;
  /** The same equation up to what its network is shown, where that is worked out first. */
  readonly before?: CheckedEquation;
}

/** Names that a stage's own schedule lends to its equation. */
const SCHEDULE_SCALARS: readonly string[] = ["t", "T", "timestep", ...TABLE_NAMES];

/** The tensors that a stage's network call puts in scope. */
export function networkNames(stage: Stage, learned: boolean): readonly string[] {
  if (!stage.network) return [];
  const { out = "out", guided, bounds } = stage.network;
  const limits = bounds ? ["x_min", "x_max"] : [];
  return [out, ...(learned ? ["v"] : []), ...(guided ? ["out_uncond"] : []), ...limits];
}

/** Numbers of which each sample has its own travel as tensors. */
function withItems(stage: Stage, site: Site): Stage {
  const isOwn = ([, input]: readonly [string, string]): boolean => site.inputs[input]?.shape !== undefined;
  const numbers = Object.entries(stage.numbers ?? {});
  const items = numbers.filter(isOwn).map(([name, input]) => [name, { input, part: "number" as const }] as const);
  if (items.length === 0) return stage;
  return {
    ...stage,
    tensors: { ...stage.tensors, ...Object.fromEntries(items) },
    numbers: Object.fromEntries(numbers.filter((entry) => !isOwn(entry))),
  };
}

/** Reads the equation of a node; mistakes come back as problems at that node. */
export function checkStage(
  definition: NodeDefinition,
  site: Site,
): CheckedStage | { readonly problems: readonly Problem[] } {
  try {
    const given = definition.stage?.(site);
    if (!given) return { problems: [] };
    const stage = withItems(given, site);
    const card = stage.network ? (site.inputs[stage.network.model]?.card ?? site.card) : undefined;
    const learned = stage.network?.cotangent === undefined && (card?.variance ?? "learned_range") === "learned_range";
    const assigned = (mayBeOne = false): string[] =>
      Object.values(stage.outputs).flatMap((parts) =>
        Object.entries(parts).flatMap(([part, name]) =>
          typeof name === "string" && (!mayBeOne || part === "log_variance") ? [name] : [],
        ),
      );
    const ast = parseEquation(stage.text);
    const scope: Scope = {
      tensors: [...Object.keys(stage.tensors), ...networkNames(stage, learned), ...(stage.noise ?? [])],
      scalars: [
        ...(stage.level ? SCHEDULE_SCALARS : []),
        ...Object.keys(stage.scalars ?? {}),
        ...Object.keys(stage.numbers ?? {}),
      ],
      outputs: [...new Set(assigned())],
      even: assigned(true), // A fixed variance is one number at each level.
    };
    const shown = stage.network?.cotangent;
    return {
      stage,
      equation: checkEquation(ast, scope),
      ...(shown !== undefined && { before: checkEquation(ast, { ...scope, outputs: [shown] }) }),
    };
  } catch (error) {
    const param = definition.params.find((p) => p.kind === "equation")?.name;
    const place = { node: site.id, ...(param !== undefined && { param }) };
    if (error instanceof EquationError) return { problems: [equationProblem(error, place)] };
    if (error instanceof UserError) return { problems: error.problems.map((p) => ({ ...place, ...p })) };
    throw error;
  }
}
