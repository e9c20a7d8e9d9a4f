import { analyse, type Analysis, type Env } from "../graph/analyse.ts";
import type { GraphFile } from "../graph/format.ts";
import type { WiredNode } from "../graph/wiring.ts";
import type { Params, Part, Registry, Stage } from "../node.ts";
import { UserError } from "../problem.ts";

/** What is known of a graph that is to be written in another language. @throws UserError when the graph has errors. */
export function analysed(graph: GraphFile, registry: Registry, env: Env): Analysis {
  const analysis = analyse(graph, registry, env);
  const errors = analysis.problems.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new UserError(...errors);
  return analysis;
}

/** The input whose level a node works at: its first sample or prediction, or the one that its definition names. */
export function levelInput({ definition, node }: WiredNode, { sites }: Analysis): string | undefined {
  const named = definition.level && "from" in definition.level ? [definition.level.from] : [];
  return [...named, ...definition.inputs.filter((input) => !input.feedback).map(({ name }) => name)].find((name) => {
    const type = sites.get(node.id)?.inputs[name]?.type;
    return type === "sample" || type === "prediction";
  });
}

/** How many levels up a node moves its sample: −1, 0 or 1 on every visit; undefined where it decides on arrival. */
export function stepOf({ definition }: WiredNode, params: Params): number | undefined {
  const moves = definition.path ? definition.moves?.(params) : 0;
  if (moves !== 1) return moves;
  const [next = 500] = definition.path?.({ params, T: 1000, t: 500, memory: new Map() }) ?? [];
  return next > 500 ? 1 : -1;
}

/** What lies on each of a stage's outputs, part by part: what its equation assigns, or what it passes through. */
export function outputsOf<T>(
  { outputs }: Stage,
  assigned: (name: string) => T,
  passed: (input: string, part: Part) => T | undefined,
): readonly (readonly [output: string, parts: Readonly<Partial<Record<Part, T>>>])[] {
  return Object.entries(outputs).map(([output, sources]) => {
    const parts: Partial<Record<Part, T>> = {};
    for (const [part, source] of Object.entries(sources) as [Part, string | { input: string; part: Part }][]) {
      const found = typeof source === "string" ? assigned(source) : passed(source.input, source.part);
      if (found !== undefined) parts[part] = found;
    }
    return [output, parts];
  });
}
