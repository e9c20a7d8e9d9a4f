import { inLanguage, type LessonText, type Step } from "../../runtime/lesson/format.ts";
import type { Panel } from "../layout/panels.ts";
import { referencesIn } from "./markdown.ts";
import { referenceOf } from "./references.ts";

/** What of the editor a step speaks of: a small screen has room for that alone. */
export interface Sight {
  /** The panel that is turned to when the step begins. */
  readonly panel: Panel;
  /** Whether the graph takes the place of the result beside the player. */
  readonly graph: boolean;
  /** Whether the task asks for the player's own buttons. */
  readonly stepping: boolean;
  /** The nodes that come into view; none for the whole graph. */
  readonly nodes: readonly string[];
}

/** So many nodes can still be read on a phone. */
const MOST_NODES = 3;

/** What a task asks to be wired, added or removed is done in the graph. */
const WIRING: readonly string[] = ["wire", "no-wire", "node", "no-node"];

/** @param result whether the step shows the result. */
export function sightOf({ text, scene, task }: Step, result: boolean): Sight {
  const conditions = task?.when ?? [];
  const stepping = conditions.some(({ kind }) => kind === "level");
  const clicked = conditions.flatMap((one) => (one.kind === "selected" ? [one.node] : []));
  const wires = conditions.some(({ kind }) => WIRING.includes(kind));
  const graph = !result || wires || scene?.frame !== undefined || scene?.select !== undefined || clicked.length > 0;
  const spoken = [text, task?.do].flatMap((words) => (words ? nodesIn(words) : []));
  const nodes = [clicked, scene?.select ?? [], spoken, scene?.frame ?? []].find((some) => some.length > 0) ?? [];
  return { panel: graph && !stepping ? "canvas" : "player", graph, stepping, nodes: nodes.slice(0, MOST_NODES) };
}

/** The nodes that a text points at, itself or by a wire, each once. */
function nodesIn(text: LessonText): string[] {
  const nodes = referencesIn(inLanguage(text, "en")).flatMap((href) => {
    const reference = referenceOf(href);
    if (reference?.kind === "wire") return [reference.from, reference.to];
    return reference && "node" in reference ? [reference.node] : [];
  });
  return [...new Set(nodes)];
}
