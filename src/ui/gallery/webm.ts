import { DELAY, filmScale, LAST_DELAY } from "../../runtime/film/film.ts";
import { enlarged, type Raster } from "../../runtime/picture/raster.ts";

const TYPE = "video/webm";

/** Whether this browser records WebM. */
export const hasWebm = (): boolean => typeof MediaRecorder === "function" && MediaRecorder.isTypeSupported(TYPE);

/** Records pictures of one size as a WebM film, in the time that it lasts: browsers record no faster. */
export async function webmOf(frames: readonly Raster[]): Promise<Blob> {
  const [first] = frames;
  if (!first) throw new RangeError("0 frames, expected at least 1");
  const scale = filmScale(first);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [first.width * scale, first.height * scale];
  const context = canvas.getContext("2d");
  const draw = (raster: Raster): void => {
    const { width, height, rgba } = enlarged(raster, scale);
    context?.putImageData(new ImageData(rgba, width, height), 0, 0);
  };
  draw(first);
  const stream = canvas.captureStream();
  const recorder = new MediaRecorder(stream, { mimeType: TYPE, videoBitsPerSecond: 8_000_000 });
  const pieces: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => pieces.push(data));
  const stopped = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  recorder.start();
  for (const [i, frame] of frames.entries()) {
    draw(frame);
    await lasting(i === frames.length - 1 ? LAST_DELAY : DELAY);
  }
  draw(frames.at(-1) ?? first); // A film ends with its last frame drawn: this one is where the last one ends.
  await lasting(DELAY);
  recorder.stop();
  await stopped;
  for (const track of stream.getTracks()) track.stop();
  return new Blob(pieces, { type: TYPE });
}

const lasting = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
