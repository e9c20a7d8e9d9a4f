import { css } from "lit";

/** What the writer has beside the styles of a lesson's page. */
export const writerStyles = css`
  :host {
    width: 420px;
  }
  header h2 {
    flex: 1;
    margin: 0;
    font-size: 15px;
  }
  .page {
    font-size: var(--text-size);
  }
  h3,
  summary {
    margin: 16px 0 6px;
    font-size: var(--text-size);
    font-weight: 600;
    color: var(--text);
  }
  summary {
    cursor: pointer;
  }
  details {
    border-top: 1px solid var(--line);
    margin-top: 12px;
  }
  details > button {
    border-color: var(--line);
  }
  .field {
    display: grid;
    gap: 3px;
    margin: 8px 0 0;
  }
  .field select {
    width: 100%;
  }
  .row {
    margin-top: 6px;
  }
  [aria-pressed="true"] {
    border-color: var(--text) !important;
    font-weight: 600;
  }
  .steps {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .steps li {
    display: flex;
    align-items: center;
  }
  .steps .to {
    flex: 1;
    min-width: 0;
    justify-content: flex-start;
  }
  .steps .to[aria-current] {
    background: var(--raised);
    border-color: var(--edge);
    font-weight: 600;
  }
  .number {
    width: 20px;
    color: var(--muted);
    text-align: right;
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .wrong {
    display: inline-flex;
    color: var(--error);
  }
  .add {
    width: 100%;
    margin-top: 6px;
  }
  .differs {
    border-color: var(--known);
  }
  .found ul {
    margin: 6px 0 0;
    padding: 0;
    list-style: none;
  }
  .found li button {
    display: grid;
    justify-content: start;
    gap: 0;
    width: 100%;
    height: auto;
    padding: 6px 8px;
    text-align: left;
    white-space: normal;
  }
  .reads {
    padding: 12px 14px 1px;
    background: var(--sunken);
    border-radius: 6px;
    font-size: 15px;
    overflow-wrap: anywhere;
  }
  .reads .ref {
    border-bottom: 2px solid var(--known);
  }
  .scene {
    margin-bottom: 6px;
  }
  .check {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 6px 0;
  }
  .conditions {
    margin: 0 0 8px;
    padding: 0;
    list-style: none;
  }
  .conditions li {
    display: flex;
    align-items: center;
    gap: 6px;
  }
  .conditions .value {
    width: 76px;
  }
  .checks {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
  }
  .conditions .said {
    flex: 1;
    margin: 0;
  }
  .option {
    margin-top: 10px;
    padding-left: 10px;
    border-left: 2px solid var(--line);
  }
  .top {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    align-items: end;
    gap: 8px;
  }
  .ways {
    flex-wrap: wrap;
    justify-content: flex-start;
  }
`;
