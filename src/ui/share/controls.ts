import { css, type CSSResult } from "lit";

/**
 * With the attribute `controls`, an editor shows only the parts that it names: `bar`, `palette`, `inspector`, `problems`,
 * `run`. The canvas is always there; `controls=""` leaves it alone.
 */
export const controlStyles: CSSResult = css`
  :host([controls]:not([controls~="bar"])) repaint-top-bar,
  :host([controls]:not([controls~="palette"])) repaint-palette,
  :host([controls]:not([controls~="inspector"])) repaint-inspector,
  :host([controls]:not([controls~="problems"])) repaint-problems,
  :host([controls]:not([controls~="run"])) footer {
    display: none;
  }
`;
