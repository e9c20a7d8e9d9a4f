import { createRequire } from "node:module";
import { cp, mkdir, readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { problem, UserError } from "../../runtime/problem.ts";
import { checkWritable, diskProblem, exists } from "../disk.ts";
import { exit, type Console } from "../io.ts";
import { borrowedList, pageRoot } from "../package.ts";

export interface PageOptions {
  readonly folder: string;
}

/**
 * `repaint page DIR`: puts the editor into a folder, complete: any web server can serve it, any page can embed it.
 *
 * The package carries no file that a dependency of its brings already; those are taken from there.
 */
export async function pageCommand({ folder }: PageOptions, io: Console): Promise<number> {
  if (!(await exists(join(pageRoot, "app.js")))) throw new UserError(notBuilt());
  const place = resolve(io.cwd, folder);
  await checkWritable(place);
  try {
    await cp(pageRoot, place, { recursive: true });
    for (const [file, from] of await borrowed()) {
      await mkdir(dirname(join(place, file)), { recursive: true });
      await cp(from, join(place, file));
    }
  } catch (error) {
    throw diskProblem(error, place, { en: "the page's folder", zh: "网页文件夹" });
  }
  io.out(`${place}\n`);
  return exit.ok;
}

/** Files that the page needs and a dependency has, by their place in the page. A checkout's own build has them all. */
async function borrowed(): Promise<readonly (readonly [string, string])[]> {
  if (!(await exists(borrowedList))) return [];
  const list = JSON.parse(await readFile(borrowedList, "utf8")) as Readonly<Record<string, string>>;
  const folder = dirname(createRequire(import.meta.url).resolve("onnxruntime-web"));
  return Object.entries(list).map(([file, name]) => [file, join(folder, name)] as const);
}

function notBuilt() {
  return problem(
    "page-missing",
    { en: "The page is not built.", zh: "网页尚未构建。" },
    { en: "Run npm run build first.", zh: "请先运行 npm run build。" },
  );
}
