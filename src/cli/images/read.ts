import type { Sharp } from "sharp";
import { carriesProfile } from "../../runtime/picture/profile.ts";
import type { Picture } from "../../runtime/node.ts";
import { isNpy, NpyError, readNpy } from "../../runtime/picture/npy.ts";
import { foreignInPicture } from "../../runtime/png/foreign.ts";
import { problem, UserError, warning, type Problem } from "../../runtime/problem.ts";
import { decodeImage } from "../images.ts";
import { decodeBmp } from "./bmp.ts";
import { kindOf, type PictureKind } from "./kind.ts";
import { checkSize, maxPixels, unreadable } from "./limits.ts";
import { overWhite } from "./over-white.ts";
import { openSharp, type Library } from "./sharp.ts";

export interface ReadImage {
  /** `1 3 H W` in [0, 1], upright, transparency over white, in sRGB unless a note says otherwise. */
  readonly picture: Picture;
  /** What was done that a person may not expect. */
  readonly notes: readonly Problem[];
}

/**
 * Reads a picture file, whatever its name says: PNG, JPEG, WebP, GIF (first frame), BMP, TIFF, AVIF; 8 or 16 bits, grey,
 * palette, RGB, CMYK, alpha; turned as EXIF says; colour profiles converted to sRGB.
 *
 * Plain PNG is decoded by one decoder everywhere, so that known pixels are the same bits on every machine.
 *
 * @throws UserError `image-unreadable`, `image-too-large`, `decoder-missing`.
 */
export async function readImage(bytes: Uint8Array, name: string): Promise<ReadImage> {
  if (isNpy(bytes)) return { picture: dataOf(bytes, name), notes: [] };
  const kind = kindOf(bytes);
  if (kind === undefined) return { picture: decodeImage(bytes, name), notes: [] };
  if (kind === "heic") throw new UserError(heic(name));
  if (kind === "bmp") return { picture: decodeBmp(bytes, name), notes: [] };
  const profile = carriesProfile(bytes);
  if (kind === "png" && !profile) {
    const foreign = await foreignInPicture(bytes, name);
    return { picture: decodeImage(bytes, name), notes: foreign ? [foreign] : [] };
  }
  const library = await openSharp();
  if ("sharp" in library) {
    if (kind === "png") decodeImage(bytes, name); // It refuses what unpacks to more than it says.
    return await decodeWith(library.sharp, bytes, kind, name);
  }
  if (kind === "png" || kind === "jpeg") {
    return { picture: decodeImage(bytes, name), notes: profile ? [notConverted(name)] : [] };
  }
  throw new UserError(decoderMissing(kind, name, library.missing));
}

function dataOf(bytes: Uint8Array, name: string): Picture {
  try {
    return readNpy(bytes, (width, height) => checkSize(width, height, name));
  } catch (error) {
    if (!(error instanceof NpyError)) throw error;
    throw new UserError(unreadable(name, error.reason.en, error.reason.zh));
  }
}

type Open = Extract<Library, { sharp: unknown }>["sharp"];

async function decodeWith(sharp: Open, bytes: Uint8Array, kind: PictureKind, name: string): Promise<ReadImage> {
  try {
    const image = sharp(bytes, { failOn: "error", limitInputPixels: maxPixels, pages: 1 });
    const { width, height, space, depth, hasProfile, pages = 1 } = await image.metadata();
    checkSize(width, height, name);
    const plainCmyk = space === "cmyk" && !hasProfile;
    const notes = [
      ...(kind === "gif" && pages > 1 ? [firstOf(name, pages)] : []),
      ...(plainCmyk ? [plainInk(name)] : []),
    ];
    if (depth === "float" || depth === "double" || depth === "complex") throw new UserError(floating(name));
    return { picture: await pixels(image.autoOrient(), depth, plainCmyk), notes };
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
    if (/pixel limit/i.test(reason)) checkSize(maxPixels, maxPixels, name);
    throw new UserError(unreadable(name, reason, "解码失败"));
  }
}

async function pixels(image: Sharp, depth: string, plainCmyk: boolean): Promise<Picture> {
  const wide = depth !== "uchar" && depth !== "char";
  const coloured = plainCmyk
    ? image.pipelineColourspace("cmyk").toColourspace("cmyk")
    : image.toColourspace(wide ? "rgb16" : "srgb");
  const { data, info } = await coloured.raw({ depth: wide ? "ushort" : "uchar" }).toBuffer({ resolveWithObject: true });
  const values = wide ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  const { width, height, channels } = info;
  return plainCmyk
    ? overWhite(withoutInk(values, channels), width, height, 3, 255)
    : overWhite(values, width, height, channels, wide ? 65_535 : 255);
}

/** Red, green and blue that ink lets through, without a profile: R = (1 − C)(1 − K), as browsers do it. */
function withoutInk(inks: ArrayLike<number>, channels: number): Float32Array {
  const n = inks.length / channels;
  const rgb = new Float32Array(3 * n);
  for (let i = 0; i < n; i++)
    for (let c = 0; c < 3; c++) {
      const [ink, black] = [inks[i * channels + c] ?? 0, inks[i * channels + 3] ?? 0];
      rgb[3 * i + c] = Math.round(((255 - ink) * (255 - black)) / 255);
    }
  return rgb;
}

function decoderMissing(kind: PictureKind, name: string, why: string): Problem {
  const title = kind.toUpperCase();
  return problem(
    "decoder-missing",
    {
      en: `The image "${name}" is ${title}, which the library "sharp" reads, and that is not here (${why}).`,
      zh: `图像“${name}”为 ${title} 格式，需由 sharp 库读取，而此处没有该库（${why}）。`,
    },
    {
      en: "Install it (npm install sharp), or save the picture as PNG.",
      zh: "请安装它（npm install sharp），或将图像另存为 PNG。",
    },
  );
}

function heic(name: string): Problem {
  return problem(
    "image-unreadable",
    {
      en: `The image "${name}" is HEIC, whose coding (HEVC) no free decoder here reads.`,
      zh: `图像“${name}”为 HEIC 格式，其编码（HEVC）此处没有可用的自由解码器。`,
    },
    {
      en: "Export it as JPEG or PNG; phones do so when asked for “most compatible”.",
      zh: "请导出为 JPEG 或 PNG；手机上选择“兼容性最佳”即可。",
    },
  );
}

function notConverted(name: string): Problem {
  return warning(
    "profile-not-converted",
    {
      en: `The image "${name}" has a colour profile that was not converted to sRGB: the library "sharp" is not here.`,
      zh: `图像“${name}”带有色彩配置文件，因缺少 sharp 库而未转换为 sRGB。`,
    },
    { en: "Install sharp, or convert the picture to sRGB first.", zh: "请安装 sharp，或先将图像转换为 sRGB。" },
  );
}

function firstOf(name: string, pages: number): Problem {
  return warning(
    "first-frame",
    {
      en: `The image "${name}" has ${pages} frames; the first is taken.`,
      zh: `图像“${name}”有 ${pages} 帧，取第一帧。`,
    },
    {
      en: "Save another frame as a picture of its own, if you want that one.",
      zh: "若需其他帧，请将其另存为单独的图像。",
    },
  );
}

function plainInk(name: string): Problem {
  return warning(
    "ink-without-profile",
    {
      en: `The image "${name}" is in inks (CMYK) and has no colour profile; they were taken as R = (1 − C)(1 − K).`,
      zh: `图像“${name}”为 CMYK 且没有色彩配置文件，按 R = (1 − C)(1 − K) 换算。`,
    },
    { en: "Convert it to sRGB first, if its colours look wrong.", zh: "若颜色不对，请先将其转换为 sRGB。" },
  );
}

function floating(name: string): Problem {
  return problem(
    "image-float",
    {
      en: `The image "${name}" holds floating-point values, and a picture has a black and a white.`,
      zh: `图像“${name}”为浮点数值，而图像须有确定的黑与白。`,
    },
    {
      en: "Save it as .npy, which keeps values as they are, or as 16-bit TIFF.",
      zh: "请存为保留原值的 .npy，或存为 16 位 TIFF。",
    },
  );
}
