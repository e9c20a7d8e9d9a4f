import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formsTable, knownTable, sidesTable } from "./agreement-tables.ts";
import { claimsOf, type Claim } from "./claims.ts";
import { writeFigures } from "./figures.ts";
import { Measures } from "./measure.ts";
import type { HashedCard } from "./model.ts";
import type { Results } from "./results.ts";
import { TABLE_SCORES } from "./scores.ts";
import { callsOf, EXPERIMENTS, keyOf } from "./settings.ts";
import {
  diversityTable,
  headlineTable,
  interpolationTable,
  jumpGridTable,
  sdeditTable,
  slowDownTable,
  thinTable,
} from "./tables.ts";
import { table } from "./text.ts";
import * as words from "./words.ts";

/** Measures all fills that are there and writes `evaluation.md` and its figures into a folder. */
export function writeReport(folder: string, results: Results, card: HashedCard): string {
  const measures = new Measures(results);
  const figures = writeFigures(join(folder, "figures"), measures);
  const claims = claimsOf(measures);
  const figure = (name: string, caption: string): string[] =>
    figures.has(name) ? [`![${caption}](figures/${name}.png)`, caption] : ["(No fills yet.)"];
  const paragraphs = [
    `# Evaluation of \`${card.name}\``,
    words.opening(card, results.count),
    "## The paper's findings, here",
    words.findings,
    claimsTable(claims),
    "## What does not hold",
    exceptions(claims),
    "## Half faces to look at",
    words.lookAt,
    ...figure("evaluation-half", words.halfCaption),
    "## Six masks, once and ten times",
    words.thin,
    thinTable(measures),
    words.interpolation,
    interpolationTable(measures),
    ...figure("evaluation-masks", words.masksCaption),
    "## Does the fill agree with what is known?",
    words.agreement,
    "Half:",
    knownTable(measures, "half"),
    "Wide:",
    knownTable(measures, "wide"),
    words.forms,
    formsTable(measures, "half"),
    words.sides,
    sidesTable(measures),
    "## The paper's own setting",
    headlineTable(measures),
    "## Slowing down or resampling (Table 2)",
    words.slowDown,
    ...TABLE_SCORES.map(([mask, score]) => slowDownTable(measures, mask, score)),
    "## Jump length and resamplings (Table 3)",
    words.jumpGrid,
    ...TABLE_SCORES.map(([mask, score]) => jumpGridTable(measures, mask, score)),
    "## Resampling as SDEdit does (Table 4)",
    words.sdedit,
    sdeditTable(measures),
    "## Several answers",
    words.diversity,
    diversityTable(measures),
    ...figure("evaluation-diversity", words.diversityCaption),
    "## How it was made",
    words.method,
    timeTable(results),
    words.again,
  ];
  const path = join(folder, "evaluation.md");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, `${paragraphs.join("\n\n")}\n`);
  return path;
}

function claimsTable(claims: readonly Claim[]): string {
  return table(
    ["finding", "measured", "here"],
    claims.map((claim) => [claim.finding, claim.measured, verdictText(claim)]),
  );
}

/** The verdict, and of what is not decided how large it can be. */
export function verdictText({ verdict, bound }: Pick<Claim, "verdict" | "bound">): string {
  if (verdict === "no difference") return `smaller than ${bound}: no difference that counts`;
  return verdict === "cannot be told" && bound ? `not decided: ${boundText(bound)}` : verdict;
}

/** A bound that is a list of intervals stands for itself. */
const boundText = (bound: string): string => (bound.includes("[") ? bound : `smaller than ${bound} either way`);

/** Plain words on all that could not be confirmed. */
function exceptions(claims: readonly Claim[]): string {
  const of = (verdict: Claim["verdict"]): readonly Claim[] => claims.filter((claim) => claim.verdict === verdict);
  const list = (found: readonly Claim[]): string =>
    found
      .map(({ finding, measured, bound }) =>
        bound ? `- ${finding}: ${measured}; ${boundText(bound)}.` : `- ${finding}: ${measured}.`,
      )
      .join("\n");
  const [fails, none] = [of("does not hold"), of("no difference")];
  const [open, missing] = [of("cannot be told"), of("not measured")];
  return [
    fails.length > 0 ? `The opposite of what was expected was measured here:\n\n${list(fails)}` : words.nothingFails,
    ...(none.length > 0 ? [`Shown to be smaller than the stated effect:\n\n${list(none)}`] : []),
    ...(open.length > 0
      ? [
          `The interval includes no difference, and differences that would count: only how large they can be is known:\n\n${list(open)}`,
        ]
      : []),
    ...(missing.length > 0 ? [`Not measured yet: ${missing.length} of ${claims.length}.`] : []),
  ].join("\n\n");
}

/** What each experiment costs on one core. */
function timeTable(results: Results): string {
  const rows = EXPERIMENTS.map(({ name, title, settings }) => {
    const filled = settings.map((one) => [...results.of(keyOf(one)).values()]);
    const calls = settings.reduce((sum, one) => sum + callsOf(one), 0);
    const measured = filled.flat();
    const ms = measured.reduce((sum, one) => sum + one.ms, 0) / measured.reduce((sum, one) => sum + one.calls, 0);
    const seconds = measured.length === 0 ? "–" : ((calls * ms) / 1000).toFixed(1);
    const faces = filled.map((one) => one.length);
    const range = [...new Set([Math.min(...faces), Math.max(...faces)])].join("–");
    return [`${name}: ${title}`, String(settings.length), range, String(calls), seconds];
  });
  return table(["experiment", "settings", "faces", "network calls a face", "seconds a face on one core"], rows);
}
