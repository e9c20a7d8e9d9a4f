import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const PACKABLE = /\.(m?js|css|html|json|svg|txt|md|wasm|onnx|webmanifest)$/;
const cache = ".cache/packed";
/** Above this the best quality takes minutes and gains a tenth. */
const LARGE = 1_000_000;

const ways = [
  {
    ending: ".br",
    pack: (bytes) =>
      promisify(brotliCompress)(bytes, {
        params: {
          [constants.BROTLI_PARAM_QUALITY]: bytes.length > LARGE ? 9 : 11,
          [constants.BROTLI_PARAM_LGWIN]: 24,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        },
      }),
  },
  { ending: ".gz", pack: (bytes) => promisify(gzip)(bytes, { level: bytes.length > LARGE ? 6 : 9 }) },
];

/** Packs every file of a folder that gets smaller by it, beside itself. What was packed before is taken from a cache. */
export async function precompress(folder) {
  await mkdir(cache, { recursive: true });
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const files = entries.filter((entry) => entry.isFile() && PACKABLE.test(entry.name));
  await Promise.all(files.map(({ parentPath, path, name }) => packed(join(parentPath ?? path, name))));
}

async function packed(file) {
  const bytes = await readFile(file);
  if (bytes.length < 1000) return;
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  await Promise.all(
    ways.map(async ({ ending, pack }) => {
      const kept = join(cache, hash + ending);
      const known = await readFile(kept).catch(() => undefined);
      const small = known ?? (await pack(bytes));
      if (!known) await writeFile(kept, small);
      if (small.length < 0.95 * bytes.length) await writeFile(file + ending, small);
    }),
  );
}
