import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import commonjs from "@rollup/plugin-commonjs";
import nodeResolve from "@rollup/plugin-node-resolve";
import { rollup } from "rollup";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = "\0litegraph-entry";
const source = "litegraph.js/build/litegraph.core.js";
const names = ["LiteGraph", "LGraph", "LGraphNode", "LGraphCanvas"];

/** litegraph evaluates what is typed into a number field; a number is all it may be. */
function withoutEval(code) {
  const parts = code.split("v = eval(v);");
  if (parts.length !== 2) {
    throw new Error(`litegraph.core.js has ${parts.length - 1} times "v = eval(v);", expected once: look at it anew.`);
  }
  return parts.join("v = Number(v);");
}

const plugin = {
  name: "litegraph",
  resolveId: (id) => (id === entry ? id : undefined),
  load: (id) => (id === entry ? `export { ${names.join(", ")} } from "${source}";` : undefined),
  transform: (code, id) => (id.endsWith("litegraph.core.js") ? { code: withoutEval(code), map: null } : undefined),
};

async function time(file) {
  return (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
}

/**
 * Makes `vendor/litegraph.core.js`, litegraph's core as an ES module without `eval`, unless it is there and up to date.
 * @returns its path.
 */
export async function vendor() {
  const file = join(root, "vendor", "litegraph.core.js");
  const sources = [fileURLToPath(import.meta.url), join(root, "node_modules", source)];
  if ((await time(file)) > Math.max(...(await Promise.all(sources.map(time))))) return file;
  const bundle = await rollup({ input: entry, plugins: [plugin, nodeResolve({ browser: true }), commonjs()] });
  await mkdir(dirname(file), { recursive: true });
  await bundle.write({ file, format: "es" });
  await bundle.close();
  return file;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(await vendor());
