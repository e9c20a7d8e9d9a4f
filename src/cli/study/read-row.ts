import { sha256Of } from "../disk.ts";
import type { Picture } from "../../runtime/node.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { readImage } from "../images/read.ts";
import type { Given, GivenMask } from "./item.ts";
import { readSource } from "./sources.ts";
import type { RowTask } from "./tasks.ts";

/** Reads the picture and the mask of a row. @throws UserError what is wrong with either. */
export async function readRow({ name, source, sha256, mask, seed }: RowTask): Promise<Given> {
  if ("missing" in mask)
    throw new UserError(problem("mask-missing", { en: mask.missing, zh: mask.missing }, { en: "", zh: "" }));
  return { picture: await pictureOf({ name, source, sha256 }), mask: await maskOf(mask), seed };
}

async function maskOf(mask: Exclude<RowTask["mask"], { missing: string }>): Promise<GivenMask> {
  if ("preset" in mask) return mask;
  const { picture } = await readImage(await readSource(mask.source), mask.name);
  return { name: mask.name, hole: mask.hole, picture };
}

/** What a whole study stumbles over, and no row can tell: its pictures are not what they were. */
export class DataChanged extends UserError {}

async function pictureOf({ name, source, sha256 }: Pick<RowTask, "name" | "source" | "sha256">): Promise<Picture> {
  const bytes = await readSource(source).catch((error: unknown) => {
    // One that could not be read when the study began is a row with its sentence.
    if (sha256 === "") throw error;
    return new Uint8Array();
  });
  if (sha256Of(bytes) === sha256) return (await readImage(bytes, name)).picture;
  throw new DataChanged(
    problem(
      "data-changed",
      {
        en: `The picture "${name}" (${source.path}) is not here as it was when the study began.`,
        zh: `图像“${name}”（${source.path}）与研究开始时不一致或不在此处。`,
      },
      {
        en: "Put it back (a worker needs the study's folders too: --map), or begin the study anew in another folder.",
        zh: "请恢复该文件（工作机同样需要研究的文件夹：--map），或在另一文件夹重新开始。",
      },
    ),
  );
}
