import { css } from "lit";

export const timelineStyles = css`
  :host {
    position: relative;
    display: block;
    min-width: 0;
    min-height: 0;
    touch-action: none;
    user-select: none;
  }
  canvas {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .empty {
    position: absolute;
    inset: 0;
    display: grid;
    place-items: center;
    margin: 0;
    color: var(--muted);
  }
  .legend {
    position: absolute;
    top: 4px;
    right: 32px;
    max-width: 60%;
    margin: 0;
    padding-left: 28px;
    overflow: hidden;
    font-size: 12px;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--muted);
  }
  .legend::before {
    content: "";
    position: absolute;
    top: 50%;
    left: 0;
    width: 20px;
    border-top: 2px dashed var(--muted);
  }
  .scrub {
    position: absolute;
    inset: 0 20px 0 32px;
    cursor: crosshair;
  }
  .handle {
    position: absolute;
    width: 24px;
    height: 24px;
    margin: -12px 0 0 -12px;
    display: grid;
    place-items: center;
    cursor: ns-resize;
    color: var(--handle, var(--text));
  }
  .handle.count {
    cursor: ew-resize;
  }
  .handle::before {
    content: "";
    width: 9px;
    height: 9px;
    border: 2px solid currentColor;
    border-radius: 2px;
    background: var(--panel);
  }
  .handle.length::before,
  .handle.steps::before {
    border-radius: 50%;
  }
  .handle.locked {
    cursor: not-allowed;
    color: var(--muted);
  }
  .handle.locked::before {
    border-style: dotted;
    background: var(--panel) !important;
  }
  .handle.limit::before {
    width: 4px;
    height: 11px;
    background: currentColor;
  }
  .handle:hover::before,
  .handle.held::before {
    background: currentColor;
  }
  .handle.held {
    z-index: 2;
  }
  .tip {
    position: absolute;
    z-index: 3;
    max-width: 320px;
    padding: 4px 8px;
    border: 1px solid var(--edge);
    border-radius: 4px;
    background: var(--raised);
    color: var(--text);
    font-size: 12px;
    white-space: nowrap;
    pointer-events: none;
  }
  .tip .why {
    display: block;
    color: var(--muted);
  }
  @media (pointer: coarse) {
    .handle {
      width: 44px;
      height: 44px;
      margin: -22px 0 0 -22px;
    }
  }
`;
