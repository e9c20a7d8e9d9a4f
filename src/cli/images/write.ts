import jpeg from "jpeg-js";
import type { Picture } from "../../runtime/node.ts";
import { writeNpy } from "../../runtime/picture/npy.ts";
import { graphKeyword, writeText } from "../../runtime/png/text.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import { encodeImage, toByte } from "../images.ts";
import { openSharp } from "./sharp.ts";

/** Endings that a result's name may have; without one it is a PNG. */
export const endings = ["png", "jpg", "jpeg", "webp", "npy"] as const;
export type Ending = (typeof endings)[number];

/** A name without its ending, and what the ending asks for. */
export function splitName(name: string): { readonly stem: string; readonly ending: Ending } {
  const found = /^(.+)\.([A-Za-z]+)$/.exec(name);
  const ending = endings.find((known) => known === found?.[2]?.toLowerCase());
  return found && ending ? { stem: found[1] ?? name, ending } : { stem: name, ending: "png" };
}

/** One sample of a result, in [−1, 1] and in units of its own. */
export interface Written {
  readonly picture: Picture;
  readonly values: Picture;
  readonly sample: number;
}

/**
 * Encodes a result: PNG with the graph inside; WebP without loss; JPEG of quality 95, which changes known pixels a little;
 * `.npy` with its values as they are.
 */
export async function encodeAs(
  ending: Ending,
  { picture, values, sample }: Written,
  graph: string,
): Promise<Uint8Array> {
  if (ending === "npy") return writeNpy(sampleOf(values, sample));
  if (ending === "png") return await writeText(encodeImage(picture, sample), graphKeyword, graph);
  const library = await openSharp();
  if ("sharp" in library) {
    const image = library.sharp(encodeImage(picture, sample));
    const coded =
      ending === "webp" ? image.webp({ lossless: true }) : image.jpeg({ quality: 95, chromaSubsampling: "4:4:4" });
    return await coded.toBuffer();
  }
  if (ending === "webp") throw new UserError(noWriter(library.missing));
  const [, , height, width] = picture.shape;
  return jpeg.encode({ width, height, data: rgbaOf(picture, sample) }, 95).data;
}

function sampleOf({ shape, data }: Picture, sample: number): Picture {
  const [N, C, H, W] = shape;
  const size = C * H * W;
  return N === 1 ? { shape, data } : { shape: [1, C, H, W], data: data.subarray(sample * size, (sample + 1) * size) };
}

function rgbaOf({ shape, data }: Picture, sample: number): Uint8Array {
  const [, C, H, W] = shape;
  const rgba = new Uint8Array(4 * H * W).fill(255);
  for (let i = 0; i < H * W; i++)
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = toByte(data[(sample * C + Math.min(c, C - 1)) * H * W + i] ?? 0);
  return rgba;
}

function noWriter(why: string) {
  return problem(
    "encoder-missing",
    {
      en: `WebP is written by the library "sharp", which is not here (${why}).`,
      zh: `写出 WebP 需要 sharp 库，而此处没有（${why}）。`,
    },
    {
      en: "Install it (npm install sharp), or let the name end in .png.",
      zh: "请安装它（npm install sharp），或让文件名以 .png 结尾。",
    },
  );
}
