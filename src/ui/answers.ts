import type { NodeDefinition } from "../runtime/node.ts";
import type { Language } from "../runtime/text.ts";

/** Whether a node type is meant by what is typed into a search. */
export function answers({ title, type, help }: NodeDefinition, query: string, language: Language): boolean {
  const typed = query.trim().toLowerCase();
  return [title.en, title.zh, type, help[language]].some((text) => text.toLowerCase().includes(typed));
}
