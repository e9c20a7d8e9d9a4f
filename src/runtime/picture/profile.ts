/**
 * Whether a picture file carries a colour profile (ICC.1), told without decoding: a PNG's `iCCP` chunk, a JPEG's
 * `ICC_PROFILE` block, a WebP's `ICCP` chunk, or the signature that stands 36 bytes into every profile that is not packed
 * (TIFF, AVIF). Nothing is done to a picture without one, so that its values stay what they are.
 */
export function carriesProfile(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, 1 << 20);
  if (head[0] === 0x89) return holds(head, "iCCP");
  if (head[0] === 0xff) return holds(head, "ICC_PROFILE");
  if (head[0] === 0x52) return holds(head, "ICCP");
  return holds(bytes, "acsp");
}

function holds(bytes: Uint8Array, word: string): boolean {
  const letters = Array.from(word, (letter) => letter.charCodeAt(0));
  const [first = 0] = letters;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1))
    if (letters.every((letter, i) => bytes[at + i] === letter)) return true;
  return false;
}
