import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkWritable, diskProblem, writeAll } from "../../src/cli/disk.ts";
import { UserError } from "../../src/runtime/problem.ts";
import { freshFolder, put } from "../helpers/cli.ts";

test("files are written into a folder that is made for them", async () => {
  const folder = join(freshFolder(), "a", "b");
  await writeAll(folder, [
    ["x.txt", "one"],
    ["y.bin", Uint8Array.of(2)],
  ]);
  assert.deepEqual(readdirSync(folder).sort(), ["x.txt", "y.bin"]);
  await writeAll(folder, [["x.txt", "two"]]);
  assert.equal(readFileSync(join(folder, "x.txt"), "utf8"), "two");
});

test("when one file cannot be written none is, old ones stay, and no folder or temporary file is left", async () => {
  const folder = freshFolder();
  put(folder, "x.txt", "old");
  mkdirSync(join(folder, "y.txt"));
  await assert.rejects(
    writeAll(folder, [
      ["x.txt", "new"],
      ["y.txt", "new"],
    ]),
    /y\.txt": it is not a file/,
  );
  assert.deepEqual(readdirSync(folder).sort(), ["x.txt", "y.txt"]);
  assert.equal(readFileSync(join(folder, "x.txt"), "utf8"), "old");
  const long = "n".repeat(300);
  await assert.rejects(
    writeAll(join(folder, "new", "er"), [
      ["a.txt", "a"],
      [long, "b"],
    ]),
    /its name is too long/,
  );
  assert.deepEqual(readdirSync(folder).sort(), ["x.txt", "y.txt"]);
});

const places: { name: string; path: (folder: string) => string; says: RegExp }[] = [
  { name: "a file where the folder is to be", path: (folder) => put(folder, "out", "x"), says: /is not a folder/ },
  { name: "a file on the way", path: (folder) => join(put(folder, "out", "x"), "deep"), says: /is not a folder/ },
  { name: "a device", path: () => "/dev/null", says: /is not a folder/ },
];

for (const { name, path, says } of places) {
  test(`${name} is noticed before a run, and nothing is made`, async () => {
    const folder = freshFolder();
    await assert.rejects(
      checkWritable(path(folder)),
      (error: unknown) => error instanceof UserError && says.test(error.message),
    );
  });
}

const codes = ["ENOENT", "EISDIR", "EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EFBIG", "ENAMETOOLONG"];

for (const code of codes) {
  test(`${code} of the disk is a sentence in both languages`, () => {
    const error = diskProblem(Object.assign(new Error(), { code }), "/a/b.png", { en: "the result", zh: "结果" });
    assert.ok(error instanceof UserError);
    assert.match(error.problems[0]?.message.en ?? "", /^The result "\/a\/b\.png": .+\.$/);
    assert.match(error.problems[0]?.remedy.zh ?? "", /[\u4e00-\u9fff]/);
  });
}

test("another error of the disk stays the bug that it is", () => {
  const bug = new Error("boom");
  assert.equal(diskProblem(bug, "x", { en: "a", zh: "b" }), bug);
});

test(
  "a folder that cannot be made is answered at once, before a run and after it",
  { skip: !existsSync("/proc/self") },
  async () => {
    for (const path of ["/proc/x", "/proc/x/y", "/proc/self/fd/x"]) {
      await assert.rejects(checkWritable(path), /The output folder "\/proc\/.*x": .+\./);
      await assert.rejects(writeAll(path, [["a.txt", "a"]]), /The output folder "\/proc\/.*x": .+\./);
    }
  },
);

test("whether a folder takes files is tried, and nothing of it stays", async () => {
  const folder = freshFolder();
  await checkWritable(join(folder, "a", "b"));
  assert.deepEqual(readdirSync(folder), []);
});
