import { mkdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import commonjs from "@rollup/plugin-commonjs";
import nodeResolve from "@rollup/plugin-node-resolve";
import { transformSync } from "esbuild";
import { rollup } from "rollup";
import { withoutDead } from "./litegraph-dead.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = "\0litegraph-entry";
const source = "litegraph.js/build/litegraph.core.js";
const outside = ["src/ui/litegraph-adapter.ts", "src/ui/canvas/litegraph.d.ts"].map((file) => join(root, file));
const names = ["LiteGraph", "LGraph", "LGraphNode", "LGraphCanvas"];

/**
 * The methods that are used. All others are left out: menus, dialogs, panels, the search box, widgets, the clipboard,
 * `serialize` and `configure` are two thirds of the library and all of its holes (text as HTML, code from strings).
 */
const used = {
  LiteGraph: ["isValidConnection", "getTime", "distance", "isInsideRectangle", "overlapBounding"],
  LGraph: [
    ...["clear", "stop", "change", "add", "remove", "removeLink", "getNodeById", "getNodeOnPos", "isLive"],
    ...["attachCanvas", "detachCanvas", "sendActionToCanvas", "setDirtyCanvas"],
    ...["beforeChange", "afterChange", "connectionChange"],
  ],
  LGraphNode: [
    ...["_ctor", "addInput", "addOutput", "setSize", "connect", "disconnectInput", "disconnectOutput"],
    ...["findInputSlot", "findOutputSlot", "getConnectionPos", "getBounding", "isPointInside", "setDirtyCanvas"],
  ],
  LGraphCanvas: [
    ...["clear", "setGraph", "setCanvas", "setDirty", "bringToFront"],
    ...["draw", "drawFrontCanvas", "drawBackCanvas", "drawConnections", "computeVisibleNodes"],
  ],
  DragAndScale: ["computeVisibleArea", "toCanvasContext"],
  LLink: [],
  LGraphGroup: [],
  ContextMenu: [],
  CurveEditor: [],
};

/** Called all over, to no purpose here: sizes are the adapter's, and there are no menus and no events of nodes. */
const idle = ["registerNodeAndSlotType", "computeSize", "sendEventToAllNodes"];

/** litegraph evaluates what is typed into a number field; a number is all it may be. */
function withoutEval(code) {
  const parts = code.split("v = eval(v);");
  if (parts.length !== 2) {
    throw new Error(`litegraph.core.js has ${parts.length - 1} times "v = eval(v);", expected once: look at it anew.`);
  }
  return parts.join("v = Number(v);");
}

/** Whose member an assignment sets: `X.y = function` or `X.prototype.y = function`. */
function memberOf(node) {
  if (node.type !== "ExpressionStatement" || node.expression.type !== "AssignmentExpression") return undefined;
  const { left, right } = node.expression;
  if (left.type !== "MemberExpression" || right.type !== "FunctionExpression") return undefined;
  const owner = left.object.type === "MemberExpression" ? left.object.object : left.object;
  return owner.type === "Identifier" ? { owner: owner.name, name: left.property.name } : undefined;
}

/** The stretches of the source that hold methods nobody uses. */
function unusedParts(program) {
  const parts = [];
  const visit = (node) => {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node)) return node.forEach(visit);
    const member = memberOf(node);
    if (member && member.owner in used) {
      const { body } = node.expression.right;
      if (idle.includes(member.name)) parts.push([body.start, body.end, "{}"]);
      else if (!used[member.owner].includes(member.name)) parts.push([node.start, node.end, ""]);
      return;
    }
    if (node.type === "FunctionDeclaration" && ["ContextMenu", "CurveEditor"].includes(node.id?.name)) {
      parts.push([node.body.start, node.body.end, "{}"]);
      return;
    }
    if (
      node.type === "AssignmentExpression" &&
      node.right.type === "ObjectExpression" &&
      node.left.property?.name === "LiteGraph"
    ) {
      const unused = node.right.properties.filter(
        (p) => p.value.type === "FunctionExpression" && !used.LiteGraph.includes(p.key.name),
      );
      parts.push(
        ...unused.map(({ key, value }) => [value.start, value.end, idle.includes(key.name) ? "() => {}" : "null"]),
      );
      return;
    }
    for (const [key, value] of Object.entries(node)) if (key !== "parent") visit(value);
  };
  visit(program);
  return parts;
}

function withoutUnused(code, program) {
  let kept = "";
  let at = 0;
  for (const [start, end, instead] of unusedParts(program)) {
    kept += code.slice(at, start) + instead;
    at = end;
  }
  kept = transformSync(kept + code.slice(at), { legalComments: "none", charset: "utf8" }).code; // Without its comments.
  kept = withoutDead(kept, outside);
  const danger = /\beval\b|new Function|\bFunction\(|innerHTML|localStorage|XMLHttpRequest|fetch\(/.exec(kept);
  if (danger) throw new Error(`litegraph still has "${danger[0]}" after the cut: look at it anew.`);
  return kept;
}

const plugin = {
  name: "litegraph",
  resolveId: (id) => (id === entry ? id : undefined),
  load: (id) => (id === entry ? `export { ${names.join(", ")} } from "${source}";` : undefined),
  transform(code, id) {
    if (!id.endsWith("litegraph.core.js")) return undefined;
    const safe = withoutEval(code);
    return { code: withoutUnused(safe, this.parse(safe)), map: null };
  },
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
  const cut = join(root, "tools", "litegraph-dead.mjs");
  const sources = [fileURLToPath(import.meta.url), cut, ...outside, join(root, "node_modules", source)];
  if ((await time(file)) > Math.max(...(await Promise.all(sources.map(time))))) return file;
  const bundle = await rollup({ input: entry, plugins: [plugin, nodeResolve({ browser: true }), commonjs()] });
  await mkdir(dirname(file), { recursive: true });
  const banner = "/*! litegraph.js 0.7.18, cut: (c) Javi Agenjo, MIT licence */";
  await bundle.write({ file, format: "es", banner });
  await bundle.close();
  return file;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) console.log(await vendor());
