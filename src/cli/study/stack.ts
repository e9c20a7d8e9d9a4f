import { problem, UserError } from "../../runtime/problem.ts";

/** A `.npy` array of several pictures, as its header tells. */
interface Stack {
  readonly start: number;
  readonly descr: string;
  readonly bytesEach: number;
  /** Of one picture, channels last where `last`. */
  readonly shape: readonly [C: number, H: number, W: number];
  readonly last: boolean;
  readonly count: number;
}

/** How many pictures a `.npy` array holds: its first axis where it has four, else 1. */
export function stackLength(bytes: Uint8Array, name: string): number {
  return stackOf(bytes, name)?.count ?? 1;
}

/**
 * One picture of a `.npy` array, as a `.npy` file of its own: `N C H W`, or `N H W C` with 1 or 3 channels. An array
 * that is one picture comes back as it is.
 *
 * @throws UserError when there is no such picture.
 */
export function pictureOfStack(bytes: Uint8Array, index: number, name: string): Uint8Array {
  const stack = stackOf(bytes, name);
  if (!stack) return bytes;
  const { start, descr, bytesEach, shape, last, count } = stack;
  const [C, H, W] = shape;
  const size = C * H * W * bytesEach;
  if (index >= count || bytes.length < start + size * (index + 1))
    throw unreadable(name, `it has no picture ${index}`, `其中没有第 ${index} 张`);
  const one = bytes.subarray(start + size * index, start + size * (index + 1));
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${C}, ${H}, ${W}), }`;
  const length = Math.ceil((10 + text.length + 1) / 64) * 64;
  const made = new Uint8Array(length + size);
  made.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  new DataView(made.buffer).setUint16(8, length - 10, true);
  made.set(new TextEncoder().encode(`${text.padEnd(length - 11)}\n`), 10);
  if (last) moveChannels(one, made.subarray(length), shape, bytesEach);
  else made.set(one, length);
  return made;
}

/** `H W C` to `C H W`, values of `size` bytes each. */
function moveChannels(from: Uint8Array, to: Uint8Array, [C, H, W]: Stack["shape"], size: number): void {
  for (let i = 0; i < H * W; i++)
    for (let c = 0; c < C; c++) {
      const at = (i * C + c) * size;
      to.set(from.subarray(at, at + size), (c * H * W + i) * size);
    }
}

function stackOf(bytes: Uint8Array, name: string): Stack | undefined {
  if (bytes.length < 12) throw unreadable(name, "it is cut off", "文件被截断");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const long = view.getUint8(6) >= 2;
  const start = long ? 12 + view.getUint32(8, true) : 10 + view.getUint16(8, true);
  const header = new TextDecoder("latin1").decode(bytes.subarray(long ? 12 : 10, Math.min(start, 65_536)));
  const sizes = (/'shape'\s*:\s*\(([\d,\s]*)\)/.exec(header)?.[1] ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(Number);
  const [, descr = "", bytesEach = "0"] = /'descr'\s*:\s*'([<>|=][a-z](\d+))'/.exec(header) ?? [];
  const [count = 0, a = 0, b = 0, c = 0] = sizes;
  if (sizes.length !== 4 || /'fortran_order'\s*:\s*True/.test(header)) return undefined;
  const last = (c === 1 || c === 3) && a !== c;
  return { start, descr, bytesEach: Number(bytesEach), count, last, shape: last ? [c, a, b] : [a, b, c] };
}

function unreadable(name: string, en: string, zh: string): UserError {
  return new UserError(
    problem(
      "data-unreadable",
      { en: `The data "${name}" cannot be read: ${en}.`, zh: `无法读取数据“${name}”：${zh}。` },
      { en: "Save it again as N×C×H×W or N×H×W×C.", zh: "请重新保存为 N×C×H×W 或 N×H×W×C。" },
    ),
  );
}
