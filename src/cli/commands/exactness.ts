import { modelOfPoints } from "../../runtime/laboratory/point-model.ts";
import { POINTS } from "../../runtime/laboratory/clouds.ts";
import type { Measured } from "../../runtime/laboratory/exactness.ts";
import { measure, settingsOf, type Axis, type SweepRow } from "../../runtime/laboratory/sweep.ts";
import type { Registry } from "../../runtime/node.ts";
import { openEverything } from "../../runtime/own/open.ts";
import { registryOf } from "../../runtime/own/registry.ts";
import { trace } from "../../runtime/trace.ts";
import { loadGraph } from "../graphs.ts";
import { exit, type Console } from "../io.ts";
import { findModel } from "../models.ts";
import { Bindings } from "../places.ts";
import { progressOf } from "../progress.ts";
import { openModels } from "../runners.ts";
import { applyOverrides, modelReference } from "../settings.ts";

export interface ExactnessOptions {
  readonly graph: string;
  readonly set: readonly string[];
  readonly seed?: number;
  readonly threads?: number;
  /** A data set of two pixels, or the points of one. */
  readonly data?: string;
  /** The left pixel. */
  readonly known: number;
  readonly r?: readonly number[];
  /** Another param than r. */
  readonly vary?: Axis;
  /** A network of two pixels that takes the place of the ideal denoiser. */
  readonly model?: string;
  readonly particles: number;
}

/** One setting and how exact it is. */
export interface ExactnessRow extends SweepRow {
  /** `jump_n_sample`; absent where that is not what is varied. */
  readonly r?: number;
}

/**
 * `repaint exactness`: runs a graph, whatever its wiring, on pictures of two pixels of which the left is known, with the
 * ideal denoiser, and measures its answers against the exact conditional.
 */
export async function exactnessCommand(options: ExactnessOptions, registry: Registry, io: Console): Promise<number> {
  const rows = await exactnessOf(options, registry, io);
  const { data = "blobs", known, particles, model, vary } = options;
  const about = { data, known, particles, ...(model && { model }), ...(vary && { varied: nameOf(vary) }) };
  if (io.json) io.out(`${JSON.stringify({ ...about, rows }, null, 2)}\n`);
  else io.out(table(rows, vary ? nameOf(vary) : "r", io.language === "zh"));
  return exit.ok;
}

/** What `repaint exactness` measures: a row for each r. */
export async function exactnessOf(
  options: ExactnessOptions,
  base: Registry,
  io: Console,
): Promise<readonly ExactnessRow[]> {
  const { graph: loaded } = await loadGraph(options.graph, io.cwd, base);
  const { graph: given } = openEverything(loaded);
  const registry = registryOf(given, base);
  const ideal = `${POINTS}${options.data ?? "blobs"}`;
  const { mixture } = modelOfPoints(ideal);
  const bindings = new Bindings();
  const reference = options.model === undefined ? ideal : modelReference(options.model, bindings, io.cwd);
  const network = await findModel(reference, { folder: io.cwd, bound: bindings.bound });
  const overrides = { set: options.set, ...(options.seed !== undefined && { seed: options.seed }) };
  const graph = applyOverrides(given, registry, overrides, bindings, io.cwd);
  const axis = options.vary ?? (options.r && { param: "jump_n_sample", values: options.r });
  const { particles, known } = options;
  const laboratory = { reference, card: network.card, particles, known, ...(axis && { axis }) };
  const settings = settingsOf(graph, registry, laboratory);
  const threads = options.threads === undefined ? {} : { threads: options.threads };
  const models = new Map([[reference, network]]);
  const opened = await openModels({ models, placeOf: () => ({}) }, { device: "auto", ...threads });
  const progress = progressOf(
    io,
    settings.reduce((sum, { plan }) => sum + trace(plan).evaluations, 0),
  );
  const rows: ExactnessRow[] = [];
  let before = 0;
  try {
    for (const setting of settings) {
      const { backend, networks } = opened;
      const passed = (calls: number): void => progress.update(before + calls);
      const machine = { backend, networks, signal: io.signal, passed };
      const row = await measure(setting, mixture, known, machine);
      before += row.calls;
      rows.push({ ...row, ...(options.r && !options.vary && setting.value !== undefined && { r: setting.value }) });
    }
  } finally {
    progress.stop();
    await opened.close();
    opened.backend.dispose();
  }
  return rows;
}

const nameOf = ({ node, param }: Axis): string => (node === undefined ? param : `${node}.${param}`);

function table(rows: readonly ExactnessRow[], first: string, zh: boolean): string {
  const heads = zh
    ? [first, "调用", "总变差（95 %）", "机遇", "能量距离（95 %）", "离数据（95 %）"]
    : [first, "calls", "total variation (95 %)", "chance", "energy distance (95 %)", "off data (95 %)"];
  const cells = rows.map(({ value, calls, total_variation, floor, energy_distance, off_data }) => [
    value === undefined ? "-" : String(value),
    String(calls),
    words(total_variation, 3),
    floor.toFixed(3),
    words(energy_distance, 5),
    words(off_data, 4),
  ]);
  const lines = [heads, heads.map(() => "---"), ...cells].map((line) => `| ${line.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}

function words({ value, low, high }: Measured, digits: number): string {
  return `${value.toFixed(digits)} [${low.toFixed(digits)}, ${high.toFixed(digits)}]`;
}
