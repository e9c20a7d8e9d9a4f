import { TABLE_NAMES } from "../diffusion/tables.ts";
import { FUNCTIONS } from "../equation/ast.ts";
import { checkStage } from "../graph/stage.ts";
import type { Json, JsonObject } from "../json.ts";
import type {
  InputSocket,
  NodeDefinition,
  NumberParam,
  OutputSocket,
  OwnEquation,
  Registry,
  Site,
  SocketType,
} from "../node.ts";
import { fault, shown } from "./faults.ts";
import { checkUnique, portsOf, rangeOf, textOf, wordsOf, type Port } from "./read-parts.ts";
import { nodeOf } from "./registry.ts";

const INPUTS: readonly SocketType[] = ["sample", "image", "mask", "number", "prediction"];
const OUTPUTS: readonly SocketType[] = ["sample", "image", "mask"];
const OF_PREDICTION = ["eps", "pred_xstart", "log_variance", "x_t"];
/** Names that the language or a schedule has a use for. */
const TAKEN = new Set([...Object.keys(FUNCTIONS), "noise", "t", "T", "timestep", ...TABLE_NAMES]);
/** Tensors that one kernel may bind everywhere: WebGPU guarantees eight. */
const MOST_TENSORS = 8;
const WIDEST = { min: -1e6, max: 1e6 };

/** A definition by an equation. @throws UserError with why it cannot be one. */
export function readEquation(name: string, entry: JsonObject, registry: Registry): OwnEquation {
  const { equation } = entry;
  if (typeof equation !== "string") throw fault("equation", name, "its equation is no text", "其公式不是文本");
  const inputs = portsOf(name, entry["inputs"], "inputs").map((port) => inputOf(name, port));
  const outputs = portsOf(name, entry["outputs"], "outputs").map((port) => outputOf(name, port, inputs));
  const params = portsOf(name, entry["params"], "params").map((port) => paramOf(name, port));
  const own: OwnEquation = {
    name,
    ...wordsOf(entry, name),
    inputs,
    outputs,
    params,
    equation,
    moves: movesOf(name, entry["moves"]),
  };
  checkNames(own);
  checkKinds(own);
  const definition = nodeOf(own, registry);
  if (!definition) throw new Error("no node of the registry makes a type of an equation");
  checkText(own, definition);
  return own;
}

function inputOf(owner: string, { name, entry }: Port): InputSocket {
  const value: Json | undefined = entry["types"] ?? entry["type"];
  const types = INPUTS.filter((type) => (Array.isArray(value) ? value.includes(type) : value === type));
  const count = Array.isArray(value) ? value.length : 1;
  if (types.length === 0 || types.length !== count) {
    throw fault(
      "type",
      owner,
      `its input ${name} takes ${shown(value)}, expected some of ${INPUTS.join(", ")}`,
      `输入 ${name} 的类型是 ${shown(value)}，应为 ${INPUTS.join("、")} 中的若干个`,
    );
  }
  return { name, title: textOf(entry["title"]) ?? { en: name, zh: name }, types };
}

function outputOf(owner: string, { name, entry }: Port, inputs: readonly InputSocket[]): OutputSocket {
  const title = textOf(entry["title"]) ?? { en: name, zh: name };
  const type = OUTPUTS.find((one) => one === entry["type"]);
  if (type) return { name, title, type };
  const like = inputs.find((input) => input.name === entry["like"]);
  if (like?.types.every((one) => OUTPUTS.includes(one))) return { name, title, type: { like: [like.name] } };
  const came = shown(entry["like"] ?? entry["type"]);
  throw fault(
    "type",
    owner,
    `its output ${name} gives ${came}, expected ${OUTPUTS.join(", ")}, or "like" with an input of these types`,
    `输出 ${name} 的类型是 ${came}，应为 ${OUTPUTS.join("、")}，或用 "like" 指明此类输入`,
  );
}

function paramOf(owner: string, port: Port): NumberParam {
  const { name, entry } = port;
  const { min, max, number } = rangeOf(owner, port, WIDEST);
  const integer = entry["integer"] === true;
  const value = number("default", Math.min(max, Math.max(min, 1)));
  const step = entry["step"] === undefined ? undefined : number("step", 1);
  if (value < min || value > max || (integer && !Number.isInteger(value)) || (step !== undefined && !(step > 0))) {
    throw fault(
      "param-default",
      owner,
      `the default of its param ${name} is ${value}, expected ${integer ? "a whole number" : "a number"} from ${min} to ${max}, and a step above 0`,
      `参数 ${name} 的默认值是 ${value}，应为 ${min} 到 ${max} 的${integer ? "整数" : "数"}，步长须大于 0`,
    );
  }
  return {
    name,
    kind: "number",
    title: textOf(entry["title"]) ?? { en: name, zh: name },
    help: textOf(entry["help"], 2000) ?? { en: "", zh: "" },
    default: value,
    min,
    max,
    ...(step !== undefined && { step }),
    ...(integer && { integer }),
    varies: true,
  };
}

function movesOf(owner: string, value: Json | undefined): OwnEquation["moves"] {
  const moves = (["stay", "down", "up"] as const).find((one) => one === (value ?? "stay"));
  if (moves) return moves;
  throw fault(
    "moves",
    owner,
    `"moves" is ${shown(value)}, expected stay, down or up`,
    `"moves" 是 ${shown(value)}，应为 stay、down 或 up`,
  );
}

function checkNames({ name, inputs, outputs, params }: OwnEquation): void {
  const names = [...inputs, ...params, ...outputs].map((port) => port.name);
  checkUnique(name, names);
  const lent = inputs.some(({ types }) => types.includes("prediction")) ? OF_PREDICTION : [];
  const taken = names.find((one) => TAKEN.has(one) || lent.includes(one));
  if (taken === undefined) return;
  throw fault(
    "taken-name",
    name,
    `"${taken}" is a name of the equation language or of the schedule, and cannot be a socket or param`,
    `"${taken}" 是公式语言或噪声调度中的名称，不能用作接口或参数名`,
  );
}

function checkKinds(own: OwnEquation): void {
  const { name, inputs, outputs, moves } = own;
  const takes = (type: SocketType): boolean => inputs.some(({ types }) => types.includes(type));
  if (outputs.length === 0) throw fault("no-output", name, "it has no output", "它没有输出");
  if (inputs.filter(({ types }) => types.includes("prediction")).length > 1) {
    throw fault("predictions", name, "it takes more than one prediction", "它接受不止一个预测");
  }
  if (!takes("sample") && !takes("prediction") && (moves !== "stay" || outputs.some(({ type }) => type === "sample"))) {
    throw fault(
      "no-level",
      name,
      "it is to give a sample or to change t, and takes no sample or prediction to go on from",
      "它要给出样本或改变 t，却不接受样本或预测",
    );
  }
  const pictures = takes("sample") || takes("prediction") || takes("image");
  const mask = outputs.find(({ type }) => type === "mask");
  if (!mask || !pictures) return;
  throw fault(
    "mask-output",
    name,
    `its output ${mask.name} is a mask, of one channel, while it takes pictures`,
    `输出 ${mask.name} 是单通道掩码，而它接受图像`,
  );
}

/** Reads the equation with each kind of input that may be wired. */
function checkText(own: OwnEquation, definition: NodeDefinition): void {
  const most = Math.max(1, ...own.inputs.map(({ types }) => types.length));
  for (let i = 0; i < most; i++) {
    const checked = checkStage(definition, siteOf(own, i));
    if ("problems" in checked) {
      const [first] = checked.problems;
      const [en = "", zh = ""] = [first?.message.en, first?.message.zh];
      throw fault("equation", own.name, lower(en), zh.replace(/。$/, ""), first?.remedy);
    }
    const count = checked.equation.reads.tensors.length + own.outputs.length;
    if (count <= MOST_TENSORS) continue;
    throw fault(
      "tensors",
      own.name,
      `its equation reads and writes ${count} pictures; at most ${MOST_TENSORS} fit into one step of a GPU`,
      `其公式读写 ${count} 幅图像；GPU 的一步最多容纳 ${MOST_TENSORS} 幅`,
    );
  }
}

const lower = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "");

function siteOf({ name, inputs, params }: OwnEquation, which: number): Site {
  const typed = inputs.map((input) => [input.name, { type: input.types[which] ?? input.types.at(-1) ?? "image" }]);
  return {
    id: name,
    params: Object.fromEntries(params.map((param) => [param.name, param.default])),
    inputs: Object.fromEntries(typed) as Site["inputs"],
    images: {},
  };
}
