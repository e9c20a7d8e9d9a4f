import { plan } from "../../runtime/graph/plan.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import { UserError } from "../../runtime/problem.ts";
import type { Language } from "../../runtime/text.ts";
import type { Walk } from "../engine/messages.ts";
import { walkOf } from "../engine/walk-of.ts";

/** A second schedule, laid over that of the graph. */
export interface Compared {
  /** Of what it was asked for; see `PlayerAction`. */
  readonly what: string;
  /** In the language in which it is shown: only its words are sure to be there. */
  readonly title: (language: Language) => string;
  readonly walk: Walk;
}

/** The dry run of another graph, without its model; undefined where that graph cannot be run as it is. */
export function dryRunOf(graph: GraphFile, registry: Registry): Walk | undefined {
  try {
    return walkOf(plan(graph, registry));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
