import { decodeImage } from "../../src/cli/images.ts";
import { invert } from "../../src/runtime/diffusion/masks.ts";
import { mse, ssim } from "../../src/runtime/diffusion/metrics.ts";
import type { Planes } from "../../src/runtime/diffusion/planes.ts";
import { agreementWithKnown, leftAgainstRight, type Agreement } from "./agreement.ts";
import { anatomyOf } from "./anatomy.ts";
import { formsFilled, type Forms } from "./forms.ts";
import { maskOf } from "./mask.ts";
import type { Filled, Results } from "./results.ts";
import { keyOf, type Setting } from "./settings.ts";

/** Mean squared error of rounding to bytes, in [−1, 1]: no two pictures are told apart better than this. */
const ROUNDING = (2 / 255) ** 2 / 12;

/** PSNR in decibels where the mask is 0; at most that of rounding, 58.9, so that a mean of many is always a number. */
export function psnrIn(picture: Planes, truth: Planes, keep_mask: Float32Array): number {
  return 10 * Math.log10(4 / Math.max(ROUNDING, mse(picture, truth, invert(keep_mask))));
}

/** Values of one setting, by the number of the face. */
export type ByFace = ReadonlyMap<number, number>;

/** Looks at fills and says what they are worth; each is decoded once and measured once. */
export class Measures {
  readonly results: Results;
  private readonly pictures = new WeakMap<Filled, Planes>();
  private readonly kept = new Map<string, ByFace>();
  private readonly formed = new Map<string, ReadonlyMap<number, Forms>>();
  private readonly judged = new Map<string, ReadonlyMap<number, Agreement>>();

  constructor(results: Results) {
    this.results = results;
  }

  /** All fills of a setting, `3 H W` in [−1, 1]. @throws Error when a known pixel is not the truth's. */
  fillsOf(setting: Setting): ReadonlyMap<number, Planes> {
    const fills = new Map<number, Planes>();
    for (const [face, filled] of this.results.of(keyOf(setting))) {
      const picture = this.pictures.get(filled) ?? decoded(filled, maskOf(setting.mask, face));
      this.pictures.set(filled, picture);
      fills.set(face, picture);
    }
    return fills;
  }

  psnr(setting: Setting): ByFace {
    return this.each(setting, "psnr", (fill, truth, mask) => psnrIn(fill, truth, mask));
  }

  ssim(setting: Setting): ByFace {
    return this.each(setting, "ssim", (fill, truth, mask) => ssim(fill, truth, invert(mask)));
  }

  /** Agreement of each fill with what is known of its face. */
  agreement(setting: Setting): ReadonlyMap<number, Agreement> {
    return this.once(`agreement ${keyOf(setting)}`, () =>
      mapped(this.fillsOf(setting), (fill, face) =>
        agreementWithKnown(fill, anatomyOf(face), maskOf(setting.mask, face)),
      ),
    );
  }

  /** Agreement of the two sides of each picture. */
  sides(setting: Setting): ReadonlyMap<number, Agreement> {
    return this.once(`sides ${keyOf(setting)}`, () => mapped(this.fillsOf(setting), leftAgainstRight));
  }

  /** Whether each part of each fill has the form that the known part shows. */
  forms(setting: Setting): ReadonlyMap<number, Forms> {
    const key = keyOf(setting);
    const found =
      this.formed.get(key) ?? mapped(this.fillsOf(setting), (fill, face) => formsFilled(fill, face, setting.mask));
    this.formed.set(key, found);
    return found;
  }

  private once(key: string, make: () => ReadonlyMap<number, Agreement>): ReadonlyMap<number, Agreement> {
    const found = this.judged.get(key) ?? make();
    this.judged.set(key, found);
    return found;
  }

  private each(
    setting: Setting,
    name: string,
    measure: (fill: Planes, truth: Planes, keep_mask: Float32Array) => number,
  ): ByFace {
    const key = `${name} ${keyOf(setting)}`;
    const kept = this.kept.get(key);
    if (kept) return kept;
    const values = mapped(this.fillsOf(setting), (fill, face) =>
      measure(fill, anatomyOf(face).truth, maskOf(setting.mask, face)),
    );
    this.kept.set(key, values);
    return values;
  }
}

function decoded(filled: Filled, keep_mask: Float32Array): Planes {
  const { shape, data } = decodeImage(Buffer.from(filled.png, "base64"), filled.key);
  const [, C, H, W] = shape;
  const { truth } = anatomyOf(filled.face);
  const n = H * W;
  const signed = data.map((v) => 2 * v - 1);
  const wrong = signed.findIndex((v, i) => keep_mask[i % n] === 1 && Math.abs(v - (truth.data[i] ?? 0)) > 1e-3);
  if (wrong >= 0) throw new Error(`${filled.key}, face ${filled.face}: the known pixel ${wrong % n} was changed`);
  return { data: signed, C, H, W };
}

/** The same keys with other values. */
export function mapped<A, B>(values: ReadonlyMap<number, A>, of: (value: A, face: number) => B): Map<number, B> {
  return new Map([...values].map(([face, value]) => [face, of(value, face)]));
}

/** What two settings give for the faces that both have. */
export function paired(a: ByFace, b: ByFace): (readonly [number, number])[] {
  return [...a].flatMap(([face, value]) => {
    const other = b.get(face);
    return other === undefined || Number.isNaN(value) || Number.isNaN(other) ? [] : [[value, other] as const];
  });
}
