import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { checkWritable, writeAll, writeSafely } from "../../src/cli/disk.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { killedWhileWriting } from "../../tools/faults/kill.ts";
import { freshFolder, put } from "../helpers/cli.ts";

test("a process that is killed while it writes leaves each file whole, the new one or the old one", async () => {
  const folder = freshFolder();
  for (const after of [0, 7, 23]) assert.equal(await killedWhileWriting(folder, after), undefined);
});

test("what a killed process left half written is taken away a day later, by the next that writes there", async () => {
  const folder = freshFolder();
  const [old, young, other] = [".x.png.0123abcd.tmp", ".y.png.0123abcd.tmp", "notes.tmp"];
  for (const name of [old, young, other]) put(folder, name, "half");
  for (const name of [old, other]) utimesSync(join(folder, name), 0, 0);
  await writeAll(folder, [["x.png", "x"]]);
  assert.deepEqual(readdirSync(folder).sort(), [young, other, "x.png"].sort());
});

/** A little disk of its own; undefined, with the reason, where this machine lets nobody mount one. */
function disk(context: TestContext, options: string): string | undefined {
  const folder = join(freshFolder(), "disk");
  mkdirSync(folder);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder], { stdio: "pipe" });
  } catch (error) {
    context.skip(`no disk can be mounted here: ${String(error instanceof Error ? error.message : error)}`);
    return undefined;
  }
  context.after(() => execFileSync("umount", [folder]));
  return folder;
}

const much: readonly (readonly [string, Uint8Array | string])[] = [
  ["result.png", new Uint8Array(300_000)],
  ["result.json", "{}"],
];

test("a full disk is said, the old files stay, nothing half is left, and the new ones are put elsewhere", async (context) => {
  const folder = disk(context, "size=64k");
  if (folder === undefined) return;
  put(folder, "result.png", "old");
  await assert.rejects(writeAll(folder, much), /The result ".*result\.png": the disk is full\./);
  assert.deepEqual(readdirSync(folder), ["result.png"]);
  assert.equal(readFileSync(join(folder, "result.png"), "utf8"), "old");
  await assertRescued(folder);
});

test("a folder that may only be read is said before a run", async (context) => {
  const folder = process.getuid?.() === 0 ? disk(context, "ro") : freshFolder();
  if (folder === undefined) return;
  if (process.getuid?.() !== 0) chmodSync(folder, 0o555);
  for (const path of [folder, join(folder, "new", "er")]) {
    await assert.rejects(checkWritable(path), /The output folder ".*": (the disk is read-only|access is denied)\./);
  }
  await assertRescued(folder);
  chmodSync(dirname(folder), 0o755);
});

/** What could not be written where it was wanted is whole somewhere else, and the sentence says where. */
async function assertRescued(folder: string): Promise<void> {
  const error = await writeSafely(folder, much).then(
    () => assert.fail("it was written"),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof UserError);
  const [said] = error.problems;
  const elsewhere = /the files are in "([^"]+)"/.exec(said?.remedy.en ?? "")?.[1] ?? "";
  assert.deepEqual(readdirSync(elsewhere).sort(), ["result.json", "result.png"]);
  assert.equal(readFileSync(join(elsewhere, "result.png")).length, 300_000);
  assert.ok(said?.remedy.zh.includes(elsewhere));
  rmSync(elsewhere, { recursive: true });
}
