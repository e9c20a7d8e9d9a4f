import type { Facts, NodeDefinition, OwnEquation, Part, Site, SocketType, Stage } from "../../runtime/node.ts";
import { problem, type Problem } from "../../runtime/problem.ts";
import { checkBatches, checkSameSize } from "./checks.ts";
import { factsOf, likeInput, numberParam } from "./facts.ts";

const PARTS: Partial<Record<SocketType, Part>> = { sample: "x", image: "image", mask: "mask" };
const OF_PREDICTION = ["eps", "pred_xstart", "log_variance", "x_t"] as const;

/** The node type of an equation that a graph brings along: its sockets and params are the equation's names. */
export function ownEquation(type: string, own: OwnEquation): NodeDefinition {
  const names = own.inputs.map(({ name }) => name);
  return {
    type,
    v: 1,
    category: "own",
    title: own.title,
    help: own.help,
    ...(own.source !== undefined && { source: own.source }),
    inputs: own.inputs,
    outputs: own.outputs,
    params: own.params,
    facts: (site) => Object.fromEntries(own.outputs.map((output) => [output.name, factsFor(own, site, output)])),
    check: (site) => {
      const noLevel = withoutLevel(own, site);
      if (noLevel) return [noLevel];
      const pictures = names.filter((name) => !["number", undefined].includes(site.inputs[name]?.type));
      const [first] = pictures.filter((name) => site.inputs[name]?.type !== "mask");
      const like = first ?? pictures[0];
      if (like === undefined) return [];
      const others = pictures.filter((name) => name !== like);
      return [...checkSameSize(site, like, others), ...checkBatches(site, pictures)];
    },
    sameLevel: names,
    path: ({ t }) => [own.moves === "up" ? t + 1 : t - 1],
    moves: () => (own.moves === "stay" ? 0 : 1),
    stage: (site) => stageOf(own, site),
  };
}

/** The input whose level, schedule and noise count: the first sample, else the prediction. */
function processOf(own: OwnEquation, typeOf: (name: string) => SocketType | undefined): string | undefined {
  const named = (type: SocketType): string | undefined => own.inputs.find(({ name }) => typeOf(name) === type)?.name;
  return named("sample") ?? named("prediction");
}

/** A sample comes out, and none has come in. */
function withoutLevel(own: OwnEquation, site: Site): Problem | undefined {
  if (processOf(own, (name) => site.inputs[name]?.type) !== undefined) return undefined;
  const sample = own.outputs.find((output) => factsFor(own, site, output).type === "sample");
  if (!sample && own.moves === "stay") return undefined;
  const name = sample?.name ?? "t";
  return problem(
    "no-level",
    {
      en: `${site.id} is to give ${name} at a level t, but no sample or prediction is wired to it.`,
      zh: `${site.id} 要在某一噪声级 t 给出 ${name}，但没有接入样本或预测。`,
    },
    { en: "Wire a sample into it.", zh: "请接入一个样本。" },
    { node: site.id },
  );
}

function factsFor(own: OwnEquation, site: Site, { type }: OwnEquation["outputs"][number]): Facts {
  const names = own.inputs.map(({ name }) => name);
  const kind = (name: string): SocketType | undefined => site.inputs[name]?.type;
  const wanted =
    typeof type === "string" ? type : (type.like.map(kind).find((found) => found !== undefined) ?? "sample");
  const process = wanted === "sample" ? processOf(own, kind) : undefined;
  const pictures = names.filter((name) => kind(name) !== "number");
  const like = process ?? pictures.find((name) => kind(name) !== "mask") ?? pictures[0];
  return like === undefined ? factsOf(wanted, {}) : likeInput(site, like, wanted, names);
}

function stageOf(own: OwnEquation, site: Site): Stage {
  const kind = (name: string): SocketType | undefined => site.inputs[name]?.type;
  const process = processOf(own, kind);
  const tensors: Record<string, { input: string; part: Part }> = {};
  const numbers: Record<string, string> = {};
  for (const { name } of own.inputs) {
    const type = kind(name);
    const part = type && PARTS[type];
    if (part) tensors[name] = { input: name, part };
    if (type === "number") numbers[name] = name;
    if (type === "prediction") for (const one of OF_PREDICTION) tensors[one] = { input: name, part: one };
  }
  return {
    text: own.equation,
    tensors,
    numbers,
    scalars: Object.fromEntries(own.params.map(({ name }) => [name, numberParam(site, name)])),
    ...(process !== undefined && {
      noise: ["noise"],
      level: { input: process, at: own.moves === "up" ? "target" : "arrival" } as const,
    }),
    outputs: Object.fromEntries(
      own.outputs.map((output) => [
        output.name,
        { [PARTS[factsFor(own, site, output).type] ?? "x"]: output.name } as const,
      ]),
    ),
  };
}
