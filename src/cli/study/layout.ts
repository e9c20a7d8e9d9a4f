import { basename, extname } from "node:path";
import { sha256Of } from "../disk.ts";
import type { Registry } from "../../runtime/node.ts";
import type { MaskSet, Measure, Study } from "../../runtime/study/format.ts";
import { measuresOf, seedsOf } from "../../runtime/study/parse.ts";
import { measuringOf, settingsOf, type Setting } from "./settings.ts";
import { listPictures, readSource, type Listed } from "./sources.ts";
import type { Job, MaskTask, RowTask, SettingTask } from "./tasks.ts";

/** A picture of a study. */
export interface StudyPicture extends Listed {
  readonly data: string;
  /** In its data set, from 0. */
  readonly index: number;
  readonly sha256: string;
}

/** A mask of a study: a preset, or files. */
export interface StudyMask {
  readonly name: string;
  readonly files?: readonly (Listed & { readonly sha256: string })[];
  readonly set?: MaskSet;
}

/** A study laid out: everything that a row of its table is made of. */
export interface Layout {
  readonly settings: readonly Setting[];
  readonly masks: readonly StudyMask[];
  readonly pictures: readonly StudyPicture[];
  readonly seeds: readonly number[];
  readonly measures: readonly Measure[];
  /** Networks that measure. */
  readonly measuring: readonly SettingTask[];
}

/** One row of the table: settings outermost, then masks, pictures, seeds. */
export interface Row {
  readonly row: number;
  readonly setting: Setting;
  readonly mask: StudyMask;
  readonly picture: StudyPicture;
  readonly seed: number;
  readonly noise_seed: number;
}

/** Seeds of the answers to one picture lie this far apart, so that no two pictures of a set share one. */
const SEED_STRIDE = 10_000_000;

/** Lists, reads and hashes what a study names. @param cwd the study's own folder. */
export async function layOut(study: Study, registry: Registry, cwd: string): Promise<Layout> {
  const settings = await settingsOf(study.graphs, registry, cwd);
  const pictures: StudyPicture[] = [];
  for (const { name, from, first } of study.data) {
    const listed = (await listPictures(from, cwd)).slice(0, first);
    for (const [index, one] of listed.entries())
      pictures.push({ ...one, data: name, index, sha256: await hashOf(one) });
  }
  const masks: StudyMask[] = [];
  for (const mask of study.masks) {
    if (typeof mask === "string") masks.push({ name: mask });
    else {
      const files: (Listed & { readonly sha256: string })[] = [];
      for (const one of await listPictures(mask.from, cwd)) files.push({ ...one, sha256: await hashOf(one) });
      masks.push({ name: mask.name, files, set: mask });
    }
  }
  const measuring = await measuringOf(study, registry, cwd);
  return { settings, masks, pictures, seeds: seedsOf(study), measures: measuresOf(study), measuring };
}

/** Of what is there; a file that cannot be read has none, and its row says why. */
async function hashOf({ source }: Listed): Promise<string> {
  try {
    return sha256Of(await readSource(source));
  } catch {
    return "";
  }
}

export function rowCount({ settings, masks, pictures, seeds }: Layout): number {
  return settings.length * masks.length * pictures.length * seeds.length;
}

/** @throws Error when there is no such row. */
export function rowAt({ settings, masks, pictures, seeds }: Layout, row: number): Row {
  const seed = seeds[row % seeds.length];
  const perPicture = Math.floor(row / seeds.length);
  const picture = pictures[perPicture % pictures.length];
  const perMask = Math.floor(perPicture / pictures.length);
  const mask = masks[perMask % masks.length];
  const setting = settings[Math.floor(perMask / masks.length)];
  if (seed === undefined || !picture || !mask || !setting) throw new Error(`no row ${row}`);
  return { row, setting, mask, picture, seed, noise_seed: seed * SEED_STRIDE + picture.index };
}

/** Names of a row's files in the results folder; truth and mask are shared by rows. */
export function filesOf({ setting, mask, picture, seed }: Row) {
  const name = `${picture.data}-${String(picture.index).padStart(5, "0")}`;
  return {
    png: `pictures/${setting.slug}/${mask.name}/${name}-${seed}.png`,
    truth: `truth/${name}.png`,
    keep_mask: `masks/${mask.name}/${name}.png`,
  };
}

/**
 * The jobs of a study: for each setting and mask the pictures and seeds in groups; groups of the same pictures lie together,
 * so that what is there when it is stopped can be compared.
 *
 * @param batches how many pictures go together, for each setting.
 */
export function jobsOf(layout: Layout, batches: readonly number[]): readonly Job[] {
  const { settings, masks, pictures, seeds } = layout;
  const pairs = pictures.length * seeds.length;
  const jobs: { first: number; mask: number; setting: number; rows: number[] }[] = [];
  for (const [setting] of settings.entries())
    for (const [mask] of masks.entries()) {
      const base = (setting * masks.length + mask) * pairs;
      const batch = batches[setting] ?? 1;
      for (let first = 0; first < pairs; first += batch) {
        const rows = Array.from({ length: Math.min(batch, pairs - first) }, (_, i) => base + first + i);
        jobs.push({ first, mask, setting, rows });
      }
    }
  jobs.sort((a, b) => a.first - b.first || a.mask - b.mask || a.setting - b.setting);
  return jobs.map(({ setting, rows }, id) => ({
    id,
    setting,
    rows: rows.map((row) => taskOf(layout, rowAt(layout, row))),
  }));
}

function taskOf(layout: Layout, { row, setting, mask, picture, seed, noise_seed }: Row): RowTask {
  const isFirst = setting === layout.settings[0] && seed === layout.seeds[0];
  return {
    row,
    name: picture.name,
    source: picture.source,
    sha256: picture.sha256,
    mask: maskTask(mask, picture),
    seed: noise_seed,
    truth: isFirst && mask === layout.masks[0],
    keep_mask: isFirst,
  };
}

/** Wide and narrow strokes are drawn from the number of the picture. */
function maskTask({ name, files, set }: StudyMask, picture: StudyPicture): MaskTask {
  if (!files) return { preset: name, seed: picture.index };
  const stem = (path: string): string => basename(path, extname(path));
  const found =
    set?.pair === "name"
      ? files.find((file) => stem(file.name) === stem(picture.name))
      : files[picture.index % files.length];
  if (found) return { name: found.name, source: found.source, hole: set?.hole ?? "auto" };
  return { missing: `There is no mask for "${picture.name}" among the ${files.length} files of "${name}".` };
}
