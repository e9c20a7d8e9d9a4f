import type { HashedCard } from "./model.ts";

/** The report's words; its numbers are computed. */

const grouped = (value: number): string => value.toLocaleString("en-US").replaceAll(",", " ");

export function opening({ title, sha256, parameters, training }: HashedCard, pictures: number): string {
  return `${grouped(pictures)} fills of drawings that the network never saw (seeds from 1 000 000 on), by the ordinary graph \`repaint\`.
The network: ${title.en}, SHA-256 \`${sha256.slice(0, 16)}…\`${parameters === undefined ? "" : `, ${grouped(parameters)} parameters`}.${training === undefined ? "" : ` ${training}`}
This page is written by \`npm run evaluate\`; numbers in brackets are 95 % intervals.`;
}

export const findings = `Each line is decided by its numbers. *Holds*: the whole 95 % interval of the difference, taken face by face, is on
the paper's side. *Does not hold*: it is wholly on the other. Where it includes no difference, the line says what the difference is
smaller than, either way; where that is less than the stated effect (1 point of agreement, 5 of forms, 2 of left and right, 1 dB; chosen when the fills were there already), it is none that
counts (two one-sided tests; Schuirmann 1987). \`npm run evaluate -- --power\` says how many faces each line would need. With so many lines one or two may
fall on the wrong side by chance; below ten faces nothing is said. The paper ranks by LPIPS and by people's votes on photographs; here the scores are those below, and the
pictures are small drawings, so what is compared is the order and not the numbers.`;

export const nothingFails = "Nothing that was measured contradicts the paper.";

export const lookAt = `The first 32 held-out faces by number, none chosen. In each strip: the known half, filled with r = 1, filled with
j = 10 and r = 10, the truth.`;

export const halfCaption = "Known, r = 1, r = 10, truth: T = 100, half mask.";

export const thin = `PSNR (dB) and SSIM of the filled pixels alone, against the true drawing; higher is better. Where much is unknown (wide) a good
fill may differ from the truth, so these say less there. T = 100: 100 calls with r = 1, 910 with j = 10 and r = 10.`;

export const interpolation = `PSNR of the same pixels when the known ones are interpolated without a network: linear and cubic (Catmull–Rom) along
columns, then rows; *membrane* is the smoothest surface through the known pixels (Laplace's equation), for holes of any shape.`;

export const masksCaption =
  "Expand, wide, narrow, super-resolve, every second line, four faces each: known, r = 1, r = 10, truth.";

export const agreement = `A drawing is put together from parts, and each of clothes, hair, skin and background has one colour out of a palette of 10, 5, 5 and
8. Which pixels show a part plainly (no outline, no shade, nothing in front) is found by drawing the face again with that part in black and in
white. Of those pixels that were filled, each is given to the nearest colour (Euclidean, RGB) of the part's palette or of this face's other parts. The first
number is, of the pixels that come to a colour of the palette, the share that come to the right one, mean over faces (bootstrap interval); where the fill
has another part instead, such as a beard over skin, its shape differs from the truth, which is no fault, and its colour is not judged. The second number is the share of faces in which
the right colour has more pixels than any other of the palette (Wilson interval). A part counts where at least 16 of its pixels are known and
16 filled, so nothing is asked that cannot be seen. The last two columns are the ends of the scale: the true drawing, and the known part with
the hidden part of another face.`;

export const forms = `Colours are not all. Clothes, hair, hair at the back, beard, mouth and eyebrows have 4 to 6 forms each (the eyes are left out, since one may wink). The
same face is drawn with each other form of a part; the fill has the right form when it is nearer to the true drawing than to any of these, over the
filled pixels that tell the two apart. A form counts where at least 4 pixels on both sides of the mask tell it from the true one.`;

export const sides = `With the mask *expand* only the middle of the face is known: no clothes, no background, nearly no hair, and the face around it may be drawn in
many right ways. So here left is compared with right, without the truth: in zones where every drawing shows the part (they mirror each
other; found from drawings of the training range), the colour that the most pixels on the left have, and the share of pixels on the right
that have it too; then the share of faces with the same colour on both sides. For half, the left is known. The last column is what two halves of
different faces give.`;

export const slowDown = `The same number of calls spent in two ways: more and smaller steps, each walked once, or 100 steps with stretches of j = 10 walked
r times. The paper's budgets are multiples of T = 250 on ImageNet with wide masks. Half is scored by agreement and by form, wide by PSNR (dB).`;

export const jumpGrid = "T = 100. The paper's grid is T = 250 on CelebA-HQ with wide masks.";

export const sdedit = `SDEdit-style: one jump point at t = 0, back to T/2 and down again, as often as the same number of calls allows (j = 50, r = 17).`;

export const diversity = `Four answers to each face, from four seeds, j = 10 and r = 10: the root mean squared difference of the filled pixels in grey levels of
255, mean over the six pairs. For scale: from the answers to the truth, and from the truth to another face. (The paper's diversity score
needs LPIPS, whose weights are not in the box.)`;

export const diversityCaption = "Known, four answers, truth: some faces with the half mask, the same with expand.";

export const method = `Faces are drawn by \`tools/data\` from seeds 1 000 000, 1 000 001 and so on. The graph is \`graphs/repaint.json\` with its params set: T, mask, j, r; no fill
was chosen or repeated. The noise seed is the number of the face (plus 10 000 000 for each further answer), so all settings start
from the same noise, and wide and narrow strokes are drawn from the same number. Several faces go through the network at once, but each draws
the noise that it would draw alone: \`repaint run repaint --seed 1000000 --set schedule.T=100 --set jump.jump_length=10
--set jump.jump_n_sample=10 --out FOLDER\` makes the first face of the half mask's r = 10 again. Fills are kept as 8-bit pictures and measured as such; PSNR ends at 58.9 dB, the error of rounding.
Every known pixel of every fill is checked to be the truth's. Intervals of means are percentile bootstraps of 2000 resamples over faces; of
shares, Wilson's; gains are of the same faces, paired.`;

export const again = `Again: \`npm run evaluate\` (\`--faces N\`, \`--only EXPERIMENT\`, \`--workers N\`, \`--dry-run\`; \`--report\` only writes this page). What is finished is kept in
\`.cache/evaluate\` by the model's hash, one line a picture; after a kill it goes on where it was.`;
