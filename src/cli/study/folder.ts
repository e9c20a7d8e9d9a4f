import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { problem, UserError } from "../../runtime/problem.ts";
import { exists, sha256Of } from "../disk.ts";
import { Ledger, workFolder, writeWhole } from "./ledger.ts";

const TABLE = "table.csv";
const MANIFEST = "manifest.json";

/** Whether all of this study is in the folder. */
export async function isComplete(folder: string, manifest: string): Promise<boolean> {
  return (await isOf(folder, manifest)) && (await exists(join(folder, TABLE))) && Ledger.begun(folder) === undefined;
}

/** @throws UserError when something else is in the folder. */
export async function checkFolder(folder: string, manifest: string): Promise<void> {
  const begun = Ledger.begun(folder);
  const there = await readManifest(folder);
  const isOther = (there !== undefined && there !== manifest) || (begun && begun.study !== sha256Of(manifest));
  if (!isOther) return;
  const [en, zh] = differenceOf(there, manifest);
  throw new UserError(
    problem(
      "study-other",
      {
        en: `The folder "${folder}" holds the results of another study: ${en}.`,
        zh: `文件夹“${folder}”中是另一项研究的结果：${zh}。`,
      },
      {
        en: "Choose another folder with --out, or remove that one.",
        zh: "请用 --out 选择其他文件夹，或删除该文件夹。",
      },
    ),
  );
}

/** The table and what it was made of take their names; what was only there while the study ran goes. */
export async function finish(folder: string, files: readonly (readonly [string, string])[]): Promise<void> {
  for (const [name, content] of files) await writeWhole(join(folder, name), content);
  await sweep(folder);
  await rm(workFolder(folder), { recursive: true, force: true });
}

export const writeManifest = (folder: string, manifest: string): Promise<void> =>
  writeWhole(join(folder, MANIFEST), manifest);

const isOf = async (folder: string, manifest: string): Promise<boolean> => (await readManifest(folder)) === manifest;

const readManifest = (folder: string): Promise<string | undefined> =>
  readFile(join(folder, MANIFEST), "utf8").catch(() => undefined);

/** What a process that was killed has left half written. */
async function sweep(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    if (entry.isFile() && /^\.[0-9a-f]{8}\.tmp$/.test(entry.name)) await rm(join(entry.parentPath, entry.name));
}

/** The first key of the manifests that differs. */
function differenceOf(there: string | undefined, wanted: string): readonly [en: string, zh: string] {
  const names: Readonly<Record<string, readonly [string, string]>> = {
    versions: ["it was made by another version", "由其他版本生成"],
    device: ["it was made on another device", "在其他设备上生成"],
    study: ["the study's file is another", "研究文件不同"],
    settings: ["its graphs or networks differ", "图或网络不同"],
    data: ["its pictures differ", "图像不同"],
    masks: ["its masks differ", "掩码不同"],
  };
  const unknown: readonly [string, string] = ["they cannot be told apart any further", "无法进一步区分"];
  if (there === undefined) return unknown;
  try {
    const [a, b] = [JSON.parse(there) as Record<string, unknown>, JSON.parse(wanted) as Record<string, unknown>];
    const key = Object.keys(names).find((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
    return (key !== undefined && names[key]) || unknown;
  } catch {
    return ["its manifest.json is damaged", "manifest.json 已损坏"];
  }
}
