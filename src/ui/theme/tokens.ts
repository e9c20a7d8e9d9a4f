import { css, unsafeCSS, type CSSResult } from "lit";
import type { SocketType } from "../../runtime/node.ts";

/** Every colour of the product. Greys carry no meaning; each of the others means one thing everywhere. */
export interface Theme {
  readonly name: "dark" | "light";
  readonly canvas: string;
  readonly dot: string;
  /** Ground within the frame of a loop: the canvas with a breath of the sample's colour. */
  readonly hull: string;
  readonly panel: string;
  readonly raised: string;
  readonly sunken: string;
  readonly line: string;
  readonly edge: string;
  readonly text: string;
  readonly muted: string;
  /** Pixels that are given. */
  readonly known: string;
  /** Pixels that are made. */
  readonly generated: string;
  readonly noise: string;
  readonly error: string;
  readonly wires: Readonly<Record<SocketType, string>>;
}

const dark: Theme = {
  name: "dark",
  canvas: "#141517",
  dot: "#2b2d31",
  hull: "#211d1a",
  panel: "#1b1c1f",
  raised: "#25272b",
  sunken: "#101113",
  line: "#303338",
  edge: "#4a4e55",
  text: "#e6e7e9",
  muted: "#a0a5ad",
  known: "#38b6a4",
  generated: "#ee9440",
  noise: "#9aa0a8",
  error: "#ff6b62",
  wires: {
    model: "#a78bf0",
    schedule: "#6f9fe8",
    sample: "#ee9440",
    prediction: "#e3c64c",
    image: "#38b6a4",
    mask: "#e274b4",
    number: "#b4b9c1",
    label: "#93bf5b",
    frame: "#cf9f86",
  },
};

const light: Theme = {
  name: "light",
  canvas: "#f3f4f5",
  dot: "#d3d6da",
  hull: "#f1ebe5",
  panel: "#fbfbfc",
  raised: "#ffffff",
  sunken: "#eceef0",
  line: "#dcdfe3",
  edge: "#b3b8bf",
  text: "#1a1c1f",
  muted: "#575d66",
  known: "#0c7f71",
  generated: "#b95d05",
  noise: "#6b7179",
  error: "#c62a21",
  wires: {
    model: "#6d4fc4",
    schedule: "#2f66bd",
    sample: "#b95d05",
    prediction: "#866d00",
    image: "#0c7f71",
    mask: "#b53382",
    number: "#5d636c",
    label: "#4c7a16",
    frame: "#8a5038",
  },
};

export const themes = { dark, light } as const;
export type ThemeName = keyof typeof themes;

/** Text in Latin and Chinese alike; the canvas measures in it too. */
export const fontFamily =
  '"Inter", "Helvetica Neue", "Segoe UI", "Liberation Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", sans-serif';
export const mathFamily = '"Repaint Math", "STIX Two Math", "Latin Modern Math", "Cambria Math", math, serif';
/** Pixels: text, labels. */
export const fontSize = { text: 13, label: 11 } as const;

function declarations(theme: Theme): CSSResult {
  const { name, wires, ...plain } = theme;
  const lines = [
    `color-scheme: ${name};`,
    ...Object.entries(plain).map(([key, value]) => `--${key}: ${value};`),
    ...Object.entries(wires).map(([key, value]) => `--wire-${key}: ${value};`),
  ];
  return unsafeCSS(lines.join(" "));
}

/** The colours and sizes as custom properties of the host, which carries `theme="dark"` or `theme="light"`. */
export const themeStyles = css`
  :host {
    --font: ${unsafeCSS(fontFamily)};
    --math: ${unsafeCSS(mathFamily)};
    --text-size: ${unsafeCSS(fontSize.text)}px;
    --label-size: ${unsafeCSS(fontSize.label)}px;
    ${declarations(dark)}
  }
  :host([theme="light"]) {
    ${declarations(light)}
  }
`;
