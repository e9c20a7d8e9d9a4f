import type { Results } from "./load.ts";
import { meansOf, shownIn } from "./tables.ts";

/** One table for each measure, for a paper: means with half-widths of their 95 % intervals, the best in bold (booktabs). */
export function latexOf(results: Results): string {
  const { settings, masks } = results.manifest;
  const tables = shownIn(results).map((shown) => {
    const arrow = shown.better === "none" ? "" : shown.better === "higher" ? " $\\uparrow$" : " $\\downarrow$";
    const lines = meansOf(results, shown).map(({ setting, cells }) => {
      const texts = cells.map(({ estimate: { value, low, high, n }, best }) => {
        if (n === 0) return "--";
        const text = `${fixed(value)}${n > 1 ? ` \\pm ${fixed((high - low) / 2)}` : ""}`;
        return best ? `$\\mathbf{${text}}$` : `$${text}$`;
      });
      return `${latexText(settings[setting]?.name ?? "")} & ${texts.join(" & ")} \\\\`;
    });
    return [
      "\\begin{table}",
      "\\centering",
      `\\caption{${latexText(shown.title)} (${latexText(shown.unit)})${arrow}: mean over pictures $\\pm$ half of its 95\\,\\% bootstrap interval.}`,
      `\\begin{tabular}{l${"r".repeat(masks.length)}}`,
      "\\toprule",
      `& ${masks.map(({ name }) => latexText(name)).join(" & ")} \\\\`,
      "\\midrule",
      ...lines,
      "\\bottomrule",
      "\\end{tabular}",
      "\\end{table}",
    ].join("\n");
  });
  return `% Needs \\usepackage{booktabs}.\n${tables.join("\n\n")}\n`;
}

function fixed(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 10 ? 2 : size >= 0.1 ? 3 : 4);
}

const latexText = (text: string): string =>
  text
    .replace(/[\\{}]/g, "")
    .replace(/[&%$#_]/g, "\\$&")
    .replaceAll("÷", "$\\div$")
    .replaceAll("×", "$\\times$");
