import { css, svg, type TemplateResult } from "lit";
import { html } from "lit";
import type { SocketType } from "../../runtime/node.ts";
import { socketPath } from "../canvas/paint-socket.ts";
import { icons, type IconName } from "./icons.ts";

/** An icon, 16 pixels, in the colour of the text. */
export function icon(name: IconName): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${svg`<path d=${icons[name]}></path>`}</svg>`;
}

/** The sign of a socket type, as on the canvas. */
export function socketIcon(type: SocketType | undefined, wired: boolean): TemplateResult {
  const colour = type ? `var(--wire-${type})` : "var(--edge)";
  const fill = wired && type !== "number" ? colour : "none";
  const shape = svg`<path d=${socketPath(type ?? "number")} style="stroke:${colour};fill:${fill}"></path>`;
  return html`<svg class="socket" viewBox="-7 -7 14 14" aria-hidden="true">${shape}</svg>`;
}

/** A list that unfolds below its button: a popover, which the platform opens, places and closes. */
export const menuStyles = css`
  .list {
    inset: auto;
    position-area: bottom span-right;
    position-try-fallbacks: flip-inline;
    margin: 4px 0 0;
    padding: 4px;
    color: inherit;
    background: var(--panel);
    border: 1px solid var(--edge);
    border-radius: 6px;
  }
  .list button {
    display: block;
    width: 100%;
    height: auto;
    padding: 8px;
    text-align: left;
    white-space: normal;
  }
`;

/** What all components share: text, buttons, fields, focus. */
export const shared = css`
  :host {
    font: var(--text-size) / 1.4 var(--font);
    color: var(--text);
    font-variant-numeric: tabular-nums;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    margin: 0;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    height: 28px;
    padding: 0 8px;
    border: 1px solid transparent;
    border-radius: 4px;
    background: none;
    white-space: nowrap;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    background: var(--raised);
    border-color: var(--line);
  }
  button:disabled {
    opacity: 0.4;
    cursor: default;
  }
  dialog {
    color: var(--text);
    background: var(--panel);
    border: 1px solid var(--edge);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 55%);
  }
  :focus-visible {
    outline: 2px solid var(--text);
    outline-offset: 1px;
  }
  input[type="text"],
  input[type="search"],
  input[type="number"],
  select,
  textarea {
    height: 28px;
    min-width: 0;
    padding: 0 8px;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: var(--sunken);
  }
  input:hover,
  select:hover,
  textarea:hover {
    border-color: var(--edge);
  }
  input[type="checkbox"] {
    width: 16px;
    height: 16px;
    accent-color: var(--text);
  }
  textarea {
    height: auto;
    padding: 6px 8px;
    resize: vertical;
  }
  .icon {
    width: 16px;
    height: 16px;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.75;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .socket {
    width: 14px;
    height: 14px;
    flex: none;
    stroke-width: 1.75;
    stroke-linejoin: round;
  }
  .label {
    font-size: var(--label-size);
    color: var(--muted);
  }
  .pixels {
    image-rendering: pixelated;
  }
  @media (pointer: coarse) {
    button,
    select,
    summary,
    input:not([type="checkbox"], [type="range"]) {
      min-width: 44px;
      min-height: 44px;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
      scroll-behavior: auto !important;
    }
  }
`;
