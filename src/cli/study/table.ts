import { csvOf, type Cell } from "./csv.ts";
import { filesOf, rowAt, rowCount, type Layout } from "./layout.ts";
import type { Ledger } from "./ledger.ts";
import { COLUMNS } from "./measure.ts";

/** Columns of `table.csv` before and after what is swept and measured. */
export function tableOf(layout: Layout, ledger: Ledger): string {
  const swept = [...new Set(layout.settings.flatMap((setting) => Object.keys(setting.swept)))];
  const measured = layout.measures.flatMap((measure) => COLUMNS[measure] ?? []);
  const head = [
    "graph",
    ...swept,
    "mask",
    "data",
    "index",
    "picture",
    "seed",
    "noise_seed",
    "calls",
    "file",
    ...measured,
    "problem",
  ];
  return csvOf(head, rows());

  function* rows(): Generator<readonly Cell[]> {
    for (let i = 0; i < rowCount(layout); i++) {
      const row = rowAt(layout, i);
      const kept = ledger.get(i);
      const { setting, mask, picture } = row;
      const is = kept !== undefined && "measures" in kept;
      yield [
        setting.graphName,
        ...swept.map((key) => cellOf(setting.swept[key])),
        mask.name,
        picture.data,
        picture.index,
        picture.name,
        row.seed,
        row.noise_seed,
        is ? setting.calls : 0,
        is ? filesOf(row).png : undefined,
        ...measured.map((name) => (is ? finite(kept.measures[name]) : undefined)),
        kept !== undefined && "problem" in kept ? kept.problem : undefined,
      ];
    }
  }
}

const cellOf = (value: string | number | boolean | undefined): Cell =>
  typeof value === "boolean" ? String(value) : value;
const finite = (value: number | null | undefined): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;
