import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { NodeDefinition, Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { NodeIndex } from "./node-index.ts";

/**
 * Finds node types for an element by what is typed: by what they do, and until the index of that has been fetched, by
 * their titles alone.
 */
export class NodeFinder implements ReactiveController {
  private readonly host: ReactiveControllerHost;
  private index: NodeIndex | undefined;
  private of: { readonly registry: Registry; readonly language: Language } | undefined;

  constructor(host: ReactiveControllerHost) {
    this.host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.of = undefined; // What is fetched by then is for nobody.
  }

  /** Has the index fetched, before the first letter is typed. */
  prepare(registry: Registry, language: Language): void {
    if (this.of?.registry === registry && this.of.language === language) return;
    const of = { registry, language };
    [this.of, this.index] = [of, undefined];
    void import("./node-index.ts")
      .then(async ({ NodeIndex }) => await NodeIndex.of(registry, language))
      .then((index) => {
        if (this.of !== of) return;
        this.index = index;
        this.host.requestUpdate();
      });
  }

  /** @returns all in their order where nothing is typed, else those that answer, the best first. */
  found(registry: Registry, query: string, language: Language): readonly NodeDefinition[] {
    const all = [...registry.values()];
    const typed = query.trim().toLowerCase();
    if (typed === "") return all;
    this.prepare(registry, language);
    if (!this.index) return all.filter(({ title }) => title[language].toLowerCase().includes(typed));
    return this.index.found(typed).flatMap((type) => registry.get(type) ?? []);
  }
}
