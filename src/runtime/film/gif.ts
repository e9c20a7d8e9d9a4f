import type * as gifenc from "gifenc";
import type { Raster } from "../picture/raster.ts";

type Library = typeof gifenc;

/** Most colours of one picture of a GIF. */
const COLOURS = 256;

/**
 * Pictures of one size as an animated GIF, which runs for ever. Each has a palette of its own: up to 256 colours come out
 * as they went in, of more the nearest of 256.
 */
export class AnimatedGif {
  private readonly library: Library;
  private readonly encoder: ReturnType<Library["GIFEncoder"]>;

  private constructor(library: Library) {
    this.library = library;
    this.encoder = library.GIFEncoder();
  }

  /** The encoder is fetched when it is first asked for. */
  static async open(): Promise<AnimatedGif> {
    const library: Library | { readonly default: Library } = await import("gifenc");
    // In Node a package without ES modules has all of its names on `default`.
    return new AnimatedGif("GIFEncoder" in library ? library : library.default);
  }

  /**
   * @param factor each pixel becomes a square of so many.
   * @param delay milliseconds for which it is shown, to the nearest hundredth of a second.
   */
  add(frame: Raster, factor: number, delay: number): void {
    const { index, palette } = exact(frame) ?? this.nearest(frame);
    const { width, height } = frame;
    this.encoder.writeFrame(spread(index, width, height, factor), width * factor, height * factor, {
      palette,
      delay,
      repeat: 0,
    });
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.encoder.finish();
    return new Uint8Array(this.encoder.bytes());
  }

  private nearest({ rgba }: Raster): Indexed {
    const palette = this.library.quantize(rgba, COLOURS, { format: "rgb565" });
    return { palette, index: this.library.applyPalette(rgba, palette, "rgb565") };
  }
}

interface Indexed {
  readonly index: Uint8Array;
  readonly palette: number[][];
}

/** The colours as they are, where they are few. */
function exact({ width, height, rgba }: Raster): Indexed | undefined {
  const places = new Map<number, number>();
  const palette: number[][] = [];
  const index = new Uint8Array(width * height);
  for (let p = 0; p < index.length; p++) {
    const colour = [rgba[4 * p] ?? 0, rgba[4 * p + 1] ?? 0, rgba[4 * p + 2] ?? 0] as const;
    const key = (colour[0] << 16) | (colour[1] << 8) | colour[2];
    let place = places.get(key);
    if (place === undefined) {
      if (palette.length === COLOURS) return undefined;
      place = palette.push([...colour]) - 1;
      places.set(key, place);
    }
    index[p] = place;
  }
  return { index, palette };
}

function spread(index: Uint8Array, width: number, height: number, factor: number): Uint8Array {
  if (factor === 1) return index;
  const [W, H] = [width * factor, height * factor];
  const larger = new Uint8Array(W * H);
  for (let y = 0; y < H; y++)
    for (let x = 0; x < W; x++) larger[y * W + x] = index[Math.floor(y / factor) * width + Math.floor(x / factor)] ?? 0;
  return larger;
}
