import type { Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { Assets } from "../assets.ts";
import type { Walk } from "../engine/messages.ts";
import type { GalleryEntry } from "../gallery/entries.ts";
import { words } from "../i18n/index.ts";
import type { OpenedGraph } from "../open-file.ts";
import type { Compared } from "../timeline/compare.ts";

/** The editor, as comparing schedules sees it. */
interface Comparing {
  readonly registry: Registry;
  readonly assets: Assets;
  readonly language: Language;
  readonly checks: { readonly walk: Walk | undefined };
  templateOf(name: string): Promise<OpenedGraph>;
  guarded<T>(work: () => Promise<T>): Promise<T | undefined>;
  say(text: string): void;
}

/** The schedule that is to be laid over the timeline's: see the event `compare`. */
export async function comparedWith(
  editor: Comparing,
  what: string,
  results: readonly GalleryEntry[],
): Promise<Compared | undefined> {
  const [kind, name = ""] = what.split(" ");
  const { registry, language } = editor;
  const { walk: now } = editor.checks;
  if (kind === "now" && now) {
    return { what, title: (language) => words(language).timeline.compareEarlier, walk: now };
  }
  if (!kind) return undefined;
  const entry = kind === "run" ? results.find(({ number }) => number === Number(name)) : undefined;
  const template = editor.assets.templates.find((one) => one.name === name);
  const graph = entry?.graph ?? (template && (await editor.guarded(() => editor.templateOf(name)))?.graph);
  const title = (language: Language): string => template?.title[language] ?? words(language).gallery.run(Number(name));
  const { dryRunOf } = await import("../timeline/compare.ts");
  const walk = graph && dryRunOf(graph, registry);
  if (walk) return { what, title, walk };
  editor.say(words(language).timeline.compareFails(title(language)));
  return undefined;
}
