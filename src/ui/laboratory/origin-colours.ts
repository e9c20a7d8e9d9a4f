import type { Theme } from "../theme/tokens.ts";

/** From the lowest fifth of the first right pixels to the highest; lightness goes one way, so they are told apart without hue. */
const colours: Readonly<Record<Theme["name"], readonly string[]>> = {
  light: ["#2a0a7a", "#7b1fa2", "#c2185b", "#d04a0a", "#a87400"],
  dark: ["#5b6cff", "#a45cf0", "#e85aa8", "#ff8a5c", "#ffd54a"],
};

export const originColours = (theme: Theme): readonly string[] => colours[theme.name];
