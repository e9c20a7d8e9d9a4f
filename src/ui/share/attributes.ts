import { emptyGraph } from "../edits.ts";
import type { OpenedGraph } from "../open-file.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Language } from "../../runtime/text.ts";
import type { Desk, Editor } from "./desk.ts";

/** What the attributes of the element steer. */
export interface Steered extends Editor {
  theme: "dark" | "light";
  hub: string | undefined;
  start(first: string | OpenedGraph): Promise<void>;
  openTemplate(name: string): Promise<void>;
  speak(language: Language): Promise<void>;
  refreshWords(): void;
}

const isTemplate = (value: string): boolean => /^[\w-]+$/.test(value);

/** What opens lessons. */
interface Teacher {
  openGiven(value: string, step?: number): Promise<void>;
}

/** Plays the lesson that the attribute `lesson` names, from the step of the attribute `step` on, and follows both. */
export async function openLesson(host: HTMLElement, teacher: Teacher, signal: AbortSignal): Promise<void> {
  const open = async (): Promise<void> => {
    const value = host.getAttribute("lesson");
    const step = Number.parseInt(host.getAttribute("step") ?? "", 10);
    if (value !== null) await teacher.openGiven(value, Number.isNaN(step) ? undefined : step - 1);
  };
  const observer = new MutationObserver(() => void open());
  observer.observe(host, { attributes: true, attributeFilter: ["lesson", "step"] });
  signal.addEventListener("abort", () => observer.disconnect());
  await open();
}

/**
 * Opens an editor: with what the browser keeps of it, or with the graph that its `graph` attribute names. From then on
 * follows the attributes `graph`, `hub`, `lang` and `theme`.
 *
 * @returns whether it is what the browser has kept.
 */
export async function openEditor(
  host: HTMLElement,
  editor: Steered,
  desk: Desk,
  registry: Registry,
  signal: AbortSignal,
): Promise<boolean> {
  const wanted = host.getAttribute("graph") ?? "repaint";
  const kept = await desk.restored();
  if (signal.aborted) return false;
  await editor.start(kept ?? (isTemplate(wanted) ? wanted : { graph: emptyGraph, notes: [] }));
  await desk.start(signal);
  if (!isTemplate(wanted)) await openAttribute(wanted, editor, desk, registry);
  const observer = new MutationObserver((records) => {
    for (const { attributeName } of records) follow(attributeName, host, editor, desk, registry);
  });
  if (signal.aborted) return false;
  observer.observe(host, { attributes: true, attributeFilter: ["graph", "hub", "lang", "theme"] });
  signal.addEventListener("abort", () => observer.disconnect());
  return kept !== undefined;
}

function follow(name: string | null, host: HTMLElement, editor: Steered, desk: Desk, registry: Registry): void {
  const value = name === null ? null : host.getAttribute(name);
  if (name === "hub") editor.hub = value ?? undefined;
  if (value === null) return;
  if (name === "lang" && (value === "en" || value === "zh")) void editor.speak(value);
  else if (name === "theme" && (value === "dark" || value === "light") && value !== editor.theme) {
    editor.theme = value;
    editor.refreshWords();
  } else if (name === "graph") void openAttribute(value, editor, desk, registry);
}

/** A template's name, or whatever else names a graph; what reads that is fetched with the first of its kind. */
async function openAttribute(value: string, editor: Steered, desk: Desk, registry: Registry): Promise<void> {
  if (isTemplate(value)) return await editor.openTemplate(value);
  await (await import("./given-graph.ts")).openGiven(value, editor, desk, registry);
}
