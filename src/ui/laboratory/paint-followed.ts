import { HIGH, LOW } from "../../runtime/laboratory/exactness.ts";
import type { Trail } from "../engine/tracks.ts";
import type { Theme } from "../theme/tokens.ts";
import { originColours } from "./origin-colours.ts";
import { placeAt, type Place } from "./pick.ts";

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Where particles have been, fainter the longer ago; a spot is where they are. */
export function paintTrails(
  ctx: Context,
  { particles, places }: Trail,
  origins: Uint8Array | undefined,
  side: number,
  theme: Theme,
): void {
  const moments = places.length / (2 * particles);
  const at = (moment: number, particle: number): readonly [number, number] =>
    pixelOf(placeAt(places, moment * particles + particle), side);
  const colours = originColours(theme);
  ctx.lineWidth = side > 240 ? 2 : 1;
  ctx.lineJoin = "round";
  for (let particle = 0; particle < particles; particle++) {
    ctx.strokeStyle = ctx.fillStyle = (origins && colours[origins[particle] ?? 0]) ?? theme.text;
    for (let moment = 1; moment < moments; moment++) {
      ctx.globalAlpha = 0.15 + (0.75 * moment) / moments;
      ctx.beginPath();
      ctx.moveTo(...at(moment - 1, particle));
      ctx.lineTo(...at(moment, particle));
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
    ctx.beginPath();
    ctx.arc(...at(moments - 1, particle), side > 240 ? 4 : 2.5, 0, 2 * Math.PI);
    ctx.fill();
  }
}

/** A ring around the sample that is looked at. */
export function paintRing(ctx: Context, place: Place, side: number, theme: Theme): void {
  const radius = side > 240 ? 9 : 6;
  for (const [colour, width] of [
    [theme.panel, 5],
    [theme.text, 2],
  ] as const) {
    ctx.beginPath();
    ctx.arc(...pixelOf(place, side), radius, 0, 2 * Math.PI);
    ctx.strokeStyle = colour;
    ctx.lineWidth = width;
    ctx.stroke();
  }
}

/** Where a place of the plane lies on the canvas; what is beyond the edge lies on it. */
function pixelOf([left, right]: Place, side: number): readonly [number, number] {
  const inside = (at: number): number => Math.min(side, Math.max(0, (at * side) / (HIGH - LOW)));
  return [inside(left - LOW), inside(HIGH - right)];
}
