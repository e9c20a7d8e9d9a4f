import { css } from "lit";

/** The editor of studies. */
export const studyStyles = css`
  dialog {
    width: min(760px, calc(100vw - 16px));
  }
  .head,
  .line {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .head h2 {
    flex: 1;
  }
  section,
  fieldset {
    display: flex;
    flex-direction: column;
    gap: 8px;
    margin: 0;
    padding: 12px 0 0;
    border: 0;
    border-top: 1px solid var(--line);
    min-width: 0;
  }
  legend {
    float: left;
    padding: 0;
    font-weight: 600;
  }
  fieldset > :not(legend) {
    clear: both;
  }
  label {
    display: flex;
    flex-direction: column;
    gap: 4px;
    min-width: 0;
  }
  .entry {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 2fr) auto;
    gap: 8px;
    align-items: end;
  }
  .entry.top {
    align-items: start;
  }
  .entry.top > button {
    margin-top: 20px;
  }
  .entry.three {
    grid-template-columns: minmax(0, 1fr) minmax(0, 2fr) minmax(0, 1fr) auto;
  }
  .sub {
    margin-left: 16px;
  }
  .checks {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(180px, 1fr));
    gap: 6px 12px;
  }
  .checks label {
    flex-direction: row;
    align-items: center;
    gap: 6px;
  }
  textarea {
    width: 100%;
    min-height: 44px;
    resize: vertical;
    font: inherit;
    color: inherit;
    background: var(--sunken);
    border: 1px solid var(--line);
    border-radius: 4px;
    padding: 4px 6px;
  }
  input[type="number"] {
    width: 100%;
  }
  .problem {
    color: var(--error);
  }
  .total {
    font-weight: 600;
  }
  pre {
    margin: 0;
    padding: 8px;
    overflow-x: auto;
    background: var(--sunken);
    border-radius: 4px;
    user-select: text;
  }
  @media (max-width: 560px) {
    .entry,
    .entry.three {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .entry > label:not(:first-child) {
      grid-column: 1 / -1;
    }
    .entry > label:first-child {
      grid-column: 1;
    }
    .entry > button {
      grid-row: 1;
      grid-column: 2;
    }
  }
`;
