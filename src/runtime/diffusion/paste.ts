import type { Frame } from "./frame.ts";
import { checkPlanes, type Planes } from "./planes.ts";
import { resize, tapsOf } from "./resize.ts";

/**
 * Puts what was filled back into the picture that it was cut from. The hole takes it; what is known fades from it over
 * `seam` pixels, and stays as it was beyond, to the bit:
 *
 *     y = x + a (f − x),   a = u² (3 − 2u),   u = 1 − d / (seam + 1) where d ≤ seam, else 0,   d = distance to the hole
 *
 * @param picture `C H W`; it is changed in place, so that many windows can be put into one picture.
 * @param keep_mask one plane as large as the picture.
 * @param filled what the frame shows, at any size; it is resized by bicubic interpolation.
 * @param frame on whole pixels; what lies beyond the picture's edges is dropped.
 */
export function pasteBack(picture: Planes, keep_mask: Planes, filled: Planes, frame: Frame, seam: number): void {
  checkPlanes(picture);
  checkPlanes(keep_mask);
  const { H, W, C } = picture;
  const [left, right] = [Math.max(0, frame.x), Math.min(W, frame.x + frame.width)];
  const [top, bottom] = [Math.max(0, frame.y), Math.min(H, frame.y + frame.height)];
  if (right <= left || bottom <= top) return;
  const wide = resize(filled, filled.H, frame.width, "bicubic");
  const down = tapsOf(filled.H, frame.height, "bicubic");
  const away = new Distances(keep_mask, { x: left, y: top, width: right - left, height: bottom - top });
  const share = sharesOf(seam);
  for (let y = top; y < bottom; y++) {
    const far = away.row(y - top);
    const { first, weights } = down[y - frame.y] ?? { first: 0, weights: new Float64Array(0) };
    for (let x = left; x < right; x++) {
      const d2 = far[x - left] ?? Infinity;
      if (d2 > share.reach) continue;
      const a = share.of(d2);
      for (let c = 0; c < C; c++) {
        const from = (c * filled.H + first) * frame.width + x - frame.x;
        let value = 0;
        for (let k = 0; k < weights.length; k++) value += (weights[k] ?? 0) * (wide.data[from + k * frame.width] ?? 0);
        const at = (c * H + y) * W + x;
        const own = picture.data[at] ?? 0;
        picture.data[at] = own + a * (value - own);
      }
    }
  }
}

/** Share of the filled picture by the squared distance to the hole, and the largest one at which it has a share. */
function sharesOf(seam: number): { readonly reach: number; of(d2: number): number } {
  return {
    reach: seam * seam,
    of: (d2) => {
      const u = 1 - Math.sqrt(d2) / (seam + 1);
      return u * u * (3 - 2 * u);
    },
  };
}

/** Squared distances to the nearest pixel that is to be filled, exact (Felzenszwalb & Huttenlocher 2012), row by row. */
class Distances {
  /** Distance within the column. */
  private readonly columns: Uint16Array;
  private readonly width: number;
  private readonly result: Float64Array;
  /** Of the parabolas that are lowest somewhere: where each stands, and from where on it is the lowest. */
  private readonly stands: Int32Array;
  private readonly begins: Float64Array;

  constructor({ data, W }: Planes, { x, y, width, height }: Frame) {
    this.width = width;
    this.columns = new Uint16Array(width * height).fill(FAR);
    this.result = new Float64Array(width);
    this.stands = new Int32Array(width);
    this.begins = new Float64Array(width + 1);
    for (let u = 0; u < width; u++) {
      const pass = (from: number, end: number, step: number): void => {
        let away = FAR;
        for (let v = from; v !== end; v += step) {
          away = (data[(y + v) * W + x + u] ?? 0) >= 0.5 ? Math.min(FAR, away + 1) : 0;
          if (away < (this.columns[v * width + u] ?? FAR)) this.columns[v * width + u] = away;
        }
      };
      pass(0, height, 1);
      pass(height - 1, -1, -1);
    }
  }

  /** The lower envelope of one parabola for each column; valid until the next row is asked for. */
  row(y: number): Float64Array {
    const { width, stands, begins, result } = this;
    let last = -1;
    for (let q = 0; q < width; q++) {
      const height = this.squared(y, q);
      if (height === Infinity) continue;
      let from = -Infinity;
      for (; last >= 0; last--) {
        const p = stands[last] ?? 0;
        from = (height + q * q - this.squared(y, p) - p * p) / (2 * (q - p));
        if (from > (begins[last] ?? 0)) break;
      }
      last++;
      stands[last] = q;
      begins[last] = last === 0 ? -Infinity : from;
    }
    if (last < 0) return result.fill(Infinity);
    begins[last + 1] = Infinity;
    for (let x = 0, k = 0; x < width; x++) {
      while ((begins[k + 1] ?? Infinity) < x) k++;
      const p = stands[k] ?? 0;
      result[x] = (x - p) ** 2 + this.squared(y, p);
    }
    return result;
  }

  private squared(y: number, x: number): number {
    const away = this.columns[y * this.width + x] ?? FAR;
    return away === FAR ? Infinity : away * away;
  }
}

const FAR = 65_535;
