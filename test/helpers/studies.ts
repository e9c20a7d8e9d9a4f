import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCsv } from "../../src/cli/study/csv.ts";
import { freshFolder, put } from "./cli.ts";

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
