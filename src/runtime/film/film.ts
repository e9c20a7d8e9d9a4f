import { enlarged, type Raster } from "../picture/raster.ts";
import { AnimatedPng } from "../png/write.ts";
import { AnimatedGif } from "./gif.ts";

/** What an animated picture can be, by the ending of its name. */
export const filmEndings = ["gif", "png"] as const;
export type FilmEnding = (typeof filmEndings)[number];

/** Milliseconds of a picture of a film, and of its last. */
export const DELAY = 80;
export const LAST_DELAY = 2000;

/** Small pictures are enlarged, so that their longer side comes up to so many pixels. */
const SIDE = 256;

/** By how much pictures of a size are enlarged in a film. */
export function filmScale({ width, height }: Pick<Raster, "width" | "height">): number {
  return Math.max(1, Math.floor(SIDE / Math.max(width, height)));
}

/** An animated picture that is made frame by frame; the last one is held longer. Only what is packed is kept. */
export class Film {
  private readonly ending: FilmEnding;
  private held: Raster | undefined;
  private gif: AnimatedGif | undefined;
  private apng: AnimatedPng | undefined;

  constructor(ending: FilmEnding) {
    this.ending = ending;
  }

  /** @throws RangeError for a frame of another size than the first. */
  async add(frame: Raster): Promise<void> {
    const { held } = this;
    if (held && (held.width !== frame.width || held.height !== frame.height))
      throw new RangeError(`a frame of ${frame.width} × ${frame.height}, expected ${held.width} × ${held.height}`);
    if (held) await this.write(held, DELAY);
    this.held = frame;
  }

  /** @throws RangeError without a frame. */
  async finish(): Promise<Uint8Array<ArrayBuffer>> {
    if (!this.held) throw new RangeError("0 frames, expected at least 1");
    await this.write(this.held, LAST_DELAY);
    const bytes = this.gif?.finish() ?? this.apng?.finish();
    return bytes ?? new Uint8Array(0);
  }

  private async write(frame: Raster, delay: number): Promise<void> {
    const scale = filmScale(frame);
    if (this.ending === "gif") {
      this.gif ??= await AnimatedGif.open();
      return this.gif.add(frame, scale, delay);
    }
    this.apng ??= new AnimatedPng(frame.width * scale, frame.height * scale);
    await this.apng.add(enlarged(frame, scale), delay);
  }
}

/** Pictures of one size as one animated picture. */
export async function filmOf(frames: readonly Raster[], ending: FilmEnding): Promise<Uint8Array<ArrayBuffer>> {
  const film = new Film(ending);
  for (const frame of frames) await film.add(frame);
  return await film.finish();
}
