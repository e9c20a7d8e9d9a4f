import type { Registry } from "../runtime/node.ts";
import { cardCommand } from "./commands/card.ts";
import { checkCommand } from "./commands/check.ts";
import { fillCommand } from "./commands/fill.ts";
import { exactnessCommand } from "./commands/exactness.ts";
import { diffCommand } from "./commands/diff.ts";
import { explainCommand } from "./commands/explain.ts";
import { exportCommand } from "./commands/export.ts";
import { importCommand } from "./commands/import.ts";
import { modelsCommand } from "./commands/models.ts";
import { pageCommand } from "./commands/page.ts";
import { parityCommand } from "./commands/parity.ts";
import { runCommand } from "./commands/run.ts";
import { traceCommand } from "./commands/trace.ts";
import { commandHelp, generalHelp, paramsHelp } from "./help.ts";
import { consoleOf, exit, type Console, type Io } from "./io.ts";
import { isCommand, manners, parseArguments, type Arguments, type CommandName } from "./options.ts";
import { packageVersion } from "./package.ts";
import { reportFailure, usageError } from "./report.ts";

/**
 * The command line: `repaint COMMAND …`.
 *
 * @param argv what came after the program's name.
 * @returns the exit code: 0 done, 1 a user's mistake, 2 a bug, 130 cancelled.
 */
export async function main(argv: readonly string[], io: Io, registry: Registry): Promise<number> {
  const console = consoleOf(io, manners(argv));
  try {
    const [command, ...rest] = argv;
    if (isCommand(command)) return await runNamed(command, rest, registry, console);
    return await general(command, rest, registry, console);
  } catch (error) {
    return reportFailure(error, console);
  }
}

async function runNamed(name: CommandName, rest: readonly string[], registry: Registry, io: Console): Promise<number> {
  const args = parseArguments(name, rest);
  if (args.help) {
    io.out(commandHelp(name, io.language));
    return exit.ok;
  }
  switch (name) {
    case "run":
      return await runCommand({ ...args, graph: graphOf(name, args), out: args.out ?? "result" }, registry, io);
    case "fill": {
      const [image, mask, ...others] = args.positionals;
      if (image === undefined || others.length > 0)
        throw usageError("repaint fill: PHOTO and MASK are expected.", "repaint fill：需要 PHOTO 和 MASK。", name);
      const pictures = { image, ...(mask !== undefined && { mask }) };
      return await fillCommand({ ...args, ...pictures, out: args.out ?? "result" }, registry, io);
    }
    case "trace":
      return await traceCommand({ ...args, graph: graphOf(name, args) }, registry, io);
    case "check":
      return await checkCommand({ ...args, graph: graphOf(name, args) }, registry, io);
    case "exactness":
      return await exactnessCommand({ ...args, graph: graphOf(name, args) }, registry, io);
    case "diff":
      return await diffCommand({ ...args, graphs: args.positionals }, registry, io);
    case "explain":
      return await explainCommand({ ...args, graph: graphOf(name, args) }, registry, io);
    case "export":
      return await exportCommand({ ...args, graph: graphOf(name, args) }, registry, io);
    case "import":
      return await importCommand(
        { file: graphOf(name, args), ...(args.out !== undefined && { out: args.out }) },
        registry,
        io,
      );
    case "card": {
      const [network, ...others] = args.positionals;
      if (network === undefined || others.length > 0)
        throw usageError("repaint card: one NETWORK.onnx is expected.", "repaint card：需要一个 NETWORK.onnx。", name);
      return await cardCommand(network, io);
    }
    case "models":
      return await modelsCommand({ words: args.positionals, yes: args.yes }, io);
    case "parity":
      if (args.positionals.length === 0)
        throw usageError("repaint parity: DIR is missing.", "repaint parity：缺少 DIR。", name);
      return await parityCommand({ folders: args.positionals, tolerance: args.tolerance }, registry, io);
    case "sweep": {
      const { sweepCommand } = await import("./commands/sweep.ts");
      return await sweepCommand({ ...args, graph: graphOf(name, args), out: args.out ?? "result" }, registry, io);
    }
    case "batch": {
      const [study, ...others] = args.positionals;
      if (study === undefined || others.length > 0)
        throw usageError("repaint batch: one STUDY.json is expected.", "repaint batch：需要一个 STUDY.json。", name);
      // Its pool of threads is loaded when it is asked for.
      const { batchCommand } = await import("./commands/batch.ts");
      return await batchCommand({ ...args, study, out: args.out ?? "result" }, registry, io);
    }
    case "power": {
      const [folder, ...rest] = args.positionals;
      if (folder === undefined || rest.length > 0)
        throw usageError("repaint power: one FOLDER is expected.", "repaint power：需要一个 FOLDER。", name);
      const { powerCommand } = await import("./commands/power.ts");
      return await powerCommand({ ...args, folder }, io);
    }
    case "report": {
      const [folder, ...others] = args.positionals;
      if (folder === undefined || others.length > 0)
        throw usageError("repaint report: one FOLDER is expected.", "repaint report：需要一个 FOLDER。", name);
      const { reportCommand } = await import("./commands/report.ts");
      return await reportCommand({ ...args, folder }, io);
    }
    case "user-study": {
      const [folder, ...others] = args.positionals;
      if (folder === undefined || others.length > 0)
        throw usageError("repaint user-study: one FOLDER is expected.", "repaint user-study：需要一个 FOLDER。", name);
      const { userStudyCommand } = await import("./commands/user-study.ts");
      return await userStudyCommand({ ...args, folder, out: args.out ?? "user-study" }, io);
    }
    case "votes": {
      const [key, ...files] = args.positionals;
      if (key === undefined || files.length === 0)
        throw usageError(
          "repaint votes: KEY.json and FILES are expected.",
          "repaint votes：需要 KEY.json 和答案文件。",
          name,
        );
      const { votesCommand } = await import("./commands/votes.ts");
      return await votesCommand({ key, files }, io);
    }
    case "worker": {
      const { queue, positionals } = args;
      if (queue === undefined || positionals.length > 0)
        throw usageError(
          "repaint worker: --queue redis://… is expected.",
          "repaint worker：需要 --queue redis://…。",
          name,
        );
      const { workerCommand } = await import("./commands/worker.ts");
      return await workerCommand({ ...args, queue }, io);
    }
    case "page": {
      const [folder, ...others] = args.positionals;
      if (folder === undefined || others.length > 0)
        throw usageError("repaint page: one DIR is expected.", "repaint page：需要一个 DIR。", name);
      return await pageCommand({ folder }, io);
    }
  }
}

function graphOf(name: CommandName, { positionals }: Arguments): string {
  const [graph, ...others] = positionals;
  if (graph === undefined)
    throw usageError(`repaint ${name}: GRAPH is missing.`, `repaint ${name}：缺少 GRAPH。`, name);
  if (others.length === 0) return graph;
  const extra = others.join(" ");
  throw usageError(
    `repaint ${name}: one GRAPH is expected, came also ${extra}.`,
    `repaint ${name}：只需一个 GRAPH，另有 ${extra}。`,
    name,
  );
}

async function general(
  word: string | undefined,
  rest: readonly string[],
  registry: Registry,
  io: Console,
): Promise<number> {
  if (word === "--version") io.out(`${await packageVersion()}\n`);
  else if (word === undefined || word === "--help" || word === "-h" || word === "help") {
    const [topic] = rest;
    if (topic === "params") io.out(paramsHelp(registry, io.language));
    else io.out(isCommand(topic) ? commandHelp(topic, io.language) : await generalHelp(io.language));
    return word === undefined ? exit.userError : exit.ok;
  } else throw usageError(`There is no command "${word}".`, `没有命令“${word}”。`);
  return exit.ok;
}
