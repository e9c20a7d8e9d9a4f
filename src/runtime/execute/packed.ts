/** Floats to the bit, in a byte each where there are few different ones: what came from 8 bits, and every mask. */
export type Packed = Float32Array | { readonly different: Float32Array; readonly index: Uint8Array };

/** From how many floats on it is worth the time. */
const LARGE = 2 ** 18;
/** Places of the table in which values are looked up: many more than there may be different ones. */
const PLACES = 2 ** 12;

/** Packs floats that have at most 256 different values; others stay as they are. */
export function packed(data: Float32Array): Packed {
  if (data.length < LARGE) return data;
  const bits = new Uint32Array(data.buffer, data.byteOffset, data.length);
  const index = new Uint8Array(data.length);
  const different = new Uint32Array(256);
  const places = new Int16Array(PLACES).fill(-1);
  let count = 0;
  for (let i = 0; i < bits.length; i++) {
    const value = bits[i] ?? 0;
    let place = Math.imul(value, 0x9e3779b1) >>> 20;
    let found = places[place] ?? -1;
    while (found >= 0 && different[found] !== value) {
      place = (place + 1) % PLACES;
      found = places[place] ?? -1;
    }
    if (found < 0) {
      if (count === 256) return data;
      found = count++;
      different[found] = value;
      places[place] = found;
    }
    index[i] = found;
  }
  return { different: new Float32Array(different.buffer), index };
}

export function unpacked(held: Packed): Float32Array {
  if (held instanceof Float32Array) return held;
  const { different, index } = held;
  const data = new Uint32Array(index.length); // As bits, so that no value is touched, whatever it is.
  const bits = new Uint32Array(different.buffer, different.byteOffset, different.length);
  for (let i = 0; i < index.length; i++) data[i] = bits[index[i] ?? 0] ?? 0;
  return new Float32Array(data.buffer);
}
