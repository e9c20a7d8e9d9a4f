import { readFileSync } from "node:fs";
import { transformSync } from "esbuild";
import { parseAst } from "rollup/parseAst";

/**
 * Takes out of litegraph what can never happen here: reads of members that nobody sets are `undefined`, settings that
 * nobody changes are their values, members that nobody reads are not set; and the branches that depend on them go.
 *
 * @param outside the files that use the library: every word in them is a member that may be set and read there.
 */
export function withoutDead(code, outside) {
  const words = new Set(outside.flatMap((file) => readFileSync(file, "utf8").match(/\w+/g) ?? []));
  for (let last = ""; last !== code;) {
    last = code;
    const changes = [...stretches(code, (name) => words.has(name) || isBuiltIn(name))];
    code = transformSync(replaced(code, changes), { minifySyntax: true, charset: "utf8" }).code;
  }
  return code;
}

/** Members of the language, of the document and of the canvas, which nobody has to set. */
const builtIn = new Set([
  ...[Object, Function, Array, String, Number, Boolean, Date, Math, Float32Array, console, performance].flatMap((one) =>
    [one, one.prototype, one.prototype && Object.getPrototypeOf(one.prototype)].flatMap((o) =>
      o ? Object.getOwnPropertyNames(o) : [],
    ),
  ),
  ..."exports document window location defaultView parentWindow ownerDocument parentNode querySelector getContext canvas".split(
    " ",
  ),
  ..."width height data createElement src onload imageSmoothingEnabled globalAlpha fillStyle strokeStyle lineWidth".split(
    " ",
  ),
  ..."font textAlign shadowColor shadowBlur shadowOffsetX shadowOffsetY lineJoin lineCap save restore translate".split(
    " ",
  ),
  ..."setTransform clearRect fillRect strokeRect rect arc clip beginPath closePath fill stroke fillText drawImage".split(
    " ",
  ),
  ..."createPattern moveTo lineTo measureText requestAnimationFrame hrtime localName className tabindex".split(" "),
]);
const isBuiltIn = (name) => builtIn.has(name);

function nameOf(node) {
  return node.type === "MemberExpression" && !node.computed ? node.property.name : undefined;
}

/** Where each member is read and where it is written. */
function census(program) {
  const reads = new Map();
  const writes = new Map();
  const note = (map, name, entry) => map.set(name, [...(map.get(name) ?? []), entry]);
  const visit = (node, parent, key) => {
    if (node === null || typeof node !== "object") return;
    if (Array.isArray(node)) return node.forEach((one) => visit(one, parent, key));
    const name = nameOf(node);
    if (name !== undefined) {
      const isSet = parent.type === "AssignmentExpression" && key === "left";
      const isPlainly = isSet && parent.operator === "=";
      if (isSet || parent.type === "UpdateExpression" || parent.operator === "delete")
        note(writes, name, { value: isPlainly ? parent.right : undefined, node, parent });
      if (!isSet && parent.type !== "UpdateExpression" && parent.operator !== "delete")
        note(reads, name, { node, parent });
      else if (!isPlainly) note(reads, name, {}); // `++` and `+=` read what they write.
    }
    if (node.type === "Property") note(writes, node.key.name ?? node.key.value, { value: node.value, node, parent });
    // A member that is named by a string may be reached by it.
    if (node.type === "Literal" && typeof node.value === "string") note(reads, node.value, {});
    for (const [k, child] of Object.entries(node)) visit(child, node, k);
  };
  visit(program, { type: "none" }, "");
  return { reads, writes };
}

function* stretches(code, isKept) {
  const { reads, writes } = census(parseAst(code));
  for (const [name, places] of reads) {
    if (isKept(name)) continue;
    const values = (writes.get(name) ?? []).map(({ value }) => literalOf(value));
    const [value = "void 0"] = values;
    if (values.some((other) => other !== value || other === null)) continue;
    for (const { node } of places) {
      if (!node || !isPlain(node.object)) continue;
      const owner = node.object.type === "ThisExpression" ? "this" : node.object.name;
      if (values.length === 0 || owner === "this" || owner === "LiteGraph") yield [node.start, node.end, `(${value})`];
    }
  }
  for (const [name, places] of writes) {
    if (isKept(name) || reads.has(name)) continue;
    for (const { node, parent, value } of places) {
      if (!isIdle(value)) continue;
      if (node.type === "Property") yield [node.start, node.end + (code[node.end] === "," ? 1 : 0), ""];
      else yield [parent.start, parent.end, `(${code.slice(value.start, value.end)})`];
    }
  }
}

/** The text of a literal; null where it is something else. */
function literalOf(value) {
  if (value?.type === "Literal" && typeof value.value !== "string") return value.raw;
  if (value?.type === "UnaryExpression" && value.argument.type === "Literal")
    return value.operator + value.argument.raw;
  return null;
}

const isPlain = (node) =>
  node.type === "Identifier" ||
  node.type === "ThisExpression" ||
  (node.type === "MemberExpression" && isPlain(node.object));

/** Whether it does nothing to work a value out. */
function isIdle(value) {
  if (!value) return false;
  if (value.type === "ArrayExpression") return value.elements.every(isIdle);
  if (value.type === "ObjectExpression") return value.properties.every((p) => isIdle(p.value));
  if (value.type === "NewExpression") return value.callee.name === "Float32Array" && value.arguments.every(isIdle);
  return (
    ["Literal", "Identifier", "FunctionExpression"].includes(value.type) || literalOf(value) !== null || isPlain(value)
  );
}

/** Puts texts in place of stretches; what lies within another stretch waits for the next round. */
function replaced(code, changes) {
  let made = "";
  let at = 0;
  for (const [start, end, instead] of changes.sort((a, b) => a[0] - b[0] || b[1] - a[1])) {
    if (start < at) continue;
    made += code.slice(at, start) + instead;
    at = end;
  }
  return made + code.slice(at);
}
