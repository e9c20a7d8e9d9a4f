import type { BesideKind } from "./beside.ts";

const loaders: Readonly<Record<BesideKind, () => Promise<unknown>>> = {
  explain: () => import("./explain-panel.ts"),
  compare: () => import("./compare-panel.ts"),
  sweep: () => import("./sweep-panel.ts"),
};

/** Fetches a panel's element, once it is asked for. */
export const fetchPanel = (kind: BesideKind): Promise<unknown> => loaders[kind]();
