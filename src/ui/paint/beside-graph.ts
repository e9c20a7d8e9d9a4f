import { warning, type Problem } from "../../runtime/problem.ts";
import { formatBytes } from "../share/weight.ts";

/** What is said of a picture file that stays outside the graph. */
export function besideGraph(reference: string, bytes: number, kept: boolean): Problem {
  const [name, size] = [reference.slice("file:".length), formatBytes(bytes)];
  const message = kept
    ? {
        en: `“${name}” (${size}) is kept in this browser as it is; the graph names it and does not contain it.`,
        zh: `“${name}”（${size}）原样保存在此浏览器中；图只引用它，不包含它。`,
      }
    : {
        en: `“${name}” (${size}) could not be kept in this browser; it serves until the page is closed.`,
        zh: `“${name}”（${size}）无法保存在此浏览器中；关闭页面前仍可使用。`,
      };
  return warning("picture-beside-graph", message, {
    en: "To open the graph elsewhere, or with the command line, lay the picture beside it.",
    zh: "若要在别处或用命令行打开此图，请把图片与图放在一起。",
  });
}
