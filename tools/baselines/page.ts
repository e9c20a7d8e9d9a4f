import { byPicture, type Results } from "../../src/cli/study/report/load.ts";
import { compare, holm } from "../../src/runtime/study/paired.ts";
import { meanOf, type Estimate } from "../../src/runtime/study/estimate.ts";
import { agreementWithKnown, meanShare } from "../evaluate/agreement.ts";
import { anatomyOf } from "../evaluate/anatomy.ts";
import { number, percent, signed, table } from "../evaluate/text.ts";
import { detail, fillsOf, type Fill } from "./fills.ts";

/** Which masks a method was trained on; the others are seen by none. */
const SEEN: Readonly<Record<string, string>> = { "feed-forward-wide": "wide", "feed-forward-narrow": "narrow" };
const OURS = "RePaint";

/** Values of one setting under one mask, by picture. */
type Column = (setting: number, mask: string) => Promise<ReadonlyMap<string, number>>;

/** docs/baselines.md. */
export async function pageOf(results: Results): Promise<string> {
  const { settings, masks, data } = results.manifest;
  const faces = data[0]?.pictures.length ?? 0;
  const own = settings.findIndex(({ name }) => name === OURS);
  const calls = settings[own]?.calls ?? 0;
  const networks = settings.flatMap(({ name, models }) =>
    models.map((model) => `${name}: \`${model.sha256.slice(0, 16)}…\``),
  );
  const psnr: Column = async (s, mask) => byPicture(results.rows, "psnr_filled", s, mask);
  const ssim: Column = async (s, mask) => byPicture(results.rows, "ssim_filled", s, mask);
  const agreement = measured(results, (fill) =>
    meanShare(agreementWithKnown(fill.picture, anatomyOf(fill.face), fill.keep_mask)),
  );
  const details = measured(results, detail);
  const parts = [
    "# Baselines",
    `${faces} drawings that no network was trained on, under the paper's six masks, filled by simple rules, by two feed-forward networks, and by
RePaint (\`faces64\`, T = 50, j = 5, r = 2: ${calls} network calls, a cheap setting). The feed-forward networks are alike but for their masks: one learned with wide
strokes, the other with narrow ones; **bold** is where a network is shown the masks it was trained on. RePaint's network never saw a mask. This page is
written by \`npm run baselines\`; brackets are 95 % bootstrap intervals over drawings.`,
    "## What came out",
    await verdicts(results, psnr, own),
    `That RePaint is nearer even on the networks' own masks says little: they were shown 57 000 and 60 000 drawings, its network 445 000, with three times as many
parameters. What can be read here is how much each network loses on masks that it was not trained on, and that RePaint has no such masks.`,
    "## Pictures",
    `![Known, ${settings.map(({ name }) => name).join(", ")}, truth; two faces for each of ${masks.map(({ name }) => name).join(", ")}.](figures/baselines.png)`,
    `The first two held-out faces by number for each mask (${masks.map(({ name }) => name).join(", ")}). From the left: known, ${settings.map(({ name }) => name).join("; ")}, truth.`,
    "## PSNR of what was filled (dB)",
    await meansTable(results, psnr, (one) => number(one)),
    "RePaint less each of the others, drawing by drawing; p of the sign-flip test with Holm's correction over the table:",
    await differencesTable(results, psnr, own),
    "## SSIM of what was filled",
    await meansTable(results, ssim, (one) => number(one, 3)),
    "## Detail: differences of neighbours in the hole, against the truth's",
    `PSNR and SSIM reward the middle of all answers, which is what an L1 loss is for. The ratio below is 1 where neighbours in the hole differ as much as in
the drawing; below 1 a filling is smooth, above 1 it has edges or grain that the drawing has not. Blur and grain can make up for one another
(feed-forward-wide, about 1), so look at the pictures too.`,
    await meansTable(results, details, (one) => number(one, 2)),
    "## Agreement with the known",
    `The share of filled pixels of clothes, hair, skin and background that have the colour of what is known of them (as in
[evaluation.md](evaluation.md#does-the-fill-agree-with-what-is-known)), where enough of a part is known:`,
    await meansTable(results, agreement, (one) => percent(one), ["half", "wide"]),
    "## How it was made",
    `\`tools/baselines/study.json\` is the study: \`repaint batch\` makes it, \`repaint report\` shows it. Masks are drawn from the number of the drawing; those that
the networks learned with have other numbers. The feed-forward networks (\`tools/train/inpainter.py\`: a U-Net with Fourier blocks, 0.9 M parameters, L1 and
gradient loss, no adversary) are small and shortly trained; what is said of them is not said of LaMa. LPIPS, which the paper ranks by, needs weights that
are not in the box. Networks: ${networks.join("; ")}.`,
  ];
  return `${parts.join("\n\n")}\n`;
}

/** A number of each fill as a column. */
function measured(results: Results, of: (fill: Fill) => number): Column {
  const kept = new Map<string, ReadonlyMap<string, number>>();
  return async (setting, mask) => {
    const key = `${setting} ${mask}`;
    const found =
      kept.get(key) ??
      new Map((await fillsOf(results, setting, mask)).map((fill) => [String(fill.face), of(fill)] as const));
    kept.set(key, found);
    return found;
  };
}

const finite = (values: ReadonlyMap<string, number>): readonly number[] => [...values.values()].filter(Number.isFinite);

async function meansTable(
  { manifest: { settings, masks } }: Results,
  column: Column,
  text: (estimate: Estimate) => string,
  only: readonly string[] = masks.map(({ name }) => name),
): Promise<string> {
  const rows: string[][] = [];
  for (const [s, { name }] of settings.entries()) {
    const cells: string[] = [];
    for (const mask of only) {
      const cell = text(meanOf(finite(await column(s, mask))));
      cells.push(SEEN[name] === mask ? `**${cell}**` : cell);
    }
    rows.push([name, ...cells]);
  }
  return table(["", ...only], rows);
}

interface Difference {
  readonly method: string;
  readonly mask: string;
  readonly difference: Estimate;
  readonly p: number;
}

/** RePaint less each other method, with p corrected over all of them. */
async function differencesOf({ manifest: { settings, masks } }: Results, column: Column, own: number) {
  const all: Difference[] = [];
  for (const [s, { name: method }] of settings.entries()) {
    if (s === own) continue;
    for (const { name: mask } of masks) {
      const [ours, theirs] = [await column(own, mask), await column(s, mask)];
      const pairs = [...ours].flatMap(([picture, value]) => {
        const other = theirs.get(picture);
        return other === undefined ? [] : [[value, other] as const];
      });
      all.push({ method, mask, ...compare(pairs) });
    }
  }
  const adjusted = holm(all.map(({ p }) => p));
  return all.map((one, i): Difference => ({ ...one, p: adjusted[i] ?? NaN }));
}

async function differencesTable(results: Results, column: Column, own: number): Promise<string> {
  const all = await differencesOf(results, column, own);
  const masks = results.manifest.masks.map(({ name }) => name);
  const rows = [...new Set(all.map(({ method }) => method))].map((method) => [
    `RePaint − ${method}`,
    ...masks.map((mask) => {
      const one = all.find((other) => other.method === method && other.mask === mask);
      if (!one) return "–";
      const text = `${signed(number(one.difference))}, p ${one.p < 0.001 ? "< .001" : `= ${one.p.toFixed(3).replace(/^0/, "")}`}`;
      return SEEN[method] === mask ? `**${text}**` : text;
    }),
  ]);
  return table(["", ...masks], rows);
}

/** The paper's claim as sentences, each decided by its interval. */
async function verdicts(results: Results, column: Column, own: number): Promise<string> {
  const all = await differencesOf(results, column, own);
  const lines = Object.entries(SEEN).map(([method, seen]) => {
    const of = (is: (one: Difference) => boolean): string => {
      const found = all.filter((one) => one.method === method && is(one));
      return found
        .map(({ mask, difference }) => `${mask} ${signed(number(difference, 1))} dB (${wordOf(difference)})`)
        .join(", ");
    };
    return `- **${method}.** On its own masks, RePaint less the network: ${of(({ mask }) => mask === seen)}. On masks it never saw: ${of(({ mask }) => mask !== seen)}.`;
  });
  const losses: string[] = [];
  const names = results.manifest.settings.map(({ name }) => name);
  const at = (name: string): number => names.indexOf(name);
  for (const [a, b] of [
    ["feed-forward-wide", "feed-forward-narrow"],
    ["feed-forward-narrow", "feed-forward-wide"],
  ] as const) {
    const mask = SEEN[b] ?? "";
    const [unseen, trained] = [await column(at(a), mask), await column(at(b), mask)];
    const pairs = [...trained].flatMap(([picture, value]) => {
      const other = unseen.get(picture);
      return other === undefined ? [] : [[value, other] as const];
    });
    losses.push(`${mask}: ${signed(number(compare(pairs).difference, 1))} dB for the one trained on it`);
  }
  return [
    ...lines,
    `- **The two networks against each other**, on the masks of one of them: ${losses.join("; ")}.`,
  ].join("\n");
}

function wordOf({ low, high }: Estimate): string {
  if (low > 0) return "RePaint is nearer";
  return high < 0 ? "the network is nearer" : "not decided";
}
