import { inflateSync } from "node:zlib";
import { decode, encode, type DecodedPng } from "fast-png";
import jpeg from "jpeg-js";
import type { Picture } from "../runtime/node.ts";
import { isPng, PngError, readChunks, readHeader } from "../runtime/png/chunks.ts";
import { UserError } from "../runtime/problem.ts";
import { checkSize, maxPixels, unreadable } from "./images/limits.ts";
import { isJpeg, readJpegHeader, upright } from "./jpeg.ts";

/**
 * Decodes a PNG or JPEG file: 8 or 16 bits, grey, palette, RGB; transparency over white.
 *
 * @returns `1 3 H W` in [0, 1].
 * @throws UserError `image-unreadable`, `image-too-large` (before anything is unpacked).
 */
export function decodeImage(bytes: Uint8Array, name: string): Picture {
  try {
    if (isPng(bytes)) return decodePng(bytes, name);
    if (isJpeg(bytes)) return decodeJpeg(bytes, name);
  } catch (error) {
    if (error instanceof UserError) throw error;
    // A decoder that stumbles over a damaged file says nothing that a reader could use.
    const stumbled = !(error instanceof Error) || error instanceof TypeError;
    const reason = stumbled ? "it is damaged" : error.message;
    throw new UserError(unreadable(name, reason, error instanceof PngError ? reason : "解码失败"));
  }
  const came = bytes.length === 0 ? "it is empty" : "it is no picture of a kind that is known";
  throw new UserError(unreadable(name, came, bytes.length === 0 ? "文件为空" : "不是已知种类的图像"));
}

function decodePng(bytes: Uint8Array, name: string): Picture {
  const { width, height, depth, channels } = readHeader(bytes);
  checkSize(width, height, name);
  const row = Math.ceil((width * depth * channels) / 8) + 1;
  const data = readChunks(bytes).flatMap((chunk) => (chunk.type === "IDAT" ? [chunk.data] : []));
  // An interlaced picture has up to twice as many rows, each with its own filter byte.
  checkPacked(data, 2 * row * height + 64);
  return pngPicture(decode(bytes));
}

/** A small file may unpack to gigabytes, so this stops at what the header promises. */
function checkPacked(parts: readonly Uint8Array[], limit: number): void {
  try {
    inflateSync(Buffer.concat(parts), { maxOutputLength: limit });
  } catch (error) {
    if (error instanceof RangeError) throw new PngError(`more than ${limit} bytes when unpacked`);
    throw new PngError(`damaged: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function pngPicture(png: DecodedPng): Picture {
  const { width, height, depth, channels, palette } = png;
  const levels = 2 ** depth - 1;
  const n = width * height;
  const picture = new Float32Array(3 * n);
  let alphas: Float32Array | undefined;
  const set = (i: number, red: number, green: number, blue: number, alpha: number): void => {
    put(picture, i, red, green, blue, alpha);
    if (alpha === 1) return;
    alphas ??= new Float32Array(n).fill(1);
    alphas[i] = alpha;
  };
  const sample = sampler(png);
  for (let i = 0; i < n; i++) {
    if (palette) {
      const [r = 0, g = 0, b = 0, a = 255] = palette[sample(i)] ?? [];
      set(i, r / 255, g / 255, b / 255, a / 255);
      continue;
    }
    const at = i * channels;
    const red = sample(at);
    const colour = channels >= 3;
    const green = colour ? sample(at + 1) : red;
    const blue = colour ? sample(at + 2) : red;
    const alpha =
      channels === 4 || channels === 2 ? sample(at + channels - 1) / levels : transparent(png, red, green, blue);
    set(i, red / levels, green / levels, blue / levels, alpha);
  }
  return { shape: [1, 3, height, width], data: picture, ...(alphas && { alpha: alphas }) };
}

/** Values below one byte are packed, row by row, the leftmost in the highest bits. */
function sampler({ data, depth, width }: DecodedPng): (i: number) => number {
  if (depth >= 8) return (i) => data[i] ?? 0;
  const perByte = 8 / depth;
  const rowBytes = Math.ceil(width / perByte);
  const packed = 2 ** depth - 1;
  return (i) => {
    const [x, y] = [i % width, Math.floor(i / width)];
    const byte = data[y * rowBytes + Math.floor(x / perByte)] ?? 0;
    return (byte >> (8 - depth * ((x % perByte) + 1))) & packed;
  };
}

/** One colour of a picture without alpha may stand for "transparent". */
function transparent({ transparency, channels }: DecodedPng, red: number, green: number, blue: number): number {
  if (!transparency || transparency.length === 0) return 1;
  if (channels === 1) return transparency[0] === red ? 0 : 1;
  return transparency[0] === red && transparency[1] === green && transparency[2] === blue ? 0 : 1;
}

/** Writes one pixel, over white. */
function put(picture: Float32Array, i: number, red: number, green: number, blue: number, alpha: number): void {
  const n = picture.length / 3;
  const white = 1 - alpha;
  picture[i] = red * alpha + white;
  picture[n + i] = green * alpha + white;
  picture[2 * n + i] = blue * alpha + white;
}

function decodeJpeg(bytes: Uint8Array, name: string): Picture {
  const { width, height, orientation } = readJpegHeader(bytes);
  checkSize(width, height, name);
  const decoded = jpeg.decode(bytes, {
    useTArray: true,
    formatAsRGBA: false,
    tolerantDecoding: false,
    maxResolutionInMP: Math.ceil(maxPixels / 1e6),
    maxMemoryUsageInMB: 2048,
  });
  const n = decoded.width * decoded.height;
  const picture = new Float32Array(3 * n);
  for (let i = 0; i < 3 * n; i++) picture[(i % 3) * n + Math.floor(i / 3)] = (decoded.data[i] ?? 0) / 255;
  return upright({ shape: [1, 3, decoded.height, decoded.width], data: picture }, orientation);
}

/**
 * Encodes one sample of a picture in [-1, 1] as an 8-bit PNG; values are rounded, not truncated, so that a known pixel
 * comes out as it went in.
 */
export function encodeImage({ shape, data }: Picture, sample = 0): Uint8Array {
  const [, C, height, width] = shape;
  const n = height * width;
  const channels = C === 1 ? 1 : 3;
  const pixels = new Uint8Array(channels * n);
  for (let c = 0; c < channels; c++) {
    const plane = (sample * C + Math.min(c, C - 1)) * n;
    for (let i = 0; i < n; i++) pixels[i * channels + c] = toByte(data[plane + i] ?? 0);
  }
  return encode({ width, height, channels, depth: 8, data: pixels });
}

/** [-1, 1] to 0…255, to the nearest. */
export function toByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round((value + 1) * 127.5)));
}

/** Lays the samples of a batch out in a near-square grid with a white line between them. */
export function gridOf({ shape, data }: Picture, gap = 2): Picture {
  const [N, C, H, W] = shape;
  const columns = Math.ceil(Math.sqrt(N));
  const rows = Math.ceil(N / columns);
  const [height, width] = [rows * (H + gap) - gap, columns * (W + gap) - gap];
  const grid = new Float32Array(C * height * width).fill(1);
  for (let n = 0; n < N; n++) {
    const [top, left] = [Math.floor(n / columns) * (H + gap), (n % columns) * (W + gap)];
    for (let c = 0; c < C; c++)
      for (let y = 0; y < H; y++) {
        const from = ((n * C + c) * H + y) * W;
        grid.set(data.subarray(from, from + W), (c * height + top + y) * width + left);
      }
  }
  return { shape: [1, C, height, width], data: grid };
}
