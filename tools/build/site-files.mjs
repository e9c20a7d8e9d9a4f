import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";

/** Not for the editor itself: its worker, what is packed, examples, the nodes for other editors. */
const LEFT_OUT = /^sw\.js|\.(br|gz|map)$|^examples\/|^plugin\.js$/;
const LARGE = /\.(wasm|onnx)$|^ort\//;
const HASHED = /^chunks\/.*-[\w-]{8}\.js$/;

/** The site's files, for its service worker. */
export function siteFiles(site) {
  const [small, large] = [[], {}];
  const entries = readdirSync(site, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const names = entries.map((e) =>
    relative(site, join(e.parentPath ?? e.path, e.name))
      .split(sep)
      .join("/"),
  );
  for (const name of names.filter((name) => !LEFT_OUT.test(name)).sort()) {
    const revision = createHash("sha256")
      .update(readFileSync(join(site, name)))
      .digest("hex")
      .slice(0, 16);
    if (LARGE.test(name)) large[name] = revision;
    else small.push({ url: name, revision: HASHED.test(name) ? null : revision });
  }
  return { small, large };
}
