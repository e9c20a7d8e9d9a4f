import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { PageUnderTest } from "./page.ts";

/** The checker's code, for `PageUnderTest.open({ script })`. */
export const axeScript = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds in the whole page, or in the parts with these names, a line each. */
export async function complaintsOf(
  { page }: Pick<PageUnderTest, "page">,
  ...parts: readonly string[]
): Promise<string[]> {
  const inside = parts.map((part) => ({ fromShadowDom: ["repaint-studio", part] }));
  const context = parts.length === 0 ? "document" : JSON.stringify({ include: inside });
  const results = (await page.evaluate(`axe.run(${context}, { resultTypes: ["violations"] })`)) as AxeResults;
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, html, any, all }) => {
      const why = [...any, ...all].map(({ message }) => message).join(" ");
      return `${id}: ${target.flat().join(" ")} ${html.slice(0, 160)} ${why.slice(0, 200)}`;
    }),
  );
}
