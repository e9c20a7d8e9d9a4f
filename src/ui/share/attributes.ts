import { problem, UserError } from "../../runtime/problem.ts";
import { emptyGraph } from "../edits.ts";
import { readGraph, type OpenedGraph } from "../open-file.ts";
import { problemsOf } from "../problems-of.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { Desk, Editor } from "./desk.ts";

/** What the attributes of the element steer. */
export interface Steered extends Editor {
  theme: "dark" | "light";
  start(first: string | OpenedGraph): Promise<void>;
  openTemplate(name: string): Promise<void>;
  speak(language: Language): Promise<void>;
  refreshWords(): void;
}

const isTemplate = (value: string): boolean => /^[\w-]+$/.test(value);

/**
 * Opens an editor: with what the browser keeps of it, or with the graph that its `graph` attribute names. From then on
 * follows the attributes `graph`, `lang` and `theme`.
 */
export async function openEditor(
  host: HTMLElement,
  editor: Steered,
  desk: Desk,
  registry: Registry,
  signal: AbortSignal,
): Promise<void> {
  const wanted = host.getAttribute("graph") ?? "repaint";
  const kept = await desk.restored();
  if (signal.aborted) return;
  await editor.start(kept ?? (isTemplate(wanted) ? wanted : { graph: emptyGraph, notes: [] }));
  await desk.start(signal);
  if (!isTemplate(wanted)) await openAttribute(wanted, editor, desk, registry);
  const observer = new MutationObserver((records) => {
    for (const { attributeName } of records) follow(attributeName, host, editor, desk, registry);
  });
  if (signal.aborted) return;
  observer.observe(host, { attributes: true, attributeFilter: ["graph", "lang", "theme"] });
  signal.addEventListener("abort", () => observer.disconnect());
}

function follow(name: string | null, host: HTMLElement, editor: Steered, desk: Desk, registry: Registry): void {
  const value = name === null ? null : host.getAttribute(name);
  if (value === null) return;
  if (name === "lang" && (value === "en" || value === "zh")) void editor.speak(value);
  else if (name === "theme" && (value === "dark" || value === "light") && value !== editor.theme) {
    editor.theme = value;
    editor.refreshWords();
  } else if (name === "graph") void openAttribute(value, editor, desk, registry);
}

/** A template's name, a graph as JSON, a link to one, or the address of one on the page's own server. */
async function openAttribute(value: string, editor: Steered, desk: Desk, registry: Registry): Promise<void> {
  if (isTemplate(value)) return await editor.openTemplate(value);
  if (/^\s*\{/.test(value) || value.includes("#g=")) return await desk.sharing.proposeText(value, "page");
  try {
    const opened = await readGraph(await fetched(value), registry);
    if (!opened) throw notHere(value);
    desk.sharing.propose(opened, "page");
  } catch (error) {
    editor.tell(problemsOf(error));
  }
}

async function fetched(address: string): Promise<File> {
  const url = URL.canParse(address, document.baseURI) ? new URL(address, document.baseURI) : undefined;
  if (url?.origin !== location.origin) throw notHere(address);
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok) throw notHere(address);
  return new File([await response.blob()], url.pathname.split("/").at(-1) ?? "graph.json");
}

function notHere(address: string): UserError {
  const short = address.slice(0, 80);
  return new UserError(
    problem(
      "graph-not-here",
      { en: `There is no graph at “${short}”.`, zh: `“${short}”处没有图。` },
      {
        en: "Name a template, give the graph itself, or put its file beside the page: nothing is read from other servers.",
        zh: "请给出模板名、图本身，或把图文件放在同一服务器：不会读取其他服务器的内容。",
      },
    ),
  );
}
