import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { readCsv } from "../../src/cli/study/csv.ts";
import type { StudiedGraph } from "../../src/runtime/study/format.ts";
import { cardOf } from "./cards.ts";
import { freshFolder, put } from "./cli.ts";
import { tinyOnnx } from "./tiny-onnx.ts";

/** Some faces, one of them broken, and a study of them. */
export function someFaces(count: number, study: object = {}): { readonly folder: string; readonly study: string } {
  const folder = freshFolder();
  mkdirSync(join(folder, "photos"));
  for (let i = 0; i < count; i++)
    copyFileSync(`models/samples/face-${1_000_000 + i}.png`, join(folder, "photos", `face-${i}.png`));
  put(folder, "photos/broken.png", "no picture");
  const text = {
    format: "repaint-study",
    version: 1,
    data: [{ name: "faces", from: ["photos"] }],
    masks: ["half", "wide"],
    graphs: [
      {
        graph: "repaint",
        set: { "schedule.T": 4, "jump.jump_length": 1 },
        sweep: { "jump.jump_n_sample": [1, 2] },
      },
    ],
    ...study,
  };
  return { folder, study: put(folder, "study.json", JSON.stringify(text)) };
}

/** The rows of a table by the names of its columns. */
export function tableIn(folder: string): readonly Readonly<Record<string, string>>[] {
  const [head = [], ...rows] = readCsv(readFileSync(join(folder, "table.csv"), "utf8"));
  return rows.map((row) => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ""])));
}

/** A graph of a study that costs next to nothing: two calls of a network of a few operations, put beside the study. */
export function tinyGraph(folder: string, size: number): StudiedGraph {
  put(folder, "tiny.onnx", tinyOnnx({ size, repeats: 1 }).bytes);
  // A variance of its own would be as large as its answers, and its pictures no numbers.
  put(folder, "tiny.json", JSON.stringify({ ...cardOf("tiny", size), variance: "fixed_small" }));
  const set = { "schedule.T": 2, "jump.jump_length": 1, "jump.jump_n_sample": 1 };
  return { graph: "repaint", model: "tiny.onnx", set };
}

/** Bytes `N H W C` as NumPy saves them. */
export function npyOf(shape: readonly number[], bytes: Uint8Array): Uint8Array {
  const text = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(", ")}), }`;
  const header = `${text.padEnd(Math.ceil((11 + text.length) / 64) * 64 - 11)}\n`;
  const file = Buffer.concat([Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, 0, 0]), Buffer.from(header), bytes]);
  file.writeUInt16LE(header.length, 8);
  return file;
}

/** A zip archive of files; `.npz` is one too. */
export const zipOf = (files: Readonly<Record<string, Uint8Array>>): Uint8Array => zipSync({ ...files });
