import { css } from "lit";

export const galleryStyles = css`
  dialog {
    width: min(760px, calc(100vw - 16px));
  }
  header,
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px;
    min-height: 28px;
  }
  h2 {
    flex: 1;
    margin: 0;
    font-size: var(--text-size);
    font-weight: 600;
  }
  h2 .label {
    margin-left: 8px;
    font-weight: 400;
  }
  .columns {
    display: grid;
    grid-template-columns: 264px minmax(0, 1fr);
    gap: 16px;
    margin-top: 12px;
  }
  ul {
    max-height: min(520px, calc(100vh - 120px));
    margin: 0;
    padding: 0;
    overflow: auto;
    list-style: none;
    scrollbar-width: thin;
  }
  li {
    display: flex;
    align-items: center;
  }
  li button:first-child {
    justify-content: flex-start;
    gap: 8px;
    flex: 1;
    min-width: 0;
    height: 72px;
    padding: 4px;
    text-align: left;
    line-height: 1.45;
  }
  [aria-pressed="true"] {
    background: var(--raised);
    border-color: var(--text);
  }
  li repaint-raster {
    flex: none;
    width: 62px;
    height: 62px;
  }
  .picture {
    position: relative;
    width: min(400px, 100%);
    margin: 8px 0;
    aspect-ratio: var(--shape);
  }
  .picture repaint-raster {
    position: absolute;
    inset: 0;
  }
  .picture .before {
    clip-path: inset(0 calc(100% - var(--part)) 0 0);
  }
  .picture .edge {
    position: absolute;
    top: 0;
    bottom: 0;
    left: calc(var(--part) - 1px);
    width: 2px;
    background: #fff;
    box-shadow: 0 0 0 1px #000;
  }
  .slide {
    width: min(400px, 100%);
    margin: 0;
    accent-color: var(--text);
  }
  .strip {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(72px, 1fr));
    gap: 6px;
    margin: 8px 0;
  }
  figure {
    margin: 0;
  }
  figure repaint-raster {
    width: 100%;
    aspect-ratio: var(--shape);
  }
  .actions {
    margin-top: 12px;
  }
  .actions button,
  .modes button {
    border-color: var(--line);
  }
  .modes [aria-pressed="true"] {
    border-color: var(--text);
  }
  @media (max-width: 700px) {
    .columns {
      grid-template-columns: minmax(0, 1fr);
    }
    ul {
      max-height: 152px;
    }
  }
`;
