import type { Env } from "../graph/analyse.ts";
import type { GraphFile } from "../graph/format.ts";
import type { WiredNode } from "../graph/wiring.ts";
import type { Registry } from "../node.ts";
import { oneLine } from "../text.ts";
import { analysed } from "./emitting.ts";
import { explain, texOf, type ExplainedLine } from "./explain.ts";
import { inputLines, KEPT_LINES, shownLines, showLines, standInLines } from "./notebook-parts.ts";
import { callLines, literal } from "./python-expression.ts";
import { NOISE_LINES, readerLines, scheduleLines } from "./python-parts.ts";
import { pythonProgram, type PythonBlock, type PythonLoop, type PythonProgram } from "./python-program.ts";
import { assignedBy, freeNames, linesOf, namesIn, type Statement } from "./python-statement.ts";
import type { PythonTable } from "./python-table.ts";

/** A cell of the notebook format 4.5 (nbformat.readthedocs.io). */
interface Cell {
  readonly cell_type: "code" | "markdown";
  readonly id: string;
  readonly metadata: { readonly tags?: readonly string[] };
  readonly source: readonly string[];
}

/**
 * Writes a graph as a Jupyter notebook: the code of `emitPython` in cells, a stage in each, under its title, explanation and
 * equation. What a loop of the graph repeats are functions, which the loop's own cell calls. It runs as it is, on a stand-in for
 * the network and the pictures.
 *
 * @throws UserError when the graph has errors, or a node that cannot be written.
 */
export function emitNotebook(graph: GraphFile, registry: Registry, env: Env, table: PythonTable, name: string): string {
  const program = pythonProgram(graph, analysed(graph, registry, env), table, name);
  const cells = new Notebook(program, explain(graph, registry, env)).cells();
  const metadata = {
    kernelspec: { display_name: "Python 3", language: "python", name: "python3" },
    language_info: { file_extension: ".py", mimetype: "text/x-python", name: "python" },
  };
  const written = cells.map(({ cell_type, source, ...cell }) => ({
    cell_type,
    ...(cell_type === "code" && { execution_count: null, outputs: [] }),
    ...cell,
    source: source.map((line, i) => (i < source.length - 1 ? `${line}\n` : line)),
  }));
  return `${JSON.stringify({ cells: written, metadata, nbformat: 4, nbformat_minor: 5 }, null, 1)}\n`;
}

/** What runs on its own: a step, or the statements that open and close a loop. */
interface Unit {
  readonly statements: readonly Statement[];
}

class Notebook {
  private readonly program: PythonProgram;
  private readonly explained: readonly ExplainedLine[];
  private readonly found: Cell[] = [];
  private readonly ids = new Set<string>();
  /** Names that are given a value inside a loop: functions take and return them. */
  private readonly moving: ReadonlySet<string>;
  private readonly units: readonly Unit[];

  constructor(program: PythonProgram, explained: readonly ExplainedLine[]) {
    this.program = program;
    this.explained = explained;
    this.moving = new Set(program.blocks.filter(isLoop).flatMap((loop) => assignedBy(allOf(loop))));
    this.units = unitsOf(program.blocks);
  }

  cells(): readonly Cell[] {
    const { tables, helpers, card, given, settings, blocks } = this.program;
    const kinds = new Set(given.map(({ kind }) => kind));
    this.markdown("title", this.introduction());
    this.code("imports", this.imports());
    this.markdown("about-settings", ["## Settings", "", "What can be changed without editing the sampler."]);
    const options = settings.map(({ name, value }) => `${name} = ${value}`);
    this.code("settings", [...options, 'device = "cpu"', 'noise_source = "graph"  # or "torch"'], ["parameters"]);
    this.markdown("about-schedule", [
      "## Schedule",
      "",
      "The levels of noise: $\\bar\\alpha_t = \\prod_{s \\le t} (1 - \\beta_s)$, $\\beta$ as the network was trained with, respaced to $T$ levels.",
    ]);
    this.code("schedule-tables", scheduleLines(tables, card));
    this.markdown("about-noise", [
      "## Noise",
      "",
      "A draw depends on the seed, the node and its visit alone, so that the numbers are the graph's own.",
    ]);
    this.code("noise-generator", NOISE_LINES);
    if (helpers.size > 0) this.markdown("about-helpers", ["## What the nodes need"]);
    [...helpers].forEach((helper, i) => this.code(`helper-${i + 1}`, helper.split("\n")));
    this.markdown("about-inputs", [
      "## Network and pictures",
      "",
      "The network and the pictures are stand-ins, so that everything runs: put your own in their place, " +
        '`image = picture("a.png")`. `network(x, timestep)` takes and says `(N, C, H, W)`, or twice as many channels where ' +
        "the variance is learned; pictures are in the network's range, masks `(N, 1, H, W)` with 1 = known.",
    ]);
    this.code(
      "show",
      [showLines, ...readerLines(kinds)].flatMap((lines, i) => (i === 0 ? lines : ["", "", ...lines])),
    );
    for (const one of given) if (one.kind === "network") this.code(one.name, standInLines(one));
    this.code("inputs", inputLines(given));
    this.markdown("about-sampler", ["## Sampler"]);
    if (blocks.some(isLoop)) this.code("kept", KEPT_LINES);
    for (const block of blocks) this.block(block);
    this.result();
    return this.found;
  }

  private introduction(): readonly string[] {
    const { graph, name, leftOut } = this.program;
    const { title, about } = graph.meta ?? {};
    const left = leftOut.length > 0 ? ["", `Left out, since they only look on: ${leftOut.join(", ")}.`] : [];
    return [
      `# ${title?.en ?? name}`,
      "",
      ...(about?.en ?? "").split("\n"),
      "",
      `Written from the graph \`${name}\`. It needs PyTorch and NumPy, and runs from top to bottom; pictures are shown where IPython and Pillow are.`,
      ...left,
    ];
  }

  private imports(): readonly string[] {
    const used = new Set(namesIn([...this.program.helpers].join("\n")));
    const types = ["Callable", "Sequence"].filter((name) => name === "Sequence" || used.has(name));
    return [
      "import math",
      `from typing import ${types.join(", ")}`,
      "",
      "import numpy as np",
      "import torch",
      "from torch import Tensor",
      "",
      "torch.set_grad_enabled(False)",
    ];
  }

  private block(block: PythonBlock): void {
    if (!isLoop(block)) {
      this.stage(block.wired);
      return this.code(block.wired.node.id, linesOf(block.statements, ""));
    }
    for (const step of stepsOf(block)) {
      this.stage(step.wired);
      this.code(step.wired.node.id, this.definition(step));
    }
    this.stage(block.wired);
    this.code(block.wired.node.id, this.loop(block, ""));
  }

  /** Title, explanation and equation of a node. */
  private stage({ node, definition }: WiredNode): void {
    const equations = this.explained
      .filter((line) => line.node === node.id)
      .map((line) => (line.opens === "while" ? `\\text{while } ${texOf(line)}` : texOf(line)))
      .map((tex) => (/\\gets|\\sim/.test(tex) ? tex.replace(/\\gets|\\sim/, "&$&") : `&${tex}`));
    const aligned = ["$$", "\\begin{aligned}", equations.join(" \\\\\n"), "\\end{aligned}", "$$"]
      .join("\n")
      .split("\n");
    this.markdown(`about-${node.id}`, [
      `### ${oneLine(node.title ?? definition.title.en)}`,
      "",
      definition.help.en,
      ...(node.note === undefined ? [] : ["", node.note]),
      ...(definition.source === undefined ? [] : ["", `*${definition.source}*`]),
      ...(equations.length > 0 ? ["", ...aligned] : []),
    ]);
  }

  /** A step that is repeated, as a function of what changes from pass to pass. */
  private definition(step: Step): readonly string[] {
    const { name, takes, gives } = this.signature(step);
    const returned = gives.length > 0 ? [`    return ${gives.join(", ")}`] : [];
    return [...callLines(`def ${name}`, takes, ":", ""), ...linesOf(step.statements, "    "), ...returned];
  }

  private signature({ wired, statements }: Step) {
    const others = this.units.filter((unit) => unit.statements !== statements);
    const read = new Set(others.flatMap((unit) => [...freeNames(unit.statements)]));
    const results = this.program.results.flatMap(({ value }) => namesIn(value));
    const assigned = [...new Set(assignedBy(statements))];
    return {
      name: this.nameOf(wired.node.id),
      takes: [...freeNames(statements)].filter((name) => this.moving.has(name)),
      gives: assigned.filter((name) => read.has(name) || results.includes(name)),
    };
  }

  private readonly functions = new Map<string, string>();

  private nameOf(id: string): string {
    const name = this.functions.get(id) ?? this.program.names.fresh(`${id}_step`);
    this.functions.set(id, name);
    return name;
  }

  private loop({ before, opens, blocks, after, t, x }: PythonLoop, indent: string): readonly string[] {
    const inner = `${indent}    `;
    const body = blocks.flatMap((block) => {
      if (isLoop(block)) return this.loop(block, inner);
      const { name, takes, gives } = this.signature(block);
      const given = gives.length > 0 ? `${gives.join(", ")} = ` : "";
      return callLines(given + name, takes, "", inner);
    });
    const watched = indent === "" ? [`${inner}watch(${t}, ${x})`] : [];
    return [...linesOf(before, indent), `${indent}${opens}:`, ...body, ...after.lines(inner), ...watched];
  }

  private result(): void {
    const { results, blocks } = this.program;
    const pictures = results.map(({ name, value }) => `    ${literal(name)}: ${value},`);
    this.markdown("about-result", ["## Result"]);
    this.code("result", ["result = {", ...pictures, "}", "for made in result.values():", "    show(made)"]);
    if (!blocks.some(isLoop)) return;
    this.markdown("about-way", ["The way there: the last sample at some of the levels, noise on the left."]);
    this.code("way", shownLines);
  }

  private markdown(id: string, source: readonly string[]): void {
    this.found.push({ cell_type: "markdown", id: this.cellId(id), metadata: {}, source });
  }

  private code(id: string, source: readonly string[], tags?: readonly string[]): void {
    this.found.push({ cell_type: "code", id: this.cellId(id), metadata: tags ? { tags } : {}, source });
  }

  /** At most 64 letters, digits, - and _, each once. */
  private cellId(name: string): string {
    const plain = name.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 60);
    let free = plain;
    for (let i = 2; this.ids.has(free); i++) free = `${plain}-${i}`;
    this.ids.add(free);
    return free;
  }
}

type Step = Exclude<PythonBlock, PythonLoop>;
const isLoop = (block: PythonBlock): block is PythonLoop => "blocks" in block;

/** The steps of a loop and of the loops in it. */
const stepsOf = ({ blocks }: PythonLoop): readonly Step[] =>
  blocks.flatMap((block) => (isLoop(block) ? stepsOf(block) : [block]));

const unitsOf = (blocks: readonly PythonBlock[]): readonly Unit[] =>
  blocks.flatMap((block) =>
    isLoop(block)
      ? [{ statements: block.before }, ...unitsOf(block.blocks), { statements: [block.after] }]
      : [{ statements: block.statements }],
  );

const allOf = (loop: PythonLoop): readonly Statement[] => unitsOf([loop]).flatMap(({ statements }) => statements);
