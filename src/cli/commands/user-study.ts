import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { randomBelow } from "../../runtime/diffusion/random.ts";
import { problem, UserError } from "../../runtime/problem.ts";
import type { UserStudy, UserStudyKey } from "../../runtime/study/user-study.ts";
import { exists, sha256Of, writeAll } from "../disk.ts";
import { exit, type Console } from "../io.ts";
import { userStudyRoot } from "../package.ts";
import { loadResults, type ReportRow, type Results } from "../study/report/load.ts";
import { knownPart } from "../study/report/sheet.ts";
import { VotesLog } from "../study/votes-log.ts";
import { serveUserStudy, withStudy } from "../study/votes-server.ts";

export interface UserStudyOptions {
  /** That `repaint batch` wrote to. */
  readonly folder: string;
  readonly out: string;
  /** The setting that others are held against, by name; the first by default. */
  readonly against?: string;
  /** Pictures of each mask. */
  readonly pictures: number;
  /** Whether to ask on this machine at once. */
  readonly serve: boolean;
  /** 0 takes any. */
  readonly port: number;
}

/**
 * `repaint user-study`: puts a page into a folder that asks people which of two fills looks more realistic. The pictures' names
 * say nothing of who made them; `key.json`, which is not to be published, does.
 */
export async function userStudyCommand(options: UserStudyOptions, io: Console): Promise<number> {
  if (!(await exists(join(userStudyRoot, "user-study.js")))) throw new UserError(notBuilt());
  const results = await loadResults(resolve(io.cwd, options.folder));
  const against = baselineOf(results, options.against);
  const { study, key, files } = await pairsOf(results, against, options.pictures);
  if (study.pairs.length === 0) throw new UserError(noPairs());
  const html = await readFile(join(userStudyRoot, "index.html"), "utf8");
  const page = withStudy(html, study);
  const script = await readFile(join(userStudyRoot, "user-study.js"));
  const folder = resolve(io.cwd, options.out);
  await writeAll(join(folder, "page"), [...files, ["user-study.js", script], ["index.html", page]]);
  await writeAll(folder, [["key.json", `${JSON.stringify(key, null, 1)}\n`]]);
  io.out(`${join(folder, "page", "index.html")}\n`);
  io.note({
    en: `${study.pairs.length} pairs, each asked twice. Publish the folder "page" and keep key.json; "repaint votes ${join(options.out, "key.json")} FILES" reads the answers.`,
    zh: `共 ${study.pairs.length} 对，每对询问两次。请发布 page 文件夹，保留 key.json；用“repaint votes ${join(options.out, "key.json")} 文件…”读取答案。`,
  });
  if (options.serve) await ask(folder, options.port, study, io);
  return exit.ok;
}

/** Asks on this machine until it is stopped; answers are appended to `votes.jsonl`. */
async function ask(folder: string, port: number, study: UserStudy, io: Console): Promise<void> {
  const path = join(folder, "votes.jsonl");
  const log = new VotesLog(path);
  const { server, address } = await serveUserStudy(join(folder, "page"), port, study, (votes) => {
    log.append(votes);
    io.note({ en: `${votes.answers.length} answers came in.`, zh: `收到 ${votes.answers.length} 个答案。` });
  });
  io.out(`${address}\n`);
  io.note({
    en: `Asking at ${address} until Ctrl-C; answers go to ${path}.`,
    zh: `正在 ${address} 询问，按 Ctrl-C 结束；答案写入 ${path}。`,
  });
  await new Promise<void>((resolve) => {
    if (io.signal.aborted) resolve();
    else io.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  log.close();
}

function baselineOf({ manifest }: Results, name: string | undefined): number {
  const at = name === undefined ? 0 : manifest.settings.findIndex((setting) => setting.name === name);
  if (at >= 0 && manifest.settings.length > 1) return at;
  const names = manifest.settings.map((setting) => `"${setting.name}"`).join(", ");
  throw new UserError(
    problem(
      "user-study-settings",
      {
        en: `A user study holds settings against one of them${name === undefined ? "" : `, and "${name}" is none`}; there are ${names}.`,
        zh: `用户研究将各设置与其中之一比较${name === undefined ? "" : `，而没有“${name}”`}；现有 ${names}。`,
      },
      {
        en: "Study two settings or more, and name one with --against.",
        zh: "请研究两种以上设置，并用 --against 指定其一。",
      },
    ),
  );
}

async function pairsOf(results: Results, against: number, most: number) {
  const { manifest, rows, folder } = results;
  const [seed] = manifest.seeds;
  const usable = rows.filter((row) => row.seed === seed && row.file !== "");
  const id = sha256Of(JSON.stringify([manifest, against, most])).slice(0, 16);
  const files = new Map<string, Uint8Array>();
  const pictures: Record<string, UserStudyKey["pictures"][string]> = {};
  const put = (bytes: Uint8Array, salt: string): string => {
    const name = `${sha256Of(id + salt).slice(0, 12)}.png`;
    files.set(name, bytes);
    return name;
  };
  const answer = async (row: ReportRow): Promise<string> => {
    const name = put(await readFile(join(folder, row.file)), row.file);
    const method = manifest.settings[row.setting]?.name ?? "";
    pictures[name] = { method, mask: row.mask, picture: row.picture };
    return name;
  };
  const pairs: UserStudy["pairs"][number][] = [];
  const below = randomBelow(1);
  for (const { name: mask } of manifest.masks) {
    const firsts = usable.filter((row) => row.mask === mask && row.setting === against).slice(0, most);
    for (const first of firsts) {
      const shown = `${first.data}-${String(first.index).padStart(5, "0")}.png`;
      const known = await knownPart(folder, `truth/${shown}`, `masks/${mask}/${shown}`);
      if (!known) continue;
      for (const other of usable.filter(
        (row) => row.mask === mask && row.picture === first.picture && row.setting !== against,
      )) {
        const two = [await answer(first), await answer(other)] as const;
        const [a, b] = below(2) === 0 ? two : [two[1], two[0]];
        pairs.push({ known: put(known, `known ${mask} ${first.picture}`), a, b });
      }
    }
  }
  const title = manifest.study.title ?? "repaint-graph";
  const study: UserStudy = { format: "repaint-user-study", version: 1, id, title, pairs };
  const key: UserStudyKey = {
    format: "repaint-user-study-key",
    version: 1,
    study: id,
    against: manifest.settings[against]?.name ?? "",
    pictures,
    pairs,
  };
  return { study, key, files: [...files] };
}

function notBuilt() {
  return problem(
    "page-missing",
    { en: "The page is not built.", zh: "网页尚未构建。" },
    { en: "Run npm run build first.", zh: "请先运行 npm run build。" },
  );
}

function noPairs() {
  return problem(
    "user-study-empty",
    { en: "There is no picture that two settings filled.", zh: "没有两种设置都填充了的图像。" },
    { en: "Look at the column problem of table.csv.", zh: "请查看 table.csv 的 problem 列。" },
  );
}
