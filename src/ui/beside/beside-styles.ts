import { css, type CSSResultGroup } from "lit";
import { measuringStyles } from "../theme/measured-styles.ts";

const column = css`
  :host {
    display: flex;
    flex-direction: column;
    width: 400px;
    min-height: 0;
    background: var(--panel);
    border-left: 1px solid var(--line);
  }
  .head {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 40px;
    padding: 0 4px 0 16px;
    border-bottom: 1px solid var(--line);
  }
  h2 {
    flex: 1;
    margin: 0;
    font-size: var(--text-size);
    font-weight: 600;
  }
  h3 {
    margin: 0;
    font-size: var(--text-size);
    font-weight: 600;
  }
  .page {
    display: flex;
    flex-direction: column;
    gap: 12px;
    flex: 1;
    min-height: 0;
    padding: 12px 16px 20px;
    overflow: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
  }
  p {
    margin: 0;
  }
  p.label {
    line-height: 1.5;
  }
  label {
    display: grid;
    gap: 4px;
  }
  select,
  input {
    width: 100%;
    min-width: 0;
  }
  .pair {
    display: grid;
    grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
    gap: 8px;
  }
`;

/** A column beside the graph. */
export const besideStyles: CSSResultGroup = [column, measuringStyles];
