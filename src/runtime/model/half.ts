/** IEEE 754 binary16 and binary32, by their bits: `Float16Array` is not everywhere yet. */
const scratch = new Float32Array(1);
const scratchBits = new Uint32Array(scratch.buffer);

/** Writes floats as half precision, rounded to the nearest, ties to even; what is too large becomes infinite. */
export function toHalf(from: Float32Array, to: Uint16Array): void {
  for (let i = 0; i < from.length; i++) to[i] = halfBits(from[i] ?? 0);
}

/** Reads half-precision numbers, which floats hold exactly. */
export function fromHalf(from: Uint16Array, to: Float32Array): void {
  const bits = new Uint32Array(to.buffer, to.byteOffset, to.length);
  for (let i = 0; i < from.length; i++) {
    const half = from[i] ?? 0;
    const exponent = half & 0x7c00;
    if (exponent === 0 || exponent === 0x7c00) to[i] = floatOf(half);
    else bits[i] = ((half & 0x8000) << 16) | (((half & 0x7fff) << 13) + 0x38000000);
  }
}

function halfBits(value: number): number {
  scratch[0] = value;
  const bits = scratchBits[0] ?? 0;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // no number
  if (magnitude >= 0x47800000) return sign | 0x7c00; // 65536 and above, infinity
  if (magnitude < 0x38800000) {
    // Below 2⁻¹⁴ halves are multiples of 2⁻²⁴; the addition rounds, and the sum's own rounding is ties to even.
    scratch[0] = Math.abs(value) + 0.5;
    return sign | ((scratchBits[0] ?? 0) - 0x3f000000);
  }
  const odd = (magnitude >>> 13) & 1;
  return sign | ((magnitude - 0x38000000 + 0xfff + odd) >>> 13);
}

/** Of a half of any kind. */
function floatOf(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >>> 10) & 31;
  const fraction = half & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
