import { css } from "lit";

/** What the dialogs of own node types have in common. */
export const ownStyles = css`
  .field {
    display: flex;
    flex-direction: column;
    gap: 4px;
  }
  .field > input[type="text"],
  textarea {
    width: 100%;
  }
  textarea {
    min-height: 88px;
    font-family: var(--mono, monospace);
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
    display: flex;
    flex-direction: column;
    gap: 4px;
  }
  legend {
    padding: 0;
    margin-bottom: 4px;
    font-weight: 600;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 28px;
  }
  .row {
    display: grid;
    grid-template-columns: minmax(72px, 1fr) 160px repeat(3, 64px);
    align-items: center;
    gap: 8px;
    min-height: 32px;
  }
  .row code,
  .name code {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .row label {
    display: flex;
    flex-direction: column;
  }
  .row input[type="number"] {
    width: 64px;
    padding: 0 4px;
  }
  .complaint {
    min-height: 1.4em;
    color: var(--error);
  }
  dialog.wide {
    width: min(640px, calc(100vw - 32px));
  }
  li {
    padding: 6px 0;
  }
  section > h3 {
    margin-bottom: 6px;
  }
  li .what {
    flex: 1;
    min-width: 0;
  }
  li .what > * {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  li button {
    border-color: var(--line);
  }
`;
