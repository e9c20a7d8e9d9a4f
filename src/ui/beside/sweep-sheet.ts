import type { ParamValue } from "../../runtime/node.ts";
import type { Raster, Trial } from "../engine/messages.ts";
import { fontFamily } from "../theme/tokens.ts";

/** One run of a sweep: what was set, by `node.param`, and what came of it. */
export interface SweptRun {
  readonly values: Readonly<Record<string, ParamValue>>;
  readonly came: Trial;
}

/** The table of a sweep as RFC 4180 has it. @param apart of each run from the first: the mean difference of 255. */
export function csvOfSweep(keys: readonly string[], runs: readonly SweptRun[], apart: readonly (number | undefined)[]) {
  const numbers = [...new Set(runs.flatMap(({ came }) => Object.keys(came.numbers)))];
  const head = [...keys, "calls", "seconds", "difference_to_first", ...numbers, "problem"];
  const rows = runs.map(({ values, came }, i) => [
    ...keys.map((key) => values[key]),
    came.calls,
    came.seconds.toFixed(3),
    apart[i]?.toFixed(4),
    ...numbers.map((name) => came.numbers[name]),
    came.problems.map(({ message }) => message.en).join(" "),
  ]);
  return [head, ...rows].map((row) => `${row.map((cell) => quoted(String(cell ?? ""))).join(",")}\r\n`).join("");
}

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

const GAP = 8;
const WORDS = 18;

/** The pictures of a sweep under what was set, row by row, as a PNG file. */
export async function sheetOfSweep(runs: readonly SweptRun[], columns: number): Promise<Blob> {
  const rasters = runs.map(({ came }) => came.raster);
  const side = Math.max(128, ...rasters.map((raster) => Math.max(raster?.width ?? 0, raster?.height ?? 0)));
  const rows = Math.ceil(runs.length / columns);
  const canvas = new OffscreenCanvas(columns * (side + GAP) + GAP, rows * (side + WORDS + GAP) + GAP);
  const ctx = canvas.getContext("2d");
  if (!ctx) throw new Error("no canvas to draw the sheet on");
  ctx.fillStyle = "#ffffff";
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.font = `12px ${fontFamily}`;
  ctx.textBaseline = "middle";
  ctx.imageSmoothingEnabled = false;
  runs.forEach(({ values }, i) => {
    const [x, y] = [GAP + (i % columns) * (side + GAP), GAP + Math.floor(i / columns) * (side + WORDS + GAP)];
    ctx.fillStyle = "#1a1c1f";
    const words = Object.entries(values).map(([key, value]) => `${key.split(".").at(-1)} = ${value}`);
    ctx.fillText(words.join(", "), x, y + WORDS / 2, side);
    const raster = rasters[i];
    if (raster) paint(ctx, raster, x, y + WORDS, side);
  });
  return await canvas.convertToBlob({ type: "image/png" });
}

function paint(ctx: OffscreenCanvasRenderingContext2D, raster: Raster, x: number, y: number, side: number): void {
  const { width, height, rgba } = raster;
  const own = new OffscreenCanvas(width, height);
  own.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
  const scale = side / Math.max(width, height);
  ctx.drawImage(own, x, y, width * scale, height * scale);
}
