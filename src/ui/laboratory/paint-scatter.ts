import { BINS, HIGH, histogram, LOW, rightPixels } from "../../runtime/laboratory/exactness.ts";
import type { Mixture } from "../../runtime/laboratory/mixture.ts";
import type { Scatter } from "../engine/messages.ts";
import type { Theme } from "../theme/tokens.ts";
import { densityOf } from "./density.ts";
import { heldOf, sharesOf } from "./held.ts";
import { PLAIN, type ScatterLooks } from "./looks.ts";
import { originColours } from "./origin-colours.ts";
import { paintRing, paintTrails, type Context } from "./paint-followed.ts";
import { placeAt } from "./pick.ts";

type Colour = readonly [red: number, green: number, blue: number];

/** Where the parts lie, in pixels of the canvas: the plane, and beside it how the right pixels are spread. */
interface Places {
  readonly side: number;
  readonly strip: { readonly left: number; readonly width: number };
}

/** Share of the width that the histogram takes. */
const STRIP = 0.24;
const GAP = 0.03;
/** Share of the width that the plane takes. */
export const PLANE = 1 - STRIP - GAP;

/** Height of a scatter of this width, pixels. */
export const heightFor = (width: number): number => Math.round(width * PLANE);

const placesOf = (width: number): Places => ({
  side: heightFor(width),
  strip: { left: Math.round(width * (1 - STRIP)), width: Math.round(width * STRIP) },
});

/** Where points are drawn before they are put on a canvas, by size: a fresh one for each cloud would be thrown away. */
const sheets = new Map<number, ImageData>();

/**
 * Draws points of the plane: pixel 1 across, pixel 2 up, both over [−1.5, 1.5]. The data lies behind, a line is the known
 * value, and at the right stands how pixel 2 is spread, beside what it should be.
 *
 * @param width of the canvas, pixels; its height is `heightFor(width)`.
 * @param looks what of the samples' way is shown.
 * @param picked the sample that is ringed.
 */
export function paintScatter(
  ctx: Context,
  width: number,
  whole: Scatter,
  theme: Theme,
  looks: ScatterLooks = PLAIN,
  picked?: number,
): void {
  const { origins, trail, ...rest } = whole;
  const scatter = { ...rest, ...(looks.origins && origins && { origins }) };
  const { side, strip } = placesOf(width);
  ctx.clearRect(0, 0, width, side);
  const ground = groundOf(scatter.mixture, side, theme);
  ctx.putImageData(withMarks(ground, scatter, side, theme, looks.trails && trail ? FAINT : OVER), 0, 0);
  paintFrame(ctx, side, theme);
  if (looks.trails && trail) paintTrails(ctx, trail, scatter.origins, side, theme);
  if (picked !== undefined) paintRing(ctx, placeAt(scatter.points, picked), side, theme);
  paintHistogram(ctx, scatter, strip, side, theme);
}

/** The plane with the density of the data, darker where there is more of it. */
function groundOf(mixture: Mixture | undefined, side: number, theme: Theme): ImageData {
  const key = `${theme.name} ${side}`;
  const grounds = mixture && heldOf(mixture).grounds;
  const known = grounds?.get(key);
  if (known) return known;
  const image = new ImageData(side, side);
  const [low, high] = [colourOf(theme.sunken), colourOf(theme.known)];
  const density = mixture ? densityOf(mixture, side, [LOW, HIGH]) : undefined;
  for (let i = 0; i < side * side; i++) {
    const share = 0.6 * Math.sqrt(density?.[i] ?? 0);
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = mixed(low, high, c, share);
    image.data[4 * i + 3] = 255;
  }
  grounds?.set(key, image);
  return image;
}

/** The ground with the known line and a spot for every point; those beyond the edge lie on it. Valid until the next call. */
function withMarks(
  ground: ImageData,
  { points, known, origins }: Scatter,
  side: number,
  theme: Theme,
  cover: number,
): ImageData {
  const sheet = sheets.get(side) ?? new ImageData(side, side);
  sheets.set(side, sheet);
  sheet.data.set(ground.data);
  const pixels = new Uint32Array(sheet.data.buffer);
  const spot = side > 240 ? 3 : 2;
  const scale = side / (HIGH - LOW);
  const inside = (at: number): number => Math.min(side - spot, Math.max(0, Math.round(at)));
  if (known !== undefined) {
    const line = packed(colourOf(theme.text));
    for (let at = inside((known - LOW) * scale); at < pixels.length; at += side) pixels[at] = line;
  }
  const overs = (origins ? originColours(theme) : [theme.generated]).map((colour) => packed(colourOf(colour)));
  const allEnds = overs.map((over) => (over & 0xff00ff) * cover);
  const allMiddles = overs.map((over) => (over & 0xff00) * cover);
  for (let i = 0; i + 1 < points.length; i += 2) {
    const band = origins?.[i >> 1] ?? 0;
    const [overEnds, overMiddle] = [allEnds[band] ?? 0, allMiddles[band] ?? 0];
    const x = inside(((points[i] ?? 0) - LOW) * scale);
    const y = inside((HIGH - (points[i + 1] ?? 0)) * scale);
    for (let dy = 0; dy < spot; dy++)
      for (let dx = 0; dx < spot; dx++) {
        const at = (y + dy) * side + x + dx;
        const under = pixels[at] ?? 0;
        const ends = (((under & 0xff00ff) * (256 - cover) + overEnds) >>> 8) & 0xff00ff;
        const middle = (((under & 0xff00) * (256 - cover) + overMiddle) >>> 8) & 0xff00;
        pixels[at] = OPAQUE | ends | middle;
      }
  }
  return sheet;
}

/** How much a spot covers what is below it, of 256, and how much where trails lie over it. */
const [OVER, FAINT] = [141, 56];
const OPAQUE = 0xff000000;

/** A colour as one pixel of an `ImageData`, whose bytes come in the order red, green, blue, alpha. */
const packed = ([red, green, blue]: Colour): number => OPAQUE | (blue << 16) | (green << 8) | red;

/** The square from −1 to 1, in which pictures lie. */
function paintFrame(ctx: Context, side: number, theme: Theme): void {
  const at = (value: number): number => ((value - LOW) / (HIGH - LOW)) * side;
  ctx.lineWidth = 1;
  ctx.strokeStyle = theme.edge;
  ctx.globalAlpha = 0.6;
  ctx.setLineDash([2, 4]);
  ctx.strokeRect(
    Math.round(at(-1)) + 0.5,
    Math.round(at(-1)) + 0.5,
    Math.round(at(1) - at(-1)),
    Math.round(at(1) - at(-1)),
  );
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
}

/** How many right pixels lie in each bin, as bars; what the exact conditional holds there, as a line. */
function paintHistogram(
  ctx: Context,
  { points, mixture, known }: Scatter,
  { left, width }: Places["strip"],
  side: number,
  theme: Theme,
): void {
  const shares = histogram(rightPixels(points));
  const exact = sharesOf(mixture, known);
  const top = Math.max(...shares, ...(exact ?? []), 1e-9) / (width - 2);
  const height = side / BINS;
  const y = (bin: number): number => side - bin * height;
  ctx.fillStyle = theme.sunken;
  ctx.fillRect(left, 0, width, side);
  ctx.fillStyle = theme.generated;
  shares.forEach((share, bin) => ctx.fillRect(left, y(bin + 1), share / top, Math.max(1, height - 1)));
  if (!exact) return;
  ctx.beginPath();
  exact.forEach((share, bin) => {
    ctx.lineTo(left + share / top, y(bin));
    ctx.lineTo(left + share / top, y(bin + 1));
  });
  ctx.lineWidth = side > 240 ? 2 : 1.5;
  ctx.strokeStyle = theme.text;
  ctx.stroke();
}

const mixed = (low: Colour, high: Colour, c: number, share: number): number =>
  (low[c] ?? 0) + ((high[c] ?? 0) - (low[c] ?? 0)) * share;

function colourOf(hex: string): Colour {
  const value = parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
