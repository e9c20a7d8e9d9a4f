import { at, type Planes } from "../diffusion/planes.ts";

/**
 * Resizes as PyTorch's `interpolate(mode="bilinear", align_corners=False)`, which the published figures of FID are made with:
 * between the two pixels on either side of each centre, and no averaging when it shrinks.
 */
export function resizeBilinear({ data, C, H, W }: Planes, height: number, width: number): Planes {
  const [rows, columns] = [tapsOf(H, height), tapsOf(W, width)];
  const made = new Float32Array(C * height * width);
  for (let c = 0; c < C; c++)
    for (const [y, [top, bottom, down]] of rows.entries())
      for (const [x, [left, right, across]] of columns.entries()) {
        const value = (row: number, column: number): number => at(data, (c * H + row) * W + column);
        const above = value(top, left) * (1 - across) + value(top, right) * across;
        const below = value(bottom, left) * (1 - across) + value(bottom, right) * across;
        made[(c * height + y) * width + x] = above * (1 - down) + below * down;
      }
  return { data: made, C, H: height, W: width };
}

function tapsOf(from: number, to: number): readonly (readonly [first: number, second: number, share: number])[] {
  return Array.from({ length: to }, (_, i) => {
    const place = Math.max(0, ((i + 0.5) * from) / to - 0.5);
    const first = Math.floor(place);
    return [first, Math.min(from - 1, first + 1), place - first] as const;
  });
}
