import { css } from "lit";

/** A page of a lesson: a column of text beside the canvas, or a strip below it. */
export const lessonStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    width: 372px;
    min-height: 0;
    background: var(--panel);
    border-right: 1px solid var(--line);
  }
  header {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 8px 8px 20px;
    border-bottom: 1px solid var(--line);
  }
  header .lesson {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--muted);
  }
  .page {
    container-type: inline-size;
    flex: 1;
    min-height: 0;
    padding: 16px 20px 24px;
    overflow: auto;
    overscroll-behavior: contain;
    font-size: 15px;
    line-height: 1.55;
  }
  .page:focus-visible {
    outline: none;
    box-shadow: inset 3px 0 0 var(--text);
  }
  h2 {
    margin: 0 0 12px;
    font-size: 20px;
    line-height: 1.3;
    font-weight: 600;
    text-wrap: balance;
  }
  h3 {
    margin: 0 0 6px;
    font-size: var(--label-size);
    font-weight: 600;
    color: var(--muted);
  }
  p,
  ul,
  ol,
  pre,
  blockquote {
    margin: 0 0 12px;
  }
  ul,
  ol {
    padding-left: 22px;
  }
  blockquote {
    padding-left: 12px;
    border-left: 2px solid var(--edge);
    color: var(--muted);
  }
  em:lang(zh) {
    font-style: normal; /* Chinese is never slanted: dots stand below what is stressed. */
    text-emphasis: dot;
    text-emphasis-position: under right;
  }
  code {
    padding: 1px 4px;
    border-radius: 3px;
    background: var(--sunken);
    font-size: 13px;
  }
  div.equation {
    margin: 0 0 12px;
    padding: 10px 12px;
    overflow-x: auto;
    background: var(--sunken);
    border-radius: 6px;
  }
  math {
    font-family: var(--math);
    font-size: clamp(12px, 4.9cqi, 16px);
  }
  mtd {
    padding: 3px 2px;
    text-align: left;
  }
  mtd.left {
    text-align: right;
  }
  .held {
    white-space: nowrap;
  }
  button.ref {
    display: inline;
    height: auto;
    min-width: 0;
    min-height: 0;
    padding: 0;
    border: 0;
    border-radius: 0;
    line-height: inherit;
    white-space: normal;
    text-align: left;
    text-decoration: underline 2px var(--known);
    text-underline-offset: 3px;
  }
  button.ref:hover {
    background: color-mix(in srgb, var(--known) 22%, transparent);
  }
  .box {
    margin: 16px 0 0;
    padding: 12px 14px 14px;
    background: var(--raised);
    border: 1px solid var(--line);
    border-radius: 8px;
  }
  .box p:last-child {
    margin-bottom: 0;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin-top: 10px;
  }
  .row button,
  footer button {
    border-color: var(--line);
  }
  button.main {
    font-weight: 600;
    background: var(--raised);
    border-color: var(--edge);
  }
  .box button.main {
    background: var(--panel);
  }
  .options {
    display: grid;
    gap: 6px;
    margin-top: 10px;
  }
  .options button {
    justify-content: flex-start;
    height: auto;
    min-height: 36px;
    padding: 6px 12px;
    border-color: var(--line);
    background: var(--panel);
    white-space: normal;
    text-align: left;
  }
  .options button[aria-pressed="true"] {
    border-color: var(--text);
  }
  .said {
    margin: 10px 0 0;
  }
  .said strong {
    margin-right: 4px;
  }
  .done {
    color: var(--known);
    font-weight: 600;
  }
  .sides {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 8px;
    margin-top: 12px;
  }
  figure {
    margin: 0;
  }
  figure repaint-raster,
  figure .empty {
    display: block;
    aspect-ratio: 1;
    background: var(--sunken);
  }
  figcaption {
    margin-top: 4px;
    font-size: var(--label-size);
    line-height: 1.35;
    color: var(--muted);
  }
  footer {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 8px 12px 8px 20px;
    border-top: 1px solid var(--line);
  }
  .dots {
    flex: 1;
    display: flex;
    justify-content: center;
    min-width: 0;
  }
  .dots button {
    min-width: 0;
    min-height: 28px;
    flex: 0 1 20px;
    padding: 0;
    border: 0;
  }
  .dots i {
    width: 8px;
    height: 8px;
    border: 1.5px solid var(--edge);
    border-radius: 50%;
  }
  .dots .was i {
    background: var(--known);
    border-color: var(--known);
  }
  .dots [aria-current] i {
    border-color: var(--text);
    background: var(--text);
  }
  .count {
    display: none;
    flex: 1;
    text-align: center;
    color: var(--muted);
  }
  .light {
    position: fixed;
    z-index: 20;
    border: 2px solid var(--known);
    border-radius: 8px;
    box-shadow:
      0 0 0 4px color-mix(in srgb, var(--known) 35%, transparent),
      0 0 24px color-mix(in srgb, var(--known) 45%, transparent);
    pointer-events: none;
  }
  :host([beside]) .language {
    display: none;
  }
  @media (max-height: 640px) {
    :host([beside]) .language {
      display: inline-flex;
    }
    :host([beside]) .page {
      padding: 12px 16px 16px;
    }
    :host([beside]) h2 {
      margin-bottom: 8px;
      font-size: 17px;
    }
    :host([beside]) header {
      padding: 4px 4px 4px 16px;
    }
    :host([beside]) footer {
      padding: 4px 16px;
    }
  }
  :host([large]) {
    width: clamp(400px, 40vw, 820px);
  }
  :host([large]) header {
    padding: 8px 12px 8px 32px;
    font-size: 17px;
  }
  :host([large]) .page {
    padding: 20px 32px 28px;
    font-size: clamp(19px, 1.6vw, 30px);
    line-height: 1.45;
  }
  :host([large]) h2 {
    margin-bottom: 16px;
    font-size: 1.5em;
  }
  :host([large]) :is(h3, .label, figcaption) {
    font-size: 0.75em;
  }
  :host([large]) :is(code, math) {
    font-size: 1em;
  }
  :host([large]) .box {
    padding: 16px 20px 20px;
  }
  :host([large]) .sides {
    grid-template-columns: repeat(3, minmax(0, 1fr));
  }
  :host([large]) .options button {
    min-height: 48px;
    padding: 8px 16px;
  }
  :host([large]) :is(.row, footer) button {
    height: 44px;
    padding: 0 18px;
  }
  :host([large]) footer {
    padding: 12px 32px;
    font-size: 19px;
  }
  :host([large]) .dots button {
    padding: 0;
  }
  :host([narrow]) {
    width: auto;
    height: 46vh;
    border-right: 0;
    border-top: 1px solid var(--line);
  }
  :host([narrow]) header {
    padding: 0 4px 0 16px;
  }
  :host([narrow]) .page {
    padding: 10px 16px 16px;
  }
  :host([narrow]) footer {
    padding: 4px 16px;
  }
  :host([narrow]) h2 {
    font-size: 17px;
    margin-bottom: 8px;
  }
  :host([narrow]) .dots {
    display: none;
  }
  :host([narrow]) .count {
    display: block;
  }
`;
