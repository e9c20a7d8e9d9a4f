import type { Planes } from "../../src/runtime/diffusion/planes.ts";
import { agreementWithKnown, leftAgainstRight, meanShare, type Agreement } from "./agreement.ts";
import { anatomyOf, PARTS } from "./anatomy.ts";
import { maskOf } from "./mask.ts";
import { FACE_PARTS, type FacePart } from "../data/faces.ts";
import { formsFilled, type Forms } from "./forms.ts";
import { mapped, type ByFace, type Measures } from "./measure.ts";
import { once, partScores, resampled, rightForms, wholeScore } from "./scores.ts";
import type { Mask } from "./settings.ts";
import { meanOf, shareOf } from "../../src/runtime/study/estimate.ts";
import { percent, table } from "./text.ts";

const values = (byFace: ByFace): number[] => [...byFace.values()].filter((value) => !Number.isNaN(value));

/** A column of an agreement table: what the agreements of a set of pictures are called. */
type Column = readonly [title: string, agreements: ReadonlyMap<number, Agreement>];

function agreementTable(columns: readonly Column[]): string {
  const rows = PARTS.map((part) => [
    part,
    ...columns.map(([, agreements]) => {
      const [share, same] = partScores(agreements, part);
      return share.n === 0 ? "–" : `${percent(share)}; ${percent(same)}`;
    }),
  ]);
  const mean = columns.map(([, agreements]) => percent(meanOf(values(mapped(agreements, meanShare)))));
  const whole = columns.map(([, agreements]) => percent(wholeScore(agreements)));
  const faces = columns.map(([, agreements]) => String(agreements.size));
  return table(
    ["part", ...columns.map(([title]) => title)],
    [...rows, ["**mean of the parts**", ...mean], ["all parts the right colour", ...whole], ["faces", ...faces]],
  );
}

/** Agreement of the fill with what is known, and the two ends of its scale. */
export function knownTable(measures: Measures, mask: Mask): string {
  const faces = [...measures.fillsOf(resampled(mask)).keys()];
  const judge = (picture: (face: number) => Planes): ReadonlyMap<number, Agreement> =>
    new Map(faces.map((face) => [face, agreementWithKnown(picture(face), anatomyOf(face), maskOf(mask, face))]));
  return agreementTable([
    ["r = 1", measures.agreement(once(mask))],
    ["r = 10", measures.agreement(resampled(mask))],
    ["the truth", judge((face) => anatomyOf(face).truth)],
    ["another's hidden part", judge((face) => shuffled(face, faces, maskOf(mask, face)))],
  ]);
}

/** Agreement of left and right, which needs no truth. */
export function sidesTable(measures: Measures): string {
  const faces = [...measures.fillsOf(resampled("half")).keys()];
  const mixed = new Map(faces.map((face) => [face, leftAgainstRight(shuffled(face, faces, maskOf("half", face)))]));
  return agreementTable([
    ["half, r = 1", measures.sides(once("half"))],
    ["half, r = 10", measures.sides(resampled("half"))],
    ["expand, r = 1", measures.sides(once("expand"))],
    ["expand, r = 10", measures.sides(resampled("expand"))],
    ["halves of two", mixed],
  ]);
}

/** The share of faces whose fill has the right form of each part. */
export function formsTable(measures: Measures, mask: Mask): string {
  const faces = [...measures.fillsOf(resampled(mask)).keys()];
  const judge = (picture: (face: number) => Planes): ReadonlyMap<number, Forms> =>
    new Map(faces.map((face) => [face, formsFilled(picture(face), face, mask)]));
  const columns: readonly (readonly [string, ReadonlyMap<number, Forms>])[] = [
    ["r = 1", measures.forms(once(mask))],
    ["r = 10", measures.forms(resampled(mask))],
    ["the truth", judge((face) => anatomyOf(face).truth)],
    ["another's hidden part", judge((face) => shuffled(face, faces, maskOf(mask, face)))],
  ];
  const shareIn = (forms: ReadonlyMap<number, Forms>, of: (one: Forms) => boolean | undefined): string => {
    const judged = [...forms.values()].map(of).filter((right) => right !== undefined);
    return percent(shareOf(judged.filter(Boolean).length, judged.length));
  };
  const rows = FACE_PARTS.map((part) => [
    WORDS[part],
    ...columns.map(([, forms]) => shareIn(forms, (one) => one[part])),
  ]);
  const mean = columns.map(([, forms]) => percent(meanOf(values(mapped(forms, rightForms)))));
  const whole = columns.map(([, forms]) => shareIn(forms, (one) => Object.values(one).every(Boolean)));
  return table(
    ["form of", ...columns.map(([title]) => title)],
    [...rows, ["**mean of the parts**", ...mean], ["all parts of the right form", ...whole]],
  );
}

const WORDS: Readonly<Record<FacePart, string>> = {
  clothes: "clothes",
  hair: "hair",
  rearHair: "hair at the back",
  beard: "beard",
  mouth: "mouth",
  eyebrows: "eyebrows",
};

/** A face with the hidden part of another, half-way round: neighbouring numbers draw faces with much in common. */
export function shuffled(face: number, faces: readonly number[], keep_mask: Float32Array): Planes {
  const { truth } = anatomyOf(face);
  const other = anatomyOf(faces[(faces.indexOf(face) + Math.floor(faces.length / 2)) % faces.length] ?? face).truth;
  return {
    ...truth,
    data: truth.data.map((v, i) => (keep_mask[i % keep_mask.length] === 1 ? v : (other.data[i] ?? 0))),
  };
}
