import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Param, ParamValue, Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import { setParam } from "../edits.ts";

/** A param of a node that can be given other values. */
export interface Changeable {
  /** `node.param` */
  readonly key: string;
  readonly node: string;
  readonly param: Param;
  readonly title: string;
  readonly value: ParamValue;
}

/** The kinds of params whose values a person writes in a line. */
const KINDS: readonly Param["kind"][] = ["number", "seed", "choice", "flag"];
/** What is changed most often comes first. */
const FIRST = ["jump_n_sample", "jump_length", "T", "seed"];

/** All params of a graph that can be changed in a line, those that are changed most first; views change no answer. */
export function changeables(graph: GraphFile, registry: Registry, language: Language): readonly Changeable[] {
  const all = graph.nodes.flatMap((node): Changeable[] => {
    const definition = registry.get(node.type);
    if (!definition || definition.category === "view") return [];
    const name = node.title ?? definition.title[language];
    return definition.params
      .filter(({ kind }) => KINDS.includes(kind))
      .map((param) => ({
        key: `${node.id}.${param.name}`,
        node: node.id,
        param,
        title: `${name}: ${param.title[language]}`,
        value: node.params[param.name] ?? param.default,
      }));
  });
  const rank = ({ param }: Changeable): number => FIRST.indexOf(param.name) >>> 0;
  return all.toSorted((a, b) => rank(a) - rank(b));
}

/** The graph with other values of some params, by `node.param`. */
export function withValues(graph: GraphFile, values: Readonly<Record<string, ParamValue>>): GraphFile {
  return Object.entries(values).reduce((now, [key, value]) => {
    const dot = key.lastIndexOf(".");
    return setParam(key.slice(0, dot), key.slice(dot + 1), value)(now);
  }, graph);
}

/** Values to begin with, as they are written: some around what the graph has. */
export function usualValues({ param, value }: Changeable): string {
  if (param.kind === "choice") return param.options.map((option) => option.value).join(", ");
  if (param.kind === "flag") return "false, true";
  if (param.kind === "seed") return "1:4:1";
  if (param.name === "T") return "25, 50, 100";
  if (param.name === "jump_n_sample" || param.name === "jump_length") return "1, 2, 5, 10";
  const now = Number(value);
  return [...new Set([now / 2, now, now * 2].map((one) => (isWhole(param) ? Math.round(one) : one)))].join(", ");
}

const isWhole = (param: Param): boolean => param.kind === "number" && param.integer === true;
