import type { Shape } from "../backend.ts";
import type { Picture } from "../node.ts";
import type { Text } from "../text.ts";

/** Most channels of data that are no picture. */
const maxChannels = 64;

/** A `.npy` file that is not read; `reason` goes on from "it is …" or "it has …". */
export class NpyError extends Error {
  override readonly name = "NpyError";
  readonly reason: Text;

  constructor(en: string, zh: string) {
    super(en);
    this.reason = { en, zh };
  }
}

export function isNpy(bytes: Uint8Array): boolean {
  return String.fromCharCode(...bytes.subarray(0, 6)) === "\x93NUMPY";
}

interface Kind {
  readonly size: number;
  readonly read: (view: DataView, at: number, little: boolean) => number;
}

const kinds: Readonly<Record<string, Kind>> = {
  f4: { size: 4, read: (view, at, little) => view.getFloat32(at, little) },
  f8: { size: 8, read: (view, at, little) => view.getFloat64(at, little) },
  u1: { size: 1, read: (view, at) => view.getUint8(at) / 255 },
  b1: { size: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
};

/**
 * Reads an array of NumPy (NEP 1): float32 or float64 in the data's own units (`own`), uint8 as a picture from 0 to 255,
 * bool as 0 and 1; `C H W` or `H W`, 1 to 64 channels. Several channels are `layers`.
 *
 * @param checkSize is told width and height before anything is read.
 * @throws NpyError
 */
export function readNpy(bytes: Uint8Array, checkSize: (width: number, height: number) => void): Picture {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12) throw new NpyError("it is cut off in its header", "文件头被截断");
  const long = view.getUint8(6) >= 2;
  const start = long ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true);
  if (start > bytes.length || start > 65_536) throw new NpyError("it is cut off in its header", "文件头被截断");
  const header = new TextDecoder("latin1").decode(bytes.subarray(long ? 12 : 10, start));
  const [, order = "", type = ""] = /'descr'\s*:\s*'([<>|=])([a-z]\d+)'/.exec(header) ?? [];
  const kind = kinds[type];
  if (!kind) {
    const came = /'descr'\s*:\s*([^,]{1,40})/.exec(header)?.[1] ?? "nothing";
    throw new NpyError(
      `its type is ${came}, expected float32, float64, uint8 or bool`,
      `类型为 ${came}，应为 float32、float64、uint8 或 bool`,
    );
  }
  if (/'fortran_order'\s*:\s*True/.test(header)) {
    throw new NpyError(
      "it lies column by column; save np.ascontiguousarray(x)",
      "按列存储；请保存 np.ascontiguousarray(x)",
    );
  }
  const shape = shapeOf(header);
  const [, C, H, W] = shape;
  checkSize(W, H);
  const n = C * H * W;
  if (bytes.length < start + n * kind.size) throw new NpyError("it is cut off", "文件被截断");
  const data = new Float32Array(n);
  for (let i = 0; i < n; i++) data[i] = kind.read(view, start + i * kind.size, order !== ">");
  const wrong = data.reduce((count, value) => count + (Number.isFinite(value) ? 0 : 1), 0);
  if (wrong > 0) {
    throw new NpyError(
      `${wrong} of its values are no numbers; put any number there, and let the mask call them unknown`,
      `其中 ${wrong} 个值不是数；请填入任意数，并由掩码标为未知`,
    );
  }
  return { shape, data, ...(type.startsWith("f") && { own: true }), ...(C > 1 && { layers: true }) };
}

function shapeOf(header: string): Shape {
  const text = /'shape'\s*:\s*\(([\d,\s]*)\)/.exec(header)?.[1] ?? "";
  const sizes = text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  const plain = sizes.length === 4 && sizes[0] === 1 ? sizes.slice(1) : sizes;
  const [C = 0, H = 0, W = 0] = plain.length === 2 ? [1, ...plain] : plain;
  const came = `(${sizes.slice(0, 8).join(", ")}${sizes.length > 8 ? ", …" : ""})`;
  if (plain.length < 2 || plain.length > 3 || plain.some((size) => !Number.isSafeInteger(size) || size < 1)) {
    throw new NpyError(`its shape is ${came}, expected C×H×W or H×W`, `形状为 ${came}，应为 C×H×W 或 H×W`);
  }
  if (plain.length === 3 && (W === 3 || W === 4) && C > 4) {
    throw new NpyError(
      `its shape ${came} looks like H×W×C; save np.moveaxis(x, -1, 0)`,
      `形状 ${came} 像是 H×W×C；请保存 np.moveaxis(x, -1, 0)`,
    );
  }
  if (C > maxChannels)
    throw new NpyError(
      `it has ${C} channels, at most ${maxChannels} are read`,
      `有 ${C} 个通道，最多读取 ${maxChannels} 个`,
    );
  return [1, C, H, W];
}

/** Writes floats as an array of NumPy: float32, little-endian, `C H W`, or `N C H W` where there are several. */
export function writeNpy({ shape, data }: Picture): Uint8Array {
  const sizes = shape[0] === 1 ? shape.slice(1) : shape;
  const text = `{'descr': '<f4', 'fortran_order': False, 'shape': (${sizes.join(", ")}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const bytes = new Uint8Array(length + 4 * data.length);
  bytes.set([0x93, ...Array.from("NUMPY", (letter) => letter.charCodeAt(0)), 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, length - 10, true);
  new TextEncoder().encodeInto(`${text.padEnd(length - 11)}\n`, bytes.subarray(10));
  data.forEach((value, i) => view.setFloat32(length + 4 * i, value, true));
  return bytes;
}
