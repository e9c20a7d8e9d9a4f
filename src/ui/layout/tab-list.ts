import { html, nothing, type TemplateResult } from "lit";
import type { Language } from "../../runtime/text.ts";
import { words } from "../i18n/index.ts";
import type { Panel, Panels } from "./panels.ts";

const idOf = (panel: Panel): string => `tab-${panel}`;

/** The tabs of a narrow editor. Arrows, Home and End choose; Tab goes on into the panel. */
export function tabList(panels: Panels, language: Language): TemplateResult | typeof nothing {
  const { tabs, panel } = panels;
  if (tabs.length < 2) return nothing;
  const w = words(language).layout;
  const key = (event: KeyboardEvent): void => {
    const at = panel ? tabs.indexOf(panel) : 0;
    const last = tabs.length - 1;
    const places: Readonly<Record<string, number>> = {
      ArrowRight: at === last ? 0 : at + 1,
      ArrowLeft: at === 0 ? last : at - 1,
      Home: 0,
      End: last,
    };
    const next = tabs[places[event.key] ?? -1];
    if (!next || !(event.currentTarget instanceof HTMLElement)) return;
    event.preventDefault();
    event.stopPropagation();
    panels.choose(next);
    event.currentTarget.querySelector<HTMLElement>(`#${idOf(next)}`)?.focus();
  };
  return html`<div class="tabs" role="tablist" aria-label=${w.panels} @keydown=${key}>
    ${tabs.map(
      (one) =>
        html`<button
          id=${idOf(one)}
          role="tab"
          aria-selected=${one === panel}
          tabindex=${one === panel ? 0 : -1}
          @click=${() => panels.choose(one)}
        >
          ${w[one]}
        </button>`,
    )}
  </div>`;
}
