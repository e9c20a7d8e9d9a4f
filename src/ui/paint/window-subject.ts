import { holeOf, windowAround } from "../../runtime/diffusion/crop.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { ParamValue, Registry } from "../../runtime/node.ts";
import type { ShownValue } from "../components/preview-store.ts";
import type { Raster } from "../engine/messages.ts";
import type { Frame, Size } from "./crop.ts";

/** What a window is chosen on: a picture, and the window as it is now. */
export interface WindowSubject {
  readonly node: string;
  /** The picture as it is shown, with its hole covered. */
  readonly raster: Raster;
  /** Of the picture itself, whose pixels the frame counts. */
  readonly size: Size;
  readonly frame: Frame;
  /** Whether the frame keeps its shape, which is the network's. */
  readonly keeps: boolean;
}

/** What of the editor's state it starts from. */
interface State {
  readonly graph: GraphFile;
  readonly registry: Registry;
  readonly runs: { readonly values: ReadonlyMap<string, ShownValue> };
  readonly checks: { readonly imageSize: readonly [height: number, width: number] | undefined };
}

/** The picture that comes into a node which crops, and its window; undefined where no picture is there yet. */
export function windowSubject(
  { graph, registry, runs: { values }, checks: { imageSize } }: State,
  id: string,
): WindowSubject | undefined {
  const node = graph.nodes.find((entry) => entry.id === id);
  const given = (input: string): ShownValue | undefined =>
    values.get(graph.links.find(([, , to, socket]) => to === id && socket === input)?.[0] ?? "");
  const picture = given("image");
  if (!node || !picture) return undefined;
  const definition = registry.get(node.type);
  const param = (name: string): ParamValue | undefined =>
    node.params[name] ?? definition?.params.find((entry) => entry.name === name)?.default;
  const { raster } = picture;
  const [height, width] = picture.live?.floats.of ?? [raster.height, raster.width];
  const size = { width, height };
  const mask = given("keep_mask")?.raster;
  const over = mask?.width === raster.width && mask.height === raster.height ? mask : undefined;
  const keeps = param("aspect") !== "stretch";
  const [h, w] = imageSize ?? [64, 64];
  const chosen = param("window") === "chosen" ? chosenFrame(param) : undefined;
  const hole = over && holeIn(over, width / raster.width);
  const margin = Number(param("margin") ?? 0.5);
  const frame = chosen ?? windowAround(hole, [height, width], [h, w], { margin, aspect: keeps ? "keep" : "stretch" });
  return { node: id, raster: over ? covered(raster, over) : raster, size, frame: inside(frame, size), keeps };
}

function chosenFrame(param: (name: string) => ParamValue | undefined): Frame {
  const number = (name: string): number => Number(param(name) ?? 0);
  return { x: number("x"), y: number("y"), width: number("width"), height: number("height") };
}

/** A window that reaches beyond the edges is chosen from its part within. */
function inside(frame: Frame, { width, height }: Size): Frame {
  const [x, y] = [Math.max(0, frame.x), Math.max(0, frame.y)];
  const [right, bottom] = [Math.min(width, frame.x + frame.width), Math.min(height, frame.y + frame.height)];
  if (right - x < 1 || bottom - y < 1) return { x: 0, y: 0, width, height };
  return { x, y, width: right - x, height: bottom - y };
}

/** Around what a mask leaves to be filled, in pixels of the picture. */
function holeIn({ width, height, rgba }: Raster, scale: number): Frame | undefined {
  const data = Float32Array.from({ length: width * height }, (_, p) => (rgba[4 * p] ?? 0) / 255);
  const hole = holeOf({ data, C: 1, H: height, W: width });
  return hole && { x: hole.x * scale, y: hole.y * scale, width: hole.width * scale, height: hole.height * scale };
}

/** The picture with its hole in the colour of what will be made. */
function covered({ width, height, rgba }: Raster, mask: Raster): Raster {
  const seen = new Uint8ClampedArray(rgba);
  for (let p = 0; p < width * height; p++) {
    if ((mask.rgba[4 * p] ?? 255) >= 128) continue;
    [240, 145, 60].forEach((colour, c) => (seen[4 * p + c] = 0.35 * (rgba[4 * p + c] ?? 0) + 0.65 * colour));
  }
  return { width, height, rgba: seen };
}
