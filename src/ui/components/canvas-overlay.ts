import { html, nothing, type TemplateResult } from "lit";
import type { Point } from "../canvas/geometry.ts";
import { setNote, setTitle, type Edit } from "../edits.ts";
import { setItemText } from "../edits-items.ts";
import type { Fix } from "../fixes/index.ts";
import { words } from "../i18n/index.ts";
import type { Offer } from "./node-search.ts";
import type { CanvasActions } from "./canvas-actions.ts";
import type { CanvasHost, Overlay, WordsOf } from "./canvas-host.ts";

/** Draws what lies over a canvas. */
export function overlayOf(
  canvas: CanvasHost,
  actions: CanvasActions,
  overlay: Overlay,
): TemplateResult | typeof nothing {
  switch (overlay.kind) {
    case "param":
      return paramField(canvas, overlay);
    case "words":
      return wordsField(canvas, actions, overlay);
    case "hint":
      return hint(canvas, actions, overlay);
    case "search": {
      void import("./node-search.ts");
      return html`<repaint-node-search
        style=${placed(canvas, canvas.toScreen(overlay.at), 260, 320)}
        .offers=${overlay.offers}
        .language=${canvas.language}
        @choose=${(e: CustomEvent<Offer>) => actions.addOffer(overlay.at, overlay.end, e.detail)}
        @done=${() => canvas.close()}
      ></repaint-node-search>`;
    }
    case "menu":
      void import("./canvas-menu.ts");
      return html`<repaint-canvas-menu
        style=${placed(canvas, overlay.screen, 230, overlay.entries.length * 30 + 10)}
        .entries=${overlay.entries}
        .language=${canvas.language}
        @done=${() => canvas.close()}
      ></repaint-canvas-menu>`;
  }
}

/** At a point of the screen, and wholly on what is seen of it. */
function placed(canvas: CanvasHost, { x, y }: Point, width: number, height: number): string {
  const left = Math.max(4, Math.min(x, canvas.openWidth - width - 4));
  const top = Math.max(4, Math.min(y, canvas.clientHeight - height - 4));
  return `left:${left}px;top:${top}px;width:${width}px`;
}

function paramField(
  canvas: CanvasHost,
  { node, param, rect }: Extract<Overlay, { kind: "param" }>,
): TemplateResult | typeof nothing {
  const entry = canvas.graph.nodes.find((other) => other.id === node);
  const definition = entry && canvas.registry.get(entry.type)?.params.find((other) => other.name === param);
  if (!entry || !definition) return nothing;
  const { x, y } = canvas.toScreen({ x: rect.x, y: rect.y + rect.height / 2 });
  const width = Math.max(120, rect.width * canvas.scale);
  return html`<repaint-param
    compact
    style="left:${x}px; top:${y - 12}px; width:${width}px"
    .node=${node}
    .param=${definition}
    .value=${entry.params[param] ?? definition.default}
    .language=${canvas.language}
    .assets=${canvas.assets}
    @done=${() => canvas.closeField()}
    @focusout=${() => canvas.closeField()}
  ></repaint-param>`;
}

/** A field for a title (one line, Enter ends it) or a text (Ctrl+Enter ends it); Escape takes it back. */
function wordsField(
  canvas: CanvasHost,
  actions: CanvasActions,
  overlay: Extract<Overlay, { kind: "words" }>,
): TemplateResult {
  const { key, of, value, rect } = overlay;
  const line = of === "title" || (of === "item" && key.startsWith("group:"));
  const { x, y } = canvas.toScreen(rect);
  const width = Math.max(160, rect.width * canvas.scale);
  const height = line ? 28 : Math.max(64, rect.height * canvas.scale);
  const keep = (e: Event): void => {
    if (canvas.overlay !== overlay || !(e.target instanceof HTMLTextAreaElement)) return;
    canvas.close();
    if (e.target.value !== value)
      actions.edit(edits[of](key, line ? e.target.value.replace(/\s+/g, " ").trim() : e.target.value));
  };
  const press = (e: KeyboardEvent): void => {
    e.stopPropagation();
    if (e.key === "Escape") canvas.close();
    else if (e.key === "Enter" && (line || e.ctrlKey || e.metaKey) && !e.isComposing) keep(e);
    else return;
    e.preventDefault();
  };
  return html`<textarea
    class="words"
    style="left:${x}px; top:${y}px; width:${width}px; height:${height}px"
    rows="1"
    maxlength=${line ? 200 : 10_000}
    aria-label=${words(canvas.language).canvas.words[of]}
    .value=${value}
    @keydown=${press}
    @focusout=${keep}
  ></textarea>`;
}

const edits: Readonly<Record<WordsOf, (key: string, text: string) => Edit>> = {
  item: setItemText,
  title: setTitle,
  note: setNote,
};

/** Why something cannot be done, and what can be done instead. */
function hint(
  canvas: CanvasHost,
  actions: CanvasActions,
  { at, words: text, fixes }: Extract<Overlay, { kind: "hint" }>,
): TemplateResult {
  const w = words(canvas.language).canvas;
  const choose = (fix: Fix): void => {
    canvas.close();
    actions.edit(fix.edit);
  };
  return html`<div
    class="hint"
    role="alertdialog"
    aria-label=${text}
    style=${placed(canvas, canvas.toScreen(at), 320, 110)}
    @keydown=${(e: KeyboardEvent) => e.key === "Escape" && canvas.close()}
  >
    ${text}
    <div>
      ${fixes.map((fix) => html`<button @click=${() => choose(fix)}>${fix.label[canvas.language]}</button>`)}
      <button @click=${() => canvas.close()}>${w.never}</button>
    </div>
  </div>`;
}
