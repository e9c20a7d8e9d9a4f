import { css } from "lit";

export const canvasStyles = css`
  :host {
    position: relative;
    display: block;
    overflow: hidden;
    min-width: 0;
    min-height: 0;
    background: var(--canvas);
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    touch-action: none;
    outline: none;
  }
  canvas:focus-visible {
    outline: 2px solid var(--edge);
    outline-offset: -2px;
  }
  .map {
    inset: auto auto 12px 12px;
    width: 180px;
    height: 120px;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: var(--panel);
  }
  repaint-param,
  .words,
  .hint,
  repaint-node-search,
  repaint-canvas-menu {
    position: absolute;
    z-index: 2;
  }
  .words {
    padding: 4px 8px;
    border-color: var(--edge);
    background: var(--raised);
    resize: none;
  }
  .hint {
    max-width: 320px;
    padding: 8px 12px;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: var(--raised);
  }
  .hint div {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    margin: 8px -4px -2px;
  }
  .hint button {
    border-color: var(--edge);
  }
  p {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    margin: 0;
    color: var(--muted);
    pointer-events: none;
  }
`;
