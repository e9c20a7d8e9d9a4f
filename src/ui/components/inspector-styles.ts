import { css, unsafeCSS } from "lit";

/** Pixels of the canvas that it lies over. */
export const inspectorWidth = 288;
/** The same on a projector. */
export const presentingWidth = 400;

export const inspectorStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    width: ${unsafeCSS(inspectorWidth)}px;
    min-height: 0;
    background: var(--panel);
    border-left: 1px solid var(--line);
  }
  .body {
    flex: 1;
    overflow: auto;
    padding: 12px 16px 16px;
    scrollbar-width: thin;
    scrollbar-color: var(--edge) transparent;
  }
  p {
    margin: 0 0 8px;
    color: var(--muted);
  }
  p.label {
    margin-bottom: 0;
  }
  input.title {
    width: calc(100% + 16px);
    margin: 0 -8px 4px;
    font-weight: 600;
    background: none;
    border-color: transparent;
  }
  section,
  details {
    margin-top: 12px;
    padding-top: 12px;
    border-top: 1px solid var(--line);
  }
  summary {
    color: var(--muted);
    cursor: pointer;
  }
  .param {
    margin-bottom: 12px;
  }
  .param:last-child {
    margin-bottom: 0;
  }
  details .param:first-of-type {
    margin-top: 8px;
  }
  .name {
    margin-bottom: 4px;
  }
  .param .label {
    margin-top: 4px;
  }
  .socket-line {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 24px;
  }
  .socket-line > :last-child {
    margin-left: auto;
  }
  .socket-line button {
    height: 24px;
    padding: 0 6px;
    color: var(--muted);
    font-size: 12px;
  }
  .socket-line > * {
    white-space: nowrap;
  }
  .socket-line > button {
    display: block;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .targets {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
  }
  .value-line {
    display: flex;
    justify-content: space-between;
    align-items: baseline;
    margin-bottom: 8px;
  }
  repaint-raster.small {
    flex: none;
    width: 22px;
    height: 22px;
  }
  .numbers math {
    font-family: var(--math);
    font-size: 13px;
  }
  .numbers div {
    overflow-x: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--edge) transparent;
  }
  .numbers mtd {
    padding: 2px;
  }
  .paint {
    margin-top: 12px;
    border-color: var(--edge);
  }
  .socket-line > .unfollow {
    flex: none;
  }
  .follow {
    margin-left: -8px;
    color: var(--muted);
    font-size: var(--label-size);
  }
  .delete {
    margin: 12px -8px 0;
    color: var(--muted);
  }
`;
