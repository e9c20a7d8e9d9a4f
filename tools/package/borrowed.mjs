// Before packing: lists the files of the page that a dependency brings too, byte for byte. They are left out of the package
// (`files` in package.json), and `repaint page` takes them from there.
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";

const site = "dist/site";
const ort = "node_modules/onnxruntime-web/dist";

const isWasm = (name) => name.endsWith(".wasm");
const theirs = (await readdir(ort)).filter(isWasm);
const borrowed = {};
for (const entry of await readdir(site, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !isWasm(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  const { size } = await stat(file);
  const bytes = await readFile(file);
  const same = [];
  for (const name of theirs) {
    if ((await stat(join(ort, name))).size === size && bytes.equals(await readFile(join(ort, name)))) same.push(name);
  }
  if (same.length === 0)
    throw new Error(`${file} is in no dependency, and is not packed: see "files" in package.json.`);
  borrowed[relative(site, file).replaceAll("\\", "/")] = same[0];
}
await writeFile("dist/borrowed.json", JSON.stringify(borrowed, null, 2));
