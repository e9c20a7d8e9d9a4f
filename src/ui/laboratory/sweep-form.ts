import { CLOUDS, POINTS, readCloud, writeCloud } from "../../runtime/laboratory/clouds.ts";
import type { Mixture } from "../../runtime/laboratory/mixture.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Param, Registry } from "../../runtime/node.ts";
import type { Language, Text } from "../../runtime/text.ts";
import type { Assets } from "../assets.ts";

/** A number of the graph along which it can be measured. */
export interface Choice {
  /** `node.param` */
  readonly key: string;
  readonly node: string;
  readonly param: string;
  readonly title: string;
}

/**
 * All numbers of a graph's nodes (or params of other kinds), r first where there is one. What a view shows, and how many at
 * once, changes no answer.
 */
export function choicesOf(
  graph: GraphFile,
  registry: Registry,
  language: Language,
  kinds: readonly Param["kind"][] = ["number"],
): readonly Choice[] {
  const all = graph.nodes.flatMap(({ id, type, title }) => {
    const definition = registry.get(type);
    if (!definition || definition.category === "view") return [];
    const name = title ?? definition.title[language];
    return definition.params
      .filter(({ kind, name }) => kinds.includes(kind) && name !== "batch")
      .map((param) => ({
        key: `${id}.${param.name}`,
        node: id,
        param: param.name,
        title: `${name}: ${param.title[language]}`,
      }));
  });
  const rank = ({ param }: Choice): number => ["jump_n_sample", "jump_length", "T"].indexOf(param) >>> 0;
  return all.toSorted((a, b) => rank(a) - rank(b));
}

/** Numbers with commas between. @returns undefined where something else is written. */
export function valuesOf(text: string): readonly number[] | undefined {
  const values = text
    .split(/[,，\s]+/)
    .filter((one) => one !== "")
    .map(Number);
  const isGood = values.length > 0 && values.length <= 12 && values.every(Number.isFinite);
  return isGood ? [...new Set(values)] : undefined;
}

/** Values that are worth a look, by the param's name. */
export function usualValues(param: string): string {
  if (param === "T") return "25, 50, 100, 250";
  return /^jump_(n_sample|length)$|^times$/.test(param) ? "1, 2, 5, 10, 20" : "0, 0.5, 1";
}

/** What a graph says of its data and of what is known; otherwise five blobs and 0.3. */
export function givenIn({ nodes }: GraphFile): { readonly data: string; readonly known: number } {
  const model = nodes.map(({ params }) => params["model"]).find((one) => typeof one === "string");
  const solid = nodes.find(({ type }) => type === "image/solid")?.params["value"];
  const data = typeof model === "string" && model.startsWith(POINTS) ? model.slice(POINTS.length) : "blobs";
  return { data: readCloud(data) ? data : "blobs", known: typeof solid === "number" ? solid : 0.3 };
}

/** Networks that were trained on the same points. */
export function trainedOn(
  data: string,
  { models }: Assets,
): readonly { readonly reference: string; readonly title: Text }[] {
  const wanted = written(readCloud(data));
  return models.filter(({ points }) => points !== undefined && written(readCloud(points)) === wanted);
}

const written = (mixture: Mixture | undefined): string => (mixture ? writeCloud(mixture) : "");

/** Data sets to choose from: those that come with the product, and the graph's own where it is another. */
export function dataSets(own: string, language: Language, ownTitle: string): readonly (readonly [string, string])[] {
  const all = CLOUDS.map(({ name, title }) => [name, title[language]] as const);
  return all.some(([name]) => name === own) ? all : [[own, ownTitle] as const, ...all];
}
