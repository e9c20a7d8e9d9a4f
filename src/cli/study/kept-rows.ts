/** What is known of one row that is done. */
export type RowKept =
  | { readonly row: number; readonly measures: Readonly<Record<string, number | null>> }
  | { readonly row: number; readonly problem: string };

/** The rows of a study that are done, packed: 8 bytes for each measure of each, however long the study runs. */
export class KeptRows {
  private readonly total: number;
  private readonly done: Uint8Array;
  /** NaN where there is no number. */
  private readonly columns = new Map<string, Float64Array>();
  private readonly problems = new Map<number, string>();
  count = 0;

  /** @param total rows of the study. */
  constructor(total: number) {
    this.total = total;
    this.done = new Uint8Array(total);
  }

  has(row: number): boolean {
    return this.done[row] === 1;
  }

  get(row: number): RowKept | undefined {
    if (!this.has(row)) return undefined;
    const problem = this.problems.get(row);
    if (problem !== undefined) return { row, problem };
    const measures = [...this.columns].map(([name, values]) => [name, values[row] ?? NaN] as const);
    return { row, measures: Object.fromEntries(measures.filter(([, value]) => !Number.isNaN(value))) };
  }

  set(kept: RowKept): void {
    if (!this.has(kept.row)) this.count++;
    this.done[kept.row] = 1;
    if ("problem" in kept) return void this.problems.set(kept.row, kept.problem);
    for (const [name, value] of Object.entries(kept.measures)) this.column(name)[kept.row] = value ?? NaN;
  }

  private column(name: string): Float64Array {
    const found = this.columns.get(name) ?? new Float64Array(this.total).fill(NaN);
    this.columns.set(name, found);
    return found;
  }
}
