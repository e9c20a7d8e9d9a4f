/** Parts of the plot of t that explain themselves. */
export type PlotPart =
  | "level"
  | "transitions"
  | "falling"
  | "rising"
  | "break"
  | "compared"
  | "edited"
  | "scrubber"
  | "length"
  | "count"
  | "limit"
  | "steps";

/** Why a node is there and what goes wrong without it, and its place in the paper. */
export interface Why {
  readonly why: string;
  readonly place: string;
}

/** The second level of help: fetched when it is asked for. */
export interface HelpTexts {
  readonly nodes: Readonly<Record<string, Why>>;
  readonly symbols: Readonly<Record<string, string>>;
  readonly plot: Readonly<Record<PlotPart, string>>;
}
