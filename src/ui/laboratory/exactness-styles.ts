import { css } from "lit";

/** The dialog of the exactness curve. */
export const exactnessStyles = css`
  dialog {
    width: min(700px, calc(100vw - 16px));
  }
  form {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(200px, 1fr));
    gap: 12px;
  }
  form label,
  fieldset {
    display: flex;
    flex-direction: column;
    gap: 4px;
    min-width: 0;
  }
  fieldset {
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0 4px;
  }
  fieldset label {
    flex-direction: row;
    align-items: center;
    gap: 6px;
  }
  input[type="range"] {
    width: 100%;
    accent-color: var(--text);
  }
  .floor {
    fill: none;
    stroke: var(--muted);
    stroke-dasharray: 4 3;
  }
  .bar {
    stroke: var(--of);
    stroke-width: 2;
  }
  circle {
    fill: var(--of);
  }
  ul {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 16px;
    margin: 0;
    padding: 0;
    border: 0;
    list-style: none;
  }
  li {
    min-height: 0;
    border: 0;
  }
  li::before {
    content: "";
    display: inline-block;
    width: 12px;
    height: 3px;
    margin-right: 6px;
    vertical-align: middle;
    background: var(--of);
  }
  li.chance::before {
    height: 0;
    border-top: 2px dashed var(--muted);
    background: none;
  }
  .table {
    overflow-x: auto;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--label-size);
  }
  th,
  td {
    padding: 3px 8px 3px 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    white-space: nowrap;
  }
  th {
    color: var(--muted);
    font-weight: 400;
  }
`;
