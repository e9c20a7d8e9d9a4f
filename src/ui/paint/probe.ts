import { toMathML } from "../../runtime/equation/mathml.ts";
import { parseEquation } from "../../runtime/equation/parse.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Part, Stage } from "../../runtime/node.ts";
import type { ShownValue } from "../components/preview-store.ts";
import type { Floats } from "../engine/messages.ts";
import { pixelOf, shortNumber } from "./statistics.ts";

/** Where a probe looks: one node, its stage, and what lies on the wires into it and on its own output. */
export interface ProbeSite {
  readonly graph: GraphFile;
  readonly node: string;
  readonly stage: Stage;
  readonly values: ReadonlyMap<string, ShownValue>;
}

/** Numbers of one pixel by the names that the equation has for them, a channel each. */
export type Probed = ReadonlyMap<string, readonly number[]>;

/** The parts that a value's own picture shows. */
const SHOWN: readonly Part[] = ["x", "image", "mask", "pred_xstart"];

/** Reads the numbers of a pixel: of every tensor of the equation that is at hand, of its result, and of the schedule. */
export function probed({ graph, node, stage, values }: ProbeSite, x: number, y: number): Probed {
  const found = new Map<string, readonly number[]>();
  const take = (name: string, floats: Floats | undefined): void => {
    const numbers = floats ? pixelOf(floats, x, y) : [];
    if (numbers.length > 0) found.set(name, numbers);
  };
  for (const [name, { input, part }] of Object.entries(stage.tensors)) {
    const link = graph.links.find(([, , to, socket]) => to === node && socket === input);
    const live = link && values.get(link[0])?.live;
    take(name, SHOWN.includes(part) ? live?.floats : live?.parts[part]);
  }
  const own = values.get(node)?.live;
  const named = Object.values(stage.outputs).flatMap((parts) => Object.entries(parts));
  for (const [part, name] of named) {
    if (typeof name === "string" && SHOWN.some((shown) => shown === part)) take(name, own?.floats);
  }
  if (stage.level) for (const [name, value] of Object.entries(own?.scalars ?? {})) found.set(name, [value]);
  return found;
}

/**
 * The equation with one channel's numbers in place of names; what is not at hand keeps its symbol.
 *
 * @returns MathML, which escapes all that it is given; undefined where the equation cannot be read.
 */
export function numbersInto(stage: Stage, numbers: Probed, channel: number): string | undefined {
  // What stands before the equals sign needs no brackets; a factor beside the schedule's numbers does, as in 2(0.5).
  const results = Object.values(stage.outputs).flatMap((parts) => Object.values(parts));
  const beside = [...numbers.keys()].some((name) => !(name in stage.tensors) && !results.includes(name));
  const symbols = Object.fromEntries(
    [...numbers].map(([name, values]) => {
      const text = shortNumber(values[Math.min(channel, values.length - 1)] ?? NaN);
      const isFactor = name in stage.tensors;
      return [name, !results.includes(name) && (text.startsWith("−") || (isFactor && beside)) ? `(${text})` : text];
    }),
  );
  try {
    const names = [...Object.keys(stage.scalars ?? {}), ...Object.keys(stage.numbers ?? {})];
    return toMathML(parseEquation(stage.text), symbols, { scalars: names });
  } catch {
    return undefined; // What is wrong with it is among the problems.
  }
}
