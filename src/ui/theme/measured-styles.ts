import { css } from "lit";

/** A line plot of what was measured; `--of` is a series' own colour. */
export const plotStyles = css`
  svg:not(.icon) {
    display: block;
    width: 100%;
    background: var(--sunken);
    border-radius: 4px;
  }
  svg text {
    fill: var(--muted);
    font: 11px var(--font);
  }
  .rule {
    stroke: var(--line);
  }
  .series {
    fill: none;
    stroke: var(--of, var(--generated));
    stroke-width: 1.5;
  }
`;

/** The button that begins to measure, how far it is, and what went wrong. */
export const measuringStyles = css`
  .line {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 28px;
  }
  .line .main {
    border-color: var(--edge);
    background: var(--raised);
    font-weight: 600;
  }
  progress {
    flex: 1;
    min-width: 0;
    accent-color: var(--generated);
  }
  .problem {
    color: var(--error);
  }
`;
