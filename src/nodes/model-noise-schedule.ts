import { betasOf } from "../runtime/diffusion/betas.ts";
import { RespacingError, space_timesteps } from "../runtime/diffusion/respacing.ts";
import { diffusionSchedule, type DiffusionSchedule } from "../runtime/diffusion/schedule.ts";
import type { ModelCard } from "../runtime/model/card.ts";
import type { NodeDefinition, Site } from "../runtime/node.ts";
import { problem, UserError, type Problem } from "../runtime/problem.ts";
import { checkKind } from "./common/checks.ts";
import { UNITS } from "./common/params.ts";
import { factsOf, numberParam, textParam } from "./common/facts.ts";
import { modelIn, TITLES } from "./common/sockets.ts";

/** Respaces the model's training process to the T steps that sampling takes. */
export const modelNoiseSchedule: NodeDefinition = {
  type: "model/noise-schedule",
  v: 1,
  category: "model",
  title: { en: "Noise schedule", zh: "噪声调度" },
  help: {
    en: "Decides in how many steps noise becomes a picture. Fewer steps are faster, more are finer.",
    zh: "决定从噪声到图像分多少步。步数少则快，步数多则细。",
  },
  source: "Ho et al. 2020 Eq. 2; Nichol & Dhariwal 2021 Eq. 19",
  inputs: [modelIn],
  outputs: [{ name: "schedule", title: TITLES.schedule, type: "schedule" }],
  params: [
    {
      name: "T",
      kind: "number",
      title: { en: "Steps T", zh: "步数 T" },
      help: {
        en: "Steps from pure noise (t = T) to the clean picture (t = 0), spread evenly over those of training. The paper takes 250.",
        zh: "从纯噪声（t = T）到干净图像（t = 0）的步数，均匀取自训练的步。论文取 250。",
      },
      unit: UNITS.steps,
      default: 50,
      min: 1,
      max: 4000,
      step: 1,
      integer: true,
    },
    {
      name: "respacing",
      kind: "text",
      title: { en: "Respacing", zh: "重新取步" },
      help: {
        en: 'Steps per section of training, the least noisy first ("10,15,20"), or a whole stride ("ddim50"). Where it is given, T is not used.',
        zh: "训练各段各取多少步，噪声最小的一段在前（“10,15,20”）；或取整步长（“ddim50”）。填写后不再使用 T。",
      },
      advanced: true,
      default: "",
      maxLength: 200,
    },
  ],
  facts: (site) => {
    const card = cardOf(site);
    const schedule = card && attempt(() => scheduleOf(card, site)).value;
    const T = schedule?.T ?? stepsOf(site);
    return { schedule: factsOf("schedule", { T, schedule, card }) };
  },
  check: (site) => {
    const card = cardOf(site);
    const wrong = checkKind(site, "model", "denoiser");
    if (wrong.length > 0) return wrong;
    const { error } = attempt(() => (card ? scheduleOf(card, site).T : checkRespacing(site)));
    return error ? [badRespacing(site, error)] : [];
  },
  run: ({ inputs, site }) => {
    const { model } = inputs;
    if (model?.type !== "model") throw new Error("model/noise-schedule runs without a model");
    const { value, error } = attempt(() => scheduleOf(model.network.card, site));
    if (error || !value) throw new UserError(badRespacing(site, error ?? new RangeError("no schedule")));
    return { schedule: { type: "schedule", schedule: value } };
  },
};

const cardOf = (site: Site): ModelCard | undefined => site.inputs["model"]?.card;

const respacingOf = (site: Site): string => textParam(site, "respacing").trim() || String(numberParam(site, "T"));

const schedules = new WeakMap<ModelCard, Map<string, DiffusionSchedule>>();

/** The schedule of a card and a respacing; made once, since every edit of a graph asks for it again. */
function scheduleOf(card: ModelCard, site: Site): DiffusionSchedule {
  const respacing = respacingOf(site);
  const known = schedules.get(card) ?? new Map<string, DiffusionSchedule>();
  schedules.set(card, known);
  const found = known.get(respacing);
  if (found) return found;
  const N = card.num_train_timesteps;
  const made = diffusionSchedule(betasOf(card.beta_schedule, N), space_timesteps(N, respacing));
  if (known.size >= 16) known.clear();
  known.set(respacing, made);
  return made;
}

/** The number of steps that a respacing asks for, as far as it says so without a model. */
function stepsOf(site: Site): number {
  const text = textParam(site, "respacing").trim();
  const counts = text.replace(/^ddim/, "").split(",").map(Number);
  const sum = counts.reduce((total, count) => total + count, 0);
  return text !== "" && Number.isSafeInteger(sum) && sum >= 1 ? sum : numberParam(site, "T");
}

/** Reads a respacing against a training so long that only its form can be wrong. */
const checkRespacing = (site: Site): number => {
  const text = textParam(site, "respacing").trim();
  const steps = Number(text.slice(4));
  const N = text.startsWith("ddim") && Number.isSafeInteger(steps) && steps > 0 ? steps : 1_000_000;
  return space_timesteps(N, text || "1").length;
};

function attempt<T>(work: () => T): { readonly value?: T; readonly error?: RangeError } {
  try {
    return { value: work() };
  } catch (error) {
    if (error instanceof RangeError) return { error };
    throw error;
  }
}

function badRespacing(site: Site, error: RangeError): Problem {
  const N = cardOf(site)?.num_train_timesteps;
  const param = textParam(site, "respacing").trim() ? "respacing" : "T";
  const asked = `${site.id}.${param} = ${respacingOf(site)}`;
  const [fault, legal] = error instanceof RespacingError ? [error.fault, error.legal] : ["too-many" as const, []];
  const of =
    N === undefined ? { en: "", zh: "" } : { en: ` the ${N} steps of the model`, zh: `（模型训练共 ${N} 步）` };
  const zh = {
    unreadable: "应为一个步数、逗号分隔的各段步数，或“ddim”加步数",
    "too-many": "其中一段的步数多于训练所有",
    "no-stride": "没有整步长恰好保留这么多步",
  }[fault];
  return problem(
    "respacing",
    {
      en: `${asked} does not fit${of.en}: ${error.message}.`,
      zh: `${asked} 不适用${of.zh}：${zh}。`,
    },
    legal.length === 0
      ? { en: "Choose fewer steps.", zh: "请减少步数。" }
      : { en: `Write ${legal.join(" or ")}.`, zh: `可写 ${legal.join(" 或 ")}。` },
    { node: site.id, param },
  );
}
