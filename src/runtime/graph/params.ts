import { readCurve } from "../diffusion/curve.ts";
import type { NodeDefinition, Param, Params, ParamValue } from "../node.ts";
import { problem, warning, type Problem } from "../problem.ts";
import type { GraphNode } from "./format.ts";
import { nameOf } from "./wiring.ts";

/** The values a node runs with: its own where they are right, the defaults elsewhere; and what is wrong with its own. */
export function checkParams(
  node: GraphNode,
  definition: NodeDefinition,
): { params: Params; problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const params: Record<string, ParamValue> = {};
  for (const param of definition.params) {
    const value = node.params[param.name];
    const fault = value === undefined ? undefined : faultOf(value, param);
    params[param.name] = value === undefined || fault ? param.default : value;
    if (fault) problems.push(wrongParam(node, param, value, fault));
  }
  for (const name of Object.keys(node.params)) {
    if (!definition.params.some((param) => param.name === name)) problems.push(unknownParam(node, name, definition));
  }
  return { params, problems };
}

interface Fault {
  readonly en: string;
  readonly zh: string;
}

/** What a param expects and does not get, in words; undefined when the value is right. */
export function faultOf(value: ParamValue, param: Param): Fault | undefined {
  switch (param.kind) {
    case "number":
    case "seed": {
      const [min, max] = param.kind === "seed" ? [0, Number.MAX_SAFE_INTEGER] : [param.min, param.max];
      const integer = param.kind === "seed" || param.integer === true;
      const fits = typeof value === "number" && value >= min && value <= max && (!integer || Number.isInteger(value));
      return fits
        ? undefined
        : {
            en: `${integer ? "a whole number" : "a number"} from ${min} to ${max}`,
            zh: `${min} 到 ${max} 之间的${integer ? "整数" : "数"}`,
          };
    }
    case "choice": {
      const values = param.options.map((option) => option.value);
      return values.some((option) => option === value)
        ? undefined
        : { en: `one of ${values.join(", ")}`, zh: `${values.join("、")} 之一` };
    }
    case "flag":
      return typeof value === "boolean" ? undefined : { en: "true or false", zh: "true 或 false" };
    case "curve":
      return typeof value === "string" && readCurve(value)
        ? undefined
        : {
            en: "a curve u,value;u,value;… of at most 64 handles, u rising from 0 to 1",
            zh: "曲线 u,值;u,值;……，最多 64 个控制点，u 由 0 递增至 1",
          };
    default: {
      const most = param.kind === "text" ? param.maxLength : param.kind === "equation" ? 8192 : 6_000_000;
      return typeof value === "string" && value.length <= most
        ? undefined
        : { en: `text of at most ${most} characters`, zh: `不超过 ${most} 个字符的文本` };
    }
  }
}

function wrongParam(node: GraphNode, param: Param, value: ParamValue | undefined, expected: Fault): Problem {
  const came = typeof value === "string" ? `"${value.slice(0, 60)}"` : String(value);
  return problem(
    "wrong-param",
    {
      en: `${nameOf(node)}.${param.name} = ${came}, expected ${expected.en}.`,
      zh: `${nameOf(node)}.${param.name} = ${came}，应为${expected.zh}。`,
    },
    {
      en: `Set ${param.name} (${param.title.en}) to such a value.`,
      zh: `请将 ${param.name}（${param.title.zh}）设为这样的值。`,
    },
    { node: node.id, param: param.name },
  );
}

function unknownParam(node: GraphNode, name: string, definition: NodeDefinition): Problem {
  const names = definition.params.map((param) => param.name).join(", ") || "none";
  return warning(
    "unknown-param",
    {
      en: `${nameOf(node)} has a param "${name}" that ${definition.type} does not have; its params are ${names}.`,
      zh: `${nameOf(node)} 的参数 "${name}" 不属于 ${definition.type}；其参数有 ${names}。`,
    },
    { en: "It is kept and has no effect; check its spelling.", zh: "该参数会保留但不起作用；请检查拼写。" },
    { node: node.id, param: name },
  );
}
