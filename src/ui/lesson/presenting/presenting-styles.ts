import { css, unsafeCSS } from "lit";
import { presentingWidth } from "../../components/inspector-styles.ts";

/** For a hall: text, canvas, plot and result, in large type, and nothing else. */
export const presentingStyles = css`
  :host([presenting]) {
    --text-size: 17px;
    --label-size: 15px;
  }
  :host([presenting]) :is(repaint-top-bar, repaint-palette, repaint-run-bar, repaint-player, .tabs) {
    display: none;
  }
  :host([presenting][layout="wide"]) footer {
    grid-template-columns: minmax(0, 1fr) auto;
    height: clamp(180px, 27vh, 340px);
  }
  :host([presenting][layout="wide"]) repaint-inspector {
    width: ${unsafeCSS(presentingWidth)}px;
  }
  :host([presenting]) repaint-timeline {
    zoom: 1.5;
  }
  :host([presenting][layout="wide"]) repaint-timeline {
    grid-row: 2;
  }
`;
