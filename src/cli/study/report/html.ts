import { linkText } from "../../../runtime/graph/link-text.ts";
import { serializeGraph } from "../../../runtime/graph/parse.ts";
import type { Estimate } from "../../../runtime/study/estimate.ts";
import type { Language } from "../../../runtime/text.ts";
import { byPicture, type Results } from "./load.ts";
import { colourOf, distributionPlot, escaped, shortNumber } from "./plot.ts";
import { sheetOf } from "./sheet.ts";
import { style } from "./style.ts";
import { meansOf, pairingsOf, shownIn, type Shown } from "./tables.ts";
import { reportWords, type ReportWords } from "./words.ts";

export interface ReportOptions {
  readonly language: Language;
  /** Address of the editor that graphs open in. */
  readonly editor: string;
  /** Lines of each contact sheet. */
  readonly lines: number;
}

/** The report as one file that needs nothing beside it. */
export async function htmlOf(results: Results, options: ReportOptions): Promise<string> {
  const w = reportWords(options.language);
  const title = escaped(results.manifest.study.title ?? w.title);
  const shown = shownIn(results).map(w.named);
  const parts = [
    await overview(results, w, options.editor),
    await sheets(results, w, options.lines),
    section(
      w.tables,
      w.tableNote,
      shown.map((one) => meanTable(results, one, w)),
    ),
    groupTable(results, w),
    section(
      w.distributions,
      w.plotNote,
      shown.filter(isMain).flatMap((one) => plots(results, one, w)),
    ),
    results.manifest.settings.length > 1
      ? section(
          w.pairs,
          w.pairNote,
          shown.filter(isMain).map((one) => pairTable(results, one, w)),
        )
      : "",
  ];
  return `<!doctype html>
<html lang="${options.language === "zh" ? "zh-CN" : "en"}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1>${parts.join("\n")}</main></body>
</html>
`;
}

/** What plots and tests are drawn for: the filled region, and not twice. */
const isMain = ({ column }: Shown): boolean =>
  !column.endsWith("_whole") && !["mse_filled", "identity", "seam_truth"].includes(column);

const section = (title: string, note: string, parts: readonly string[]): string =>
  parts.length === 0 ? "" : `<section><h2>${title}</h2><p class="note">${note}</p>${parts.join("\n")}</section>`;

async function overview({ manifest, rows }: Results, w: ReportWords, editor: string): Promise<string> {
  const pictures = manifest.data.reduce((sum, set) => sum + set.pictures.length, 0);
  const counts = [
    [pictures, w.pictures],
    [manifest.masks.length, w.masks],
    [manifest.settings.length, w.settings],
    [manifest.seeds.length, w.seeds],
    [rows.length, w.rows],
  ] as const;
  const versions = Object.entries(manifest.versions).map(([name, version]) => `${name} ${version}`);
  const lines = await Promise.all(
    manifest.settings.map(async (setting, i) => {
      const json = Buffer.from(serializeGraph(setting.content)).toString("base64");
      const file = `${setting.name.replace(/[^\w.-]+/g, "-")}.json`;
      const networks = setting.models.map(({ name, sha256 }) => `${escaped(name)} <code>${sha256.slice(0, 12)}</code>`);
      return `<tr><td>${dot(i)}${escaped(setting.name)}</td><td class="number">${setting.calls}</td><td>${networks.join(", ")}</td><td><a href="${escaped(editor)}#g=${await linkText(setting.content)}">${w.open}</a> · <a download="${escaped(file)}" href="data:application/json;base64,${json}">${w.save}</a></td></tr>`;
    }),
  );
  const failed = rows.filter(({ problem }) => problem !== "");
  const reasons = [...new Set(failed.map(({ problem }) => problem))].slice(0, 5);
  const problems =
    failed.length > 0
      ? `<div class="failed"><p>${w.failed(failed.length)}</p><ul>${reasons.map((reason) => `<li>${escaped(reason)}</li>`).join("")}</ul></div>`
      : "";
  return `<p class="counts">${counts.map(([n, word]) => `<span><b>${n}</b> ${word}</span>`).join("")}</p>
<p class="note">${w.made} ${versions.map(escaped).join(", ")}.</p>${problems}
<section><h2>${w.what}</h2><div class="wide"><table><thead><tr><th>${w.setting}</th><th class="number">${w.calls}</th><th>${w.network}</th><th></th></tr></thead><tbody>${lines.join("")}</tbody></table></div></section>`;
}

async function sheets(results: Results, w: ReportWords, lines: number): Promise<string> {
  const { masks, settings } = results.manifest;
  const parts: string[] = [];
  for (const { name } of masks) {
    const sheet = await sheetOf(results, name, lines);
    if (sheet.length === 0) continue;
    const heads = [w.known, ...settings.map((setting) => setting.name), w.truth];
    const image = (url: string, label: string): string =>
      `<td>${url === "" ? "" : `<img src="${url}" alt="${escaped(label)}">`}</td>`;
    const rows = sheet.map(
      (line) =>
        `<tr>${image(line.known, `${line.name}: ${w.known}`)}${line.answers.map((url, i) => image(url, `${line.name}: ${settings[i]?.name}`)).join("")}${image(line.truth, `${line.name}: ${w.truth}`)}</tr>`,
    );
    parts.push(
      `<h3>${escaped(w.maskNamed(name))}</h3><div class="wide"><table class="sheet"><thead><tr>${heads.map((head) => `<th>${escaped(head)}</th>`).join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div>`,
    );
  }
  return section(w.sheets, w.sheetNote, parts);
}

function meanTable(results: Results, shown: Shown, w: ReportWords): string {
  const { settings, masks } = results.manifest;
  const lines = meansOf(results, shown).map(
    ({ setting, cells }) =>
      `<tr><td>${dot(setting)}${escaped(settings[setting]?.name ?? "")}</td>${cells.map(({ estimate, best }) => `<td class="number${best ? " best" : ""}">${estimateText(estimate)}</td>`).join("")}</tr>`,
  );
  return `<h3>${escaped(shown.title)} <small>(${escaped(shown.unit)}; ${w[shown.better]})</small></h3><div class="wide"><table${masks.length > 3 ? ' class="many"' : ""}><thead><tr><th>${w.setting}</th>${masks.map(({ name }) => `<th class="number">${escaped(w.maskNamed(name))}</th>`).join("")}</tr></thead><tbody>${lines.join("")}</tbody></table></div>`;
}

function groupTable({ groups, manifest }: Results, w: ReportWords): string {
  const columns = (["diversity", "fid_filled", "fid_whole", "kid_filled", "kid_whole"] as const).filter((name) =>
    groups.some(({ cells }) => (cells[name] ?? "") !== ""),
  );
  if (columns.length === 0) return "";
  const cell = (cells: Readonly<Record<string, string>>, name: string): string => {
    const [value, low, high] = [name, `${name}_low`, `${name}_high`].map((key) => Number(cells[key] || NaN));
    if (low === undefined || Number.isNaN(low))
      return value === undefined || Number.isNaN(value) ? "–" : shortNumber(value);
    return estimateText({ value: value ?? NaN, low: low ?? NaN, high: high ?? NaN, n: Number(cells["pictures"]) });
  };
  const lines = groups.map(
    ({ setting, cells }) =>
      `<tr><td>${dot(setting)}${escaped(manifest.settings[setting]?.name ?? "")}</td><td>${escaped(w.maskNamed(cells["mask"] ?? ""))}</td><td>${escaped(cells["data"] ?? "")}</td>${columns.map((name) => `<td class="number">${cell(cells, name)}</td>`).join("")}</tr>`,
  );
  return `<section><h2>${w.groups}</h2><div class="wide"><table><thead><tr><th>${w.setting}</th><th>${w.mask}</th><th>${w.data}</th>${columns.map((name) => `<th class="number">${escaped(w[name])}</th>`).join("")}</tr></thead><tbody>${lines.join("")}</tbody></table></div></section>`;
}

function plots(results: Results, shown: Shown, w: ReportWords): readonly string[] {
  const { settings, masks } = results.manifest;
  const figures = masks.map(({ name: mask }) => {
    const distributions = settings.map(({ name }, s) => ({
      name,
      values: [...byPicture(results.rows, shown.column, s, mask).values()],
    }));
    return `<figure><figcaption>${escaped(w.maskNamed(mask))}</figcaption>${distributionPlot(distributions, shown.unit, `${shown.title}, ${w.maskNamed(mask)}`)}</figure>`;
  });
  return [`<h3>${escaped(shown.title)}</h3><div class="plots">${figures.join("")}</div>`];
}

function pairTable(results: Results, shown: Shown, w: ReportWords): string {
  const { settings } = results.manifest;
  const lines = pairingsOf(results, shown.column).map(
    ({ a, b, mask, difference, p, adjusted, smallest }) =>
      `<tr><td>${escaped(w.maskNamed(mask))}</td><td>${dot(a)}${escaped(settings[a]?.name ?? "")} − ${dot(b)}${escaped(settings[b]?.name ?? "")}</td><td class="number">${difference.n}</td><td class="number">${estimateText(difference)}</td><td class="number">${pText(p)}</td><td class="number">${pText(adjusted)}</td><td class="number">${shortNumber(smallest)}</td></tr>`,
  );
  return `<h3>${escaped(shown.title)} <small>(${escaped(shown.unit)})</small></h3><div class="wide"><table><thead><tr><th>${w.mask}</th><th>${w.setting}</th><th class="number">${w.n}</th><th class="number">${w.difference}</th><th class="number">p</th><th class="number">${w.holm}</th><th class="number">${w.smallest}</th></tr></thead><tbody>${lines.join("")}</tbody></table></div>`;
}

function estimateText({ value, low, high, n }: Estimate): string {
  if (!Number.isFinite(value)) return "–";
  if (n < 2 || !Number.isFinite(low)) return shortNumber(value);
  return `${shortNumber(value)} <span class="interval">[${shortNumber(low)}, ${shortNumber(high)}]</span>`;
}

const pText = (p: number): string => (Number.isNaN(p) ? "–" : p < 0.001 ? "&lt; 0.001" : p.toFixed(3));

const dot = (i: number): string => `<i class="dot" style="background:${colourOf(i)}"></i>`;
