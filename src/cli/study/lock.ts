import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { problem, UserError } from "../../runtime/problem.ts";
import { workFolder } from "./ledger.ts";

/**
 * Takes a results folder for this process. One that was killed does not hold it any more.
 *
 * @returns lets go of it.
 * @throws UserError when another process is at work there.
 */
export function lockFolder(folder: string): () => void {
  const path = join(workFolder(folder), "lock");
  mkdirSync(workFolder(folder), { recursive: true });
  for (;;) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error) || !("code" in error) || error.code !== "EEXIST") throw error;
      const holder = Number(readFileSync(path, "utf8"));
      if (holder !== process.pid && isAlive(holder)) throw new UserError(taken(folder, holder));
      rmSync(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function taken(folder: string, pid: number) {
  return problem(
    "study-taken",
    {
      en: `Process ${pid} is at work on the study in "${folder}".`,
      zh: `进程 ${pid} 正在“${folder}”中进行研究。`,
    },
    { en: "Wait for it, or choose another folder with --out.", zh: "请等待其结束，或用 --out 选择其他文件夹。" },
  );
}
