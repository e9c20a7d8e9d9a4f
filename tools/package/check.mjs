// Packs the package and looks at it as npm's users will: publint, are-the-types-wrong, its size. `--write` puts the size
// with its largest parts into docs/package.md; without it, the page there has to be true.
import { execFileSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";
import { format } from "prettier";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { pack } from "./pack.mjs";

/** Bytes that the packed package may have. */
const most = 20_000_000;
const docs = "docs/package.md";
const megabytes = (bytes) => (bytes / 1e6).toFixed(1);

/** What is what in the package, by the beginning of its path; the first that fits. */
const parts = [
  ["Networks, with cards and samples", "dist/site/models/"],
  ["The editor", "dist/site/"],
  ["Command line and library", "dist/cli/", "dist/lib/"],
  ["Types", "dist/types/"],
  ["The rest", ""],
];

async function table({ size, files }) {
  const sums = new Map(parts.map(([title]) => [title, { packed: 0, unpacked: 0 }]));
  for (const { path, size: bytes } of files) {
    const [title] = parts.find(([, ...starts]) => starts.some((start) => path.startsWith(start)));
    const sum = sums.get(title);
    sum.unpacked += bytes;
    sum.packed += gzipSync(await readFile(path), { level: 9 }).length;
  }
  const unpacked = files.reduce((all, file) => all + file.size, 0);
  const rows = [...sums].map(([title, sum]) => `| ${title} | ${megabytes(sum.packed)} | ${megabytes(sum.unpacked)} |`);
  return [
    "| part | packed, MB | unpacked, MB |",
    "| --- | --- | --- |",
    ...rows,
    `| all | ${megabytes(size)} | ${megabytes(unpacked)} |`,
  ].join("\n");
}

const packed = await pack();
try {
  const { messages, pkg } = await publint({ pack: { tarball: (await readFile(packed.tarball)).buffer }, strict: true });
  if (messages.length > 0) throw new Error(messages.map((message) => formatMessage(message, pkg)).join("\n"));
  execFileSync("npx", ["attw", packed.tarball, "--profile", "esm-only", "--quiet"], { stdio: "inherit" });
  const made = await table(packed);
  console.log(made);
  if (packed.size > most) throw new Error(`The package has ${packed.size} bytes, expected at most ${most}.`);
  const text = await readFile(docs, "utf8");
  const marks = /(<!-- sizes -->)[^]*(<!-- end -->)/;
  if (process.argv.includes("--write")) {
    await writeFile(
      docs,
      await format(text.replace(marks, `$1\n\n${made}\n\n$2`), { parser: "markdown", printWidth: 120 }),
    );
  } else {
    const [, said] = /\| all +\| ([\d.]+)/.exec(text) ?? [];
    if (!(Math.abs(Number(said) - packed.size / 1e6) <= 0.5))
      throw new Error(`${docs} says ${said} MB packed: run node tools/package/check.mjs --write.`);
  }
} finally {
  await rm(dirname(packed.tarball), { recursive: true });
}
