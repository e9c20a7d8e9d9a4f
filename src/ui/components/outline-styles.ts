import { css } from "lit";

export const outlineStyles = css`
  :host {
    position: relative;
    display: block;
    flex: 1;
    min-height: 0;
    overflow: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--edge) transparent;
  }
  [role="tree"] {
    padding: 0 8px 12px;
  }
  [role="treeitem"] {
    display: flex;
    align-items: center;
    gap: 4px;
    min-height: 26px;
    padding: 0 4px 0 calc((var(--level) - 1) * 12px);
    border-radius: 4px;
    cursor: default;
  }
  [role="treeitem"]:hover {
    background: var(--raised);
  }
  [aria-selected="true"] {
    background: var(--raised);
    box-shadow: inset 2px 0 var(--text);
  }
  [role="treeitem"]:focus-visible {
    outline-offset: -2px;
  }
  .say {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .turn {
    display: grid;
    place-items: center;
    width: 16px;
    flex: none;
    color: var(--muted);
  }
  .turn .icon {
    width: 12px;
    height: 12px;
  }
  [aria-expanded="true"] > .turn .icon {
    transform: rotate(90deg);
  }
  .title,
  .detail {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .title {
    flex: 0 0.1 auto;
  }
  .detail {
    color: var(--muted);
    font-size: 12px;
  }
  .zone > .title {
    font-weight: 600;
  }
  .problem {
    width: 8px;
    height: 8px;
    margin-left: auto;
    flex: none;
    border-radius: 50%;
    background: var(--error);
  }
  .warning.problem {
    background: none;
    border: 2px solid var(--muted);
  }
  p {
    margin: 12px;
    color: var(--muted);
  }
`;
