import { decodePicture } from "../../src/ui/engine/decode.ts";
import { equal, ok, suite, test } from "./support/suite.ts";

/**
 * What browsers decode. TIFF is not among it, nor EXIF in WebP (Chromium leaves it alone); and AVIF of 4:2:0 has its chroma
 * spread by each decoder in its own way, so that only 4:4:4 can be compared.
 */
const names = [
  ...["lossless.webp", "lossy.webp", "alpha.webp", "adobe.webp"],
  ...["still.gif", "moving.gif", "clear.gif"],
  ...["rgb.bmp", "grey.bmp", "one.bmp", "palette.bmp", "four.bmp", "fields.bmp", "top-first.bmp"],
  ...["runs.bmp", "magick-runs.bmp", "444.avif"],
  ...["420.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg", "adobe.jpg", "swapped.jpg"],
  ...["adobe.png", "swapped.png"],
];

const picture = async (name: string) => {
  const response = await fetch(`/test/fixtures/formats/${name}`);
  return await decodePicture(await response.blob(), name);
};

suite("pictures in the browser", () => {
  for (const name of names) {
    test(`${name} shows what another decoder shows, within 1/255`, async () => {
      const [came, expected] = [await picture(name), await picture(`${name}.png`)];
      equal(came.shape.join(), expected.shape.join());
      let worst = 0;
      came.data.forEach((v, i) => (worst = Math.max(worst, 255 * Math.abs(v - (expected.data[i] ?? NaN)))));
      ok(worst <= (name === "adobe.jpg" ? 2.01 : 1.01), `${worst} of 255`); // Two colour engines, and two of JPEG.
    });
  }
});
