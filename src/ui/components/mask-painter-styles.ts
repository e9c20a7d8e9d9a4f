import { css } from "lit";

export const maskPainterStyles = css`
  dialog {
    max-width: calc(100vw - 16px);
    overflow: auto;
  }
  .columns {
    display: grid;
    grid-template-columns: auto 256px;
    gap: 16px;
  }
  h2 {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    margin: 0 0 12px;
    font-size: var(--text-size);
    font-weight: 600;
  }
  h2 .label {
    font-weight: 400;
  }
  canvas {
    display: block;
    width: min(512px, calc(100vh - 140px), calc(100vw - 48px));
    aspect-ratio: var(--shape);
    touch-action: none;
    cursor: crosshair;
    background: var(--sunken);
  }
  .place {
    min-height: 20px;
    margin-top: 6px;
  }
  fieldset {
    min-width: 0;
    margin: 0 0 12px;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0;
    margin-bottom: 4px;
    font-size: var(--label-size);
    color: var(--muted);
  }
  .choices {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 4px;
  }
  .choices label,
  .choices button {
    display: flex;
    align-items: center;
    justify-content: flex-start;
    gap: 6px;
    height: 28px;
    padding: 0 8px;
    border: 1px solid var(--line);
    border-radius: 4px;
    cursor: pointer;
    overflow: hidden;
  }
  .choices button {
    display: block;
    height: auto;
    min-height: 28px;
    padding: 4px 8px;
    line-height: 1.3;
    white-space: normal;
    text-align: left;
  }
  .choices label:hover {
    background: var(--raised);
  }
  .choices label:has(input:checked) {
    background: var(--raised);
    border-color: var(--text);
  }
  .choices label:has(input:focus-visible) {
    outline: 2px solid var(--text);
    outline-offset: 1px;
  }
  .choices input {
    position: absolute;
    opacity: 0;
    pointer-events: none;
  }
  .swatch {
    flex: none;
    width: 12px;
    height: 12px;
    border-radius: 2px;
  }
  .known {
    background: var(--known);
  }
  .unknown {
    background: var(--generated);
  }
  .row {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .row input[type="range"] {
    flex: 1;
    min-width: 0;
    accent-color: var(--text);
  }
  .row input[type="number"] {
    width: 60px;
  }
  .box {
    display: grid;
    grid-template-columns: repeat(4, 1fr);
    gap: 4px;
  }
  .box label {
    min-width: 0;
    font-size: var(--label-size);
    color: var(--muted);
  }
  .box input {
    width: 100%;
    padding: 0 4px;
    color: var(--text);
  }
  .box + button {
    margin-top: 4px;
    border-color: var(--line);
  }
  .end {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-top: 12px;
  }
  .end button {
    border-color: var(--line);
  }
  .end .done {
    background: var(--text);
    color: var(--panel);
  }
  .end .done:hover {
    background: var(--muted);
  }
  @media (max-width: 800px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    .end {
      position: sticky;
      bottom: -16px;
      margin: 0 -16px -16px;
      padding: 8px 16px;
      background: var(--panel);
      border-top: 1px solid var(--line);
    }
  }
`;
