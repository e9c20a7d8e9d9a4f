import MiniSearch from "minisearch";
import type { NodeDefinition, Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { AskedFor } from "./asked-for.ts";
import { termsOf } from "./terms.ts";

const FIELDS = ["title", "other", "asked", "help", "inside"] as const;
/** A result with less than this part of the best one's score is left out. */
const LEAST = 0.15;

const loaders: Readonly<Record<Language, () => Promise<{ readonly asked: AskedFor }>>> = {
  en: () => import("./en.ts"),
  zh: () => import("./zh.ts"),
};

/** Node types, found by what they do: by titles, by what people call them, by their help, and by what can be set at them. */
export class NodeIndex {
  private readonly search: MiniSearch<Record<(typeof FIELDS)[number] | "id", string>>;

  private constructor(registry: Registry, language: Language, asked: AskedFor) {
    this.search = new MiniSearch({
      fields: [...FIELDS],
      tokenize: (text) => [...termsOf(text, language)],
      processTerm: (term) => term,
      searchOptions: {
        boost: { title: 4, other: 2, asked: 3, help: 1, inside: 0.5 },
        prefix: (term) => term.length > 1 || /\p{Script=Han}/u.test(term),
        fuzzy: (term) => (/^\p{Script=Latin}{5,}$/u.test(term) ? 1 : false),
      },
    });
    this.search.addAll([...registry.values()].map((node) => documentOf(node, language, asked[node.type] ?? "")));
  }

  static async of(registry: Registry, language: Language): Promise<NodeIndex> {
    const { asked } = await loaders[language]();
    return new NodeIndex(registry, language, asked);
  }

  /** @returns types, the best first; none where nothing answers. Where nothing does as it is typed, two letters may be wrong. */
  found(query: string): readonly string[] {
    const exact = this.search.search(query);
    const results = exact.length > 0 ? exact : this.search.search(query, { fuzzy: 0.3 });
    const least = (results[0]?.score ?? 0) * LEAST;
    return results.filter(({ score }) => score >= least).map(({ id }) => String(id));
  }
}

function documentOf({ type, title, help, params, inputs, outputs }: NodeDefinition, language: Language, asked: string) {
  const other = language === "en" ? title.zh : title.en;
  const inside = [...params, ...inputs, ...outputs].map((part) => part.title[language]).join(", ");
  return { id: type, title: title[language], other: `${other} ${type}`, asked, help: help[language], inside };
}
