import { css } from "lit";

/** What the speaker's window has beside the styles of a lesson's page. */
export const speakerStyles = css`
  :host {
    width: auto;
    height: 100vh;
    border: 0;
  }
  header {
    justify-content: space-between;
    min-height: 40px;
    padding: 8px 20px;
  }
  h1 {
    margin: 0 0 12px;
    font-size: 22px;
    line-height: 1.3;
  }
  h2 {
    margin: 0 0 4px;
    font-size: var(--label-size);
    color: var(--muted);
  }
  .page {
    font-size: 17px;
  }
  .notes {
    font-size: 20px;
  }
  .notes .label {
    font-size: 15px;
  }
  .ref {
    border-bottom: 2px solid var(--known);
  }
  .next {
    margin: 20px 0 0;
  }
  footer {
    justify-content: space-between;
    padding: 12px 20px;
  }
  footer button {
    height: 40px;
    padding: 0 20px;
    font-size: 15px;
  }
`;
