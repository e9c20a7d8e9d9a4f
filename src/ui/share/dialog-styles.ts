import { css } from "lit";

/** Lists of what is kept, a line each. */
export const listStyles = css`
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
    border-top: 1px solid var(--line);
  }
  li {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 36px;
    border-bottom: 1px solid var(--line);
  }
  li .name {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
  }
`;

/** What the dialogs of saving and sharing have in common. */
export const dialogStyles = css`
  dialog {
    width: min(480px, calc(100vw - 32px));
    max-height: calc(100vh - 48px);
    padding: 0;
    border-radius: 8px;
    overflow: auto;
    overscroll-behavior: contain;
  }
  .body {
    display: flex;
    flex-direction: column;
    gap: 12px;
    padding: 20px;
  }
  h2,
  h3 {
    margin: 0;
    font-size: 15px;
    font-weight: 600;
  }
  h3 {
    font-size: var(--text-size);
  }
  p {
    margin: 0;
  }
  .actions {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-top: 4px;
  }
  .actions button {
    border-color: var(--line);
  }
  .actions button.main {
    font-weight: 600;
    background: var(--raised);
    border-color: var(--edge);
  }
`;
