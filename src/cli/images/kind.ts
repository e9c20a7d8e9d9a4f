/** File formats that are told by their first bytes, never by a name. */
export type PictureKind = "png" | "jpeg" | "webp" | "gif" | "bmp" | "tiff" | "avif" | "heic";

/** Brands of ISO base media files (ISO/IEC 23000-22) that hold one still picture or the first of several. */
const brands: Readonly<Record<string, PictureKind>> = {
  avif: "avif",
  avis: "avif",
  heic: "heic",
  heix: "heic",
  hevc: "heic",
  mif1: "heic",
  msf1: "heic",
};

/** What a file is by its first bytes; undefined when it is none of these. */
export function kindOf(bytes: Uint8Array): PictureKind | undefined {
  const letters = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (letters(0, 4) === "\x89PNG") return "png";
  if (letters(0, 3) === "\xff\xd8\xff") return "jpeg";
  if (letters(0, 4) === "RIFF" && letters(8, 12) === "WEBP") return "webp";
  if (/^GIF8[79]a/.test(letters(0, 6))) return "gif";
  if (letters(0, 2) === "BM") return "bmp";
  if (/^(II[*+]\0|MM\0[*+])/.test(letters(0, 4))) return "tiff";
  return letters(4, 8) === "ftyp" ? brandOf(bytes, letters) : undefined;
}

/** The first brand that says more than "some picture": a list of compatible ones follows the major one. */
function brandOf(bytes: Uint8Array, letters: (from: number, to: number) => string): PictureKind | undefined {
  const end = Math.min(bytes.length, new DataView(bytes.buffer, bytes.byteOffset).getUint32(0), 256);
  const named: string[] = [letters(8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) named.push(letters(at, at + 4));
  const kinds = named.map((brand) => brands[brand]);
  return kinds.find((kind) => kind === "avif") ?? kinds.find((kind) => kind !== undefined);
}
