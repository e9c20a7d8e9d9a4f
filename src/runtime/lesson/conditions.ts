import type { GraphFile } from "../graph/format.ts";
import type { ParamValue } from "../node.ts";
import type { Action, Comparison, Condition, Task } from "./format.ts";

/** What is known of the editor when a task is looked at. */
export interface Facts {
  readonly graph: GraphFile;
  /** The selected nodes. */
  readonly selected: ReadonlySet<string>;
  /** Whether the graph as it is has been run to its end. */
  readonly finished: boolean;
  /** The level of the moment that is looked at; undefined without a run. */
  readonly level: number | undefined;
  /** Of the dry run; undefined while the graph cannot be run. */
  readonly calls: number | undefined;
  /** Share of the picture that this mask says is known, 0 to 1. */
  readonly known: (node: string) => number | undefined;
  /** Total variation of what a scatter shows at the end of a run; undefined where there is none. */
  readonly variation: (node: string) => number | undefined;
  readonly compared: boolean;
}

export const isDone = ({ when }: Task, facts: Facts): boolean => when.every((condition) => holds(condition, facts));

/** Whether a condition holds. */
function holds(condition: Condition, facts: Facts): boolean {
  const { graph } = facts;
  switch (condition.kind) {
    case "param": {
      const { name, is, value } = condition;
      return graph.nodes.some((node) => isNamed(node, condition.node) && compares(node.params[name], is, value));
    }
    case "wire":
      return hasWire(graph, condition);
    case "no-wire":
      return !hasWire(graph, condition);
    case "node":
      return graph.nodes.some(({ type }) => type === condition.type);
    case "no-node":
      return graph.nodes.every(({ type }) => type !== condition.type);
    case "selected":
      return graph.nodes.some((node) => isNamed(node, condition.node) && facts.selected.has(node.id));
    case "finished":
      return facts.finished;
    case "level":
      return compares(facts.level, condition.is, condition.value);
    case "calls":
      return compares(facts.calls, condition.is, condition.value);
    case "known":
      return compares(facts.known(condition.node), condition.is, condition.value);
    case "variation":
      return compares(facts.variation(condition.node), condition.is, condition.value);
    case "compared":
      return facts.compared;
  }
}

const isNamed = ({ id, type }: { readonly id: string; readonly type: string }, name: string): boolean =>
  name.includes("/") ? type === name : id === name;

function hasWire(
  { nodes, links }: GraphFile,
  wanted: { readonly from: string; readonly output: string; readonly to: string; readonly input: string },
): boolean {
  const named = (id: string, name: string): boolean => nodes.some((node) => node.id === id && isNamed(node, name));
  return links.some(
    ([from, output, to, input]) =>
      output === wanted.output && input === wanted.input && named(from, wanted.from) && named(to, wanted.to),
  );
}

function compares(came: ParamValue | undefined, is: Comparison, wanted: ParamValue): boolean {
  if (came === undefined) return false;
  switch (is) {
    case "=":
      return came === wanted;
    case "≠":
      return came !== wanted;
    default:
      return typeof came === "number" && typeof wanted === "number" && ordered(came, is, wanted);
  }
}

function ordered(came: number, is: "<" | "≤" | ">" | "≥", wanted: number): boolean {
  if (is === "<") return came < wanted;
  if (is === "≤") return came <= wanted;
  return is === ">" ? came > wanted : came >= wanted;
}

/** What fulfils a task: what it says itself, or what follows from its conditions. */
export function actionsOf({ show, when }: Task): readonly Action[] {
  return show ?? when.flatMap(actionOf);
}

function actionOf(condition: Condition): readonly Action[] {
  switch (condition.kind) {
    case "param":
      return /[=≤≥]/.test(condition.is)
        ? [{ do: "set", node: condition.node, name: condition.name, value: condition.value }]
        : [];
    case "wire": {
      const { from, output, to, input } = condition;
      return [{ do: "connect", from, output, to, input }];
    }
    case "no-wire":
      return [{ do: "disconnect", to: condition.to, input: condition.input }];
    case "selected":
      return [{ do: "select", node: condition.node }];
    case "finished":
      return [{ do: "run" }];
    case "level":
      return [{ do: "level", t: condition.value }];
    case "compared":
      return [{ do: "compare" }];
    default:
      return [];
  }
}
