import { zipSync } from "fflate";

/**
 * One uint8 array in NumPy's `.npz` container (a zip of `.npy` files), deflated.
 *
 * @param name key under which `numpy.load` finds the array.
 * @param shape sizes, slowest first; their product is `data.length`.
 * @throws RangeError when shape and data disagree.
 */
export function npzOf(name: string, shape: readonly number[], data: Uint8Array): Uint8Array {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size !== data.length) throw new RangeError(`shape [${shape.join(", ")}] needs ${size} bytes, got ${data.length}`);
  const header = npyHeader(shape);
  const npy = new Uint8Array(header.length + data.length);
  npy.set(header);
  npy.set(data, header.length);
  // A fixed date keeps the file the same, byte for byte, whenever it is made.
  return zipSync({ [`${name}.npy`]: npy }, { level: 6, mtime: new Date(1980, 1, 1) });
}

/** Magic, version 1.0, and a Python dictionary padded so that the data begin at a multiple of 64 bytes. */
function npyHeader(shape: readonly number[]): Uint8Array {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const dictionary = `{'descr': '|u1', 'fortran_order': False, 'shape': (${sizes}), }`;
  const unpadded = 10 + dictionary.length + 1;
  const text = dictionary + " ".repeat((64 - (unpadded % 64)) % 64) + "\n";
  const bytes = new Uint8Array(10 + text.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  return bytes;
}
