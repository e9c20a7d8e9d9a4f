import { problem, UserError, type Problem } from "../../runtime/problem.ts";

/** Longest side of a picture that is read, and most pixels in all. */
const maxSide = 16_384;
export const maxPixels = 64_000_000;

/** @throws UserError `image-unreadable`, `image-too-large`: before anything is unpacked. */
export function checkSize(width: number, height: number, name: string): void {
  const size = `${width}×${height}`;
  if (!(width >= 1) || !(height >= 1))
    throw new UserError(unreadable(name, `it is ${size} pixels`, `尺寸为 ${size} 像素`));
  if (width <= maxSide && height <= maxSide && width * height <= maxPixels) return;
  const limits = `${maxSide} a side and ${maxPixels / 1e6} megapixels`;
  throw new UserError(
    problem(
      "image-too-large",
      {
        en: `The image "${name}" is ${size} pixels, expected at most ${limits}.`,
        zh: `图像“${name}”为 ${size} 像素，边长最多 ${maxSide}，总计最多 ${maxPixels / 1e6} 百万像素。`,
      },
      { en: "Make it smaller first; networks take far smaller pictures.", zh: "请先缩小；网络接受的图像要小得多。" },
    ),
  );
}

export function unreadable(name: string, en: string, zh: string): Problem {
  return problem(
    "image-unreadable",
    { en: `The image "${name}" cannot be read: ${en}.`, zh: `无法读取图像“${name}”：${zh}。` },
    {
      en: "Use a whole PNG, JPEG, WebP, GIF, BMP, TIFF or AVIF file.",
      zh: "请使用完整的 PNG、JPEG、WebP、GIF、BMP、TIFF 或 AVIF 文件。",
    },
  );
}
