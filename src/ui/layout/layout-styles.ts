import { css } from "lit";

/** Where the panels lie: side by side, or one at a time. */
export const layoutStyles = css`
  :host {
    display: grid;
    grid-template: auto auto minmax(0, 1fr) auto auto / auto auto minmax(0, 1fr) auto;
    grid-template-areas:
      "top top top top" "welcome welcome welcome welcome" "lesson palette canvas beside"
      "lesson problems problems beside" "lesson bottom bottom beside";
    height: 100%;
    background: var(--canvas);
    overflow: hidden;
  }
  [hidden] {
    display: none !important;
  }
  repaint-top-bar {
    grid-area: top;
  }
  repaint-welcome {
    grid-area: welcome;
  }
  :is(repaint-lesson, repaint-lesson-writer) {
    grid-area: lesson;
  }
  :is(repaint-explain, repaint-compare, repaint-sweep) {
    grid-area: beside;
  }
  repaint-palette {
    grid-area: palette;
  }
  repaint-canvas {
    grid-area: canvas;
  }
  repaint-inspector {
    grid-area: canvas;
    justify-self: end;
    z-index: 3;
  }
  repaint-problems {
    grid-area: problems;
  }
  .spoken {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  footer {
    grid-area: bottom;
    display: grid;
    grid-template-columns: auto minmax(0, 1fr) auto;
    height: 180px;
    background: var(--panel);
    border-top: 1px solid var(--line);
  }
  footer.folded {
    height: auto;
  }
  :host(:is([layout="wide"], :not([learning]))) repaint-player[hidden] + repaint-timeline {
    grid-row: 2;
  }
  .time {
    display: grid;
    grid-template-rows: auto minmax(0, 1fr);
    min-width: 0;
    padding-top: 4px;
  }

  :host([layout="tabs"]),
  :host([layout="phone"]) {
    grid-template: auto auto auto minmax(0, 1fr) auto auto auto auto / minmax(0, 1fr);
    grid-template-areas: "top" "welcome" "tabs" "main" "time" "problems" "run" "lesson";
  }
  :host([layout="tabs"]) > *,
  :host([layout="phone"]) > * {
    min-width: 0;
  }
  .tabs {
    grid-area: tabs;
    display: flex;
    background: var(--panel);
    border-bottom: 1px solid var(--line);
  }
  .tabs button {
    flex: 1;
    height: 36px;
    min-width: 0;
    padding: 0 4px;
    border: 0;
    border-bottom: 2px solid transparent;
    border-radius: 0;
    color: var(--muted);
  }
  .tabs button[aria-selected="true"] {
    border-color: var(--text);
    color: var(--text);
    font-weight: 600;
  }
  .tabs button:focus-visible {
    outline-offset: -3px;
  }
  :host(:not([layout="wide"])) :is(repaint-palette, repaint-canvas, repaint-inspector, repaint-result) {
    grid-area: main;
    justify-self: stretch;
    width: auto;
    max-width: none;
    border: 0;
  }
  :host(:not([layout="wide"])) :is(repaint-explain, repaint-compare, repaint-sweep) {
    grid-area: main;
    width: auto;
    z-index: 4;
    border: 0;
  }
  /* Beside the plot of t there would be no room for a table. */
  :host([layout="phone"]) :is(repaint-explain, repaint-compare, repaint-sweep) {
    grid-row: main / time;
  }
  :host(:not([layout="wide"])) repaint-result {
    background: var(--panel);
  }
  :host(:not([layout="wide"])) footer {
    display: contents;
  }
  :host(:not([layout="wide"])) repaint-run-bar {
    grid-area: run;
    background: var(--panel);
    border-top: 1px solid var(--line);
  }
  :host(:not([layout="wide"])) .time {
    grid-area: time;
    grid-template-rows: auto 132px;
    background: var(--panel);
    border-top: 1px solid var(--line);
  }
  :host([layout="phone"]) .time {
    grid-template-rows: auto clamp(132px, 28vh, 240px);
  }
  /* On a phone the page of a lesson takes the room of what it does not need: it has its own way out. */
  :host([learning][layout="phone"]) :is(repaint-top-bar, repaint-player:not([needed])) {
    display: none;
  }
  :host([learning][layout="phone"]) .time {
    grid-template-rows: auto 76px;
  }
  :host([learning][layout="phone"]) .time:not(:has([needed])) {
    grid-template-rows: 104px;
  }
  /* Where there is more room across than down, as at twice the size of the letters, text stands beside the canvas. */
  :host([learning][layout="tabs"]) {
    grid-template: auto auto auto minmax(0, 1fr) auto auto auto / minmax(300px, 42%) minmax(0, 1fr);
    grid-template-areas:
      "top top" "welcome welcome" "lesson tabs" "lesson main" "lesson time" "lesson problems"
      "lesson run";
  }
  :host([learning][layout="tabs"]) :is(repaint-lesson, repaint-lesson-writer) {
    width: auto;
    height: auto;
  }
  @media (max-height: 640px) {
    :host([learning][layout="tabs"]) .time {
      grid-template-rows: auto 72px;
    }
    :host([learning][layout="tabs"]) :is(repaint-top-bar, repaint-player:not([needed])) {
      display: none;
    }
    :host([learning][layout="tabs"]) .time:not(:has([needed])) {
      grid-template-rows: 72px;
    }
  }
`;
