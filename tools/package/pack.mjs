import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const run = promisify(execFile);

/**
 * Packs what `npm run build` has made, as `npm pack` would.
 *
 * @returns the tarball's path, its bytes and those of its files by their path.
 */
export async function pack() {
  await run("npm", ["run", "-s", "types"], { cwd: root });
  await run(process.execPath, ["tools/package/borrowed.mjs"], { cwd: root });
  const folder = await mkdtemp(join(tmpdir(), "repaint-pack-"));
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await run("npm", args, { cwd: root, maxBuffer: 2 ** 26 });
  const [{ filename, size, files }] = JSON.parse(stdout);
  return { tarball: join(folder, filename), size, files };
}
