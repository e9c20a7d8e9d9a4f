import { parseArgs, type ParseArgsConfig } from "node:util";
import type { Axis } from "../runtime/laboratory/sweep.ts";
import { usageError } from "./report.ts";
import { devices, type Device } from "./runners.ts";

/** Options of all commands; each command says which it takes. */
const all = {
  image: { type: "string" },
  mask: { type: "string" },
  model: { type: "string" },
  "paste-back": { type: "boolean" },
  set: { type: "string", multiple: true },
  over: { type: "string", multiple: true },
  seeds: { type: "string" },
  nodes: { type: "string" },
  device: { type: "string" },
  threads: { type: "string" },
  seed: { type: "string" },
  out: { type: "string" },
  film: { type: "string" },
  "film-every": { type: "string" },
  tolerance: { type: "string" },
  to: { type: "string" },
  data: { type: "string" },
  known: { type: "string" },
  r: { type: "string" },
  vary: { type: "string" },
  particles: { type: "string" },
  answers: { type: "string" },
  yes: { type: "boolean" },
  run: { type: "boolean" },
  dry: { type: "boolean" },
  workers: { type: "string" },
  queue: { type: "string" },
  takeover: { type: "string" },
  editor: { type: "string" },
  against: { type: "string" },
  effect: { type: "string", multiple: true },
  pictures: { type: "string" },
  serve: { type: "boolean" },
  port: { type: "string" },
  map: { type: "string", multiple: true },
  plan: { type: "boolean" },
  json: { type: "boolean" },
  quiet: { type: "boolean" },
  lang: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const satisfies ParseArgsConfig["options"];

export type OptionName = keyof typeof all;

const everywhere = ["json", "quiet", "lang", "help"] as const satisfies readonly OptionName[];
const changes = [
  "image",
  "mask",
  "model",
  "paste-back",
  "set",
  "seed",
  "nodes",
] as const satisfies readonly OptionName[];

/** What each command takes besides `--json --quiet --lang --help`. */
export const commands = {
  run: [...changes, "device", "threads", "out", "film", "film-every"],
  fill: ["model", "set", "seed", "device", "threads", "out", "answers"],
  trace: [...changes, "plan"],
  check: [...changes, "device"],
  card: [],
  models: ["yes"],
  parity: ["tolerance"],
  import: ["out"],
  explain: [...changes, "to"],
  diff: ["run", "set", "seed", "device", "threads", "out"],
  export: [...changes, "to", "out"],
  exactness: ["set", "seed", "data", "known", "r", "vary", "model", "particles", "threads"],
  page: [],
  batch: ["out", "model", "device", "threads", "workers", "dry", "queue"],
  sweep: ["over", "set", "image", "model", "seeds", "out", "device", "threads", "workers", "dry"],
  report: ["out", "editor"],
  power: ["effect"],
  "user-study": ["out", "against", "pictures", "serve", "port"],
  votes: [],
  worker: ["queue", "workers", "takeover", "map"],
} as const satisfies Readonly<Record<string, readonly OptionName[]>>;

export type CommandName = keyof typeof commands;

export function isCommand(name: string | undefined): name is CommandName {
  return name !== undefined && Object.keys(commands).includes(name);
}

/** What came after the command's name, checked. */
export interface Arguments {
  readonly positionals: readonly string[];
  readonly image?: string;
  readonly mask?: string;
  readonly model?: string;
  readonly pasteBack?: boolean;
  readonly set: readonly string[];
  readonly over: readonly string[];
  readonly seeds: number;
  readonly nodes?: string;
  readonly device: Device;
  readonly threads?: number;
  readonly seed?: number;
  readonly out?: string;
  readonly film?: string;
  readonly filmEvery?: number;
  readonly tolerance: number;
  readonly to?: string;
  readonly data?: string;
  readonly known: number;
  readonly r?: readonly number[];
  readonly vary?: Axis;
  readonly particles: number;
  readonly answers: number;
  readonly plan: boolean;
  readonly yes: boolean;
  readonly run: boolean;
  readonly dry: boolean;
  readonly workers?: number;
  readonly queue?: string;
  readonly takeover: number;
  readonly editor: string;
  readonly against?: string;
  readonly effects: readonly string[];
  readonly pictures: number;
  readonly serve: boolean;
  readonly port: number;
  readonly map: readonly string[];
  readonly json: boolean;
  readonly quiet: boolean;
  readonly lang?: string;
  readonly help: boolean;
}

/** @throws UserError `usage` naming what is wrong. */
export function parseArguments(command: CommandName, argv: readonly string[]): Arguments {
  const names: readonly OptionName[] = [...commands[command], ...everywhere];
  const options = Object.fromEntries(names.map((name) => [name, all[name]]));
  const { values, positionals } = parsed(command, argv, options);
  const { image, mask, model, out, film, lang, data, to } = values;
  const r = values.r?.split(",").map((one) => whole(command, "r", one.trim(), 1, 1000) ?? 1);
  const threads = whole(command, "threads", values.threads, 1, 256);
  const workers = whole(command, "workers", values.workers, 1, 256);
  const filmEvery = whole(command, "film-every", values["film-every"], 1, 1_000_000);
  const seed = whole(command, "seed", values.seed, 0, Number.MAX_SAFE_INTEGER);
  return {
    positionals,
    set: values.set ?? [],
    over: values.over ?? [],
    seeds: whole(command, "seeds", values.seeds, 1, 1000) ?? 1,
    map: values.map ?? [],
    effects: values.effect ?? [],
    pictures: whole(command, "pictures", values.pictures, 1, 10_000) ?? 20,
    serve: values.serve === true,
    port: whole(command, "port", values.port, 0, 65_535) ?? 8090,
    ...(values.against !== undefined && { against: values.against }),
    editor: values.editor ?? "http://localhost:8080/",
    takeover: whole(command, "takeover", values.takeover, 1, 3600) ?? 30,
    device: deviceOf(command, values.device),
    tolerance: toleranceOf(command, values.tolerance),
    known: knownOf(command, values.known),
    particles: whole(command, "particles", values.particles, 100, 16384) ?? 4096,
    answers: whole(command, "answers", values.answers, 1, 64) ?? 1,
    plan: values.plan === true,
    yes: values.yes === true,
    run: values.run === true,
    dry: values.dry === true,
    json: values.json === true,
    quiet: values.quiet === true,
    help: values.help === true,
    ...(image !== undefined && { image }),
    ...(mask !== undefined && { mask }),
    ...(model !== undefined && { model }),
    ...(values.nodes !== undefined && { nodes: values.nodes }),
    ...(values["paste-back"] !== undefined && { pasteBack: values["paste-back"] }),
    ...(out !== undefined && { out }),
    ...(film !== undefined && { film }),
    ...(filmEvery !== undefined && { filmEvery }),
    ...(data !== undefined && { data }),
    ...(to !== undefined && { to }),
    ...(r !== undefined && { r }),
    ...(values.vary !== undefined && { vary: axisOf(command, values.vary) }),
    ...(lang !== undefined && { lang }),
    ...(threads !== undefined && { threads }),
    ...(seed !== undefined && { seed }),
    ...(workers !== undefined && { workers }),
    ...(values.queue !== undefined && { queue: values.queue }),
  };
}

type Values = ReturnType<typeof parseArgs<{ options: typeof all; allowPositionals: true }>>["values"];

function parsed(command: CommandName, argv: readonly string[], options: ParseArgsConfig["options"]) {
  try {
    const { values, positionals } = parseArgs({
      args: withNegatives(argv),
      options: options ?? {},
      allowPositionals: true,
      allowNegative: true,
    });
    return { values: values as Values, positionals };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(/\.\s/)[0] ?? error.message) : String(error);
    throw usageError(`repaint ${command}: ${reason}.`, `repaint ${command}：${reason}。`, command);
  }
}

/** `--known -0.5` is one option with its value; Node's parser takes a word that begins with a dash for another option. */
function withNegatives(argv: readonly string[]): string[] {
  const args: string[] = [];
  for (const word of argv) {
    const before = args.at(-1);
    if (/^-\.?\d/.test(word) && before?.startsWith("--") && !before.includes("=")) args[args.length - 1] += `=${word}`;
    else args.push(word);
  }
  return args;
}

/** What can be read of `--json`, `--quiet` and `--lang` before anything is checked: errors are to keep to them too. */
export function manners(argv: readonly string[]): { json: boolean; quiet: boolean; lang?: string } {
  const at = argv.indexOf("--lang");
  const lang =
    argv.find((arg) => arg.startsWith("--lang="))?.slice("--lang=".length) ?? (at >= 0 ? argv[at + 1] : undefined);
  return { json: argv.includes("--json"), quiet: argv.includes("--quiet"), ...(lang !== undefined && { lang }) };
}

function whole(
  command: CommandName,
  name: string,
  text: string | undefined,
  min: number,
  max: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw usageError(
    `--${name} ${text}: expected a whole number from ${min} to ${max}.`,
    `--${name} ${text}：应为 ${min} 到 ${max} 的整数。`,
    command,
  );
}

function deviceOf(command: CommandName, text: string | undefined): Device {
  const device = devices.find((known) => known === (text ?? "auto"));
  if (device !== undefined) return device;
  const names = devices.join(", ");
  throw usageError(`--device ${text}: expected one of ${names}.`, `--device ${text}：应为 ${names} 之一。`, command);
}

function toleranceOf(command: CommandName, text: string | undefined): number {
  const value = text === undefined ? 1e-5 : Number(text);
  if (value >= 0 && text?.trim() !== "") return value;
  throw usageError(`--tolerance ${text}: expected a number ≥ 0.`, `--tolerance ${text}：应为不小于 0 的数。`, command);
}

function knownOf(command: CommandName, text: string | undefined): number {
  const value = text === undefined ? 0.3 : Number(text);
  if (value >= -1 && value <= 1 && text?.trim() !== "") return value;
  throw usageError(
    `--known ${text}: expected the left pixel, a number from -1 to 1.`,
    `--known ${text}：应为左侧像素的值，−1 到 1。`,
    command,
  );
}

/** `NODE.PARAM=VALUE,VALUE,…`, as in `jump.jump_length=1,5,10`. */
function axisOf(command: CommandName, text: string): Axis {
  const [, node, param, list = ""] = /^(?:([\w-]+)\.)?(\w+)=(.+)$/.exec(text) ?? [];
  const values = list.split(",").map((one) => (one.trim() === "" ? NaN : Number(one)));
  if (param !== undefined && values.every(Number.isFinite))
    return { ...(node !== undefined && { node }), param, values };
  throw usageError(
    `--vary ${text}: expected a param and its values, as in jump.jump_length=1,5,10.`,
    `--vary ${text}：应为参数及其各个取值，如 jump.jump_length=1,5,10。`,
    command,
  );
}
