import { css } from "lit";

/** A dialog that is a place to work in: painter, crop frame, gallery. */
export const sheetStyles = css`
  dialog {
    max-height: calc(100vh - 16px);
    padding: 16px;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: var(--panel);
    color: var(--text);
  }
  dialog::backdrop {
    background: rgb(0 0 0 / 55%);
  }
`;

/**
 * Whether the dialog of a `close` event is closed. The event comes a moment after the closing; a dialog that was opened
 * again meanwhile, by a quick key, is not meant by it.
 */
export const hasClosed = ({ target }: Event): boolean => target instanceof HTMLDialogElement && !target.open;
