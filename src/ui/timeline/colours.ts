import type { ThemeName } from "../theme/tokens.ts";

const series: Readonly<Record<ThemeName, readonly string[]>> = {
  dark: ["#74b3ff", "#f08bc0", "#bfd24a", "#b79cff"],
  light: ["#1c64c8", "#b02a78", "#62720a", "#6a48c9"],
};

/** The colour of one of several jump-backs: of its teeth, its handles and its name. */
export function jumpColour(theme: ThemeName, order: number): string {
  const colours = series[theme];
  return colours[order % colours.length] ?? "currentColor";
}
