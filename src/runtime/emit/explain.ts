import type { Analysis, Env } from "../graph/analyse.ts";
import type { GraphFile } from "../graph/format.ts";
import type { Item } from "../graph/order.ts";
import type { WiredNode } from "../graph/wiring.ts";
import type { Part, Registry, SocketType } from "../node.ts";
import type { Language } from "../text.ts";
import { analysed, levelInput, outputsOf, stepOf } from "./emitting.ts";
import { ownName, symbolOf, term, termOf, type Term } from "./explain-terms.ts";

/** One line of the algorithm; it belongs to a node, so that an editor can light it while that node is at work. */
export interface ExplainedLine {
  readonly node: string;
  readonly depth: number;
  readonly text: Term;
  /** A line that opens a block which `end` closes. */
  readonly opens?: "while" | "repeat" | "for";
}

/**
 * A graph as numbered pseudocode, made from the order and the equations that run: nothing is written by hand.
 *
 * @param language that of the nodes' titles; the words of the algorithm itself are those of English papers.
 * @throws UserError when the graph has errors.
 */
export function explain(
  graph: GraphFile,
  registry: Registry,
  env: Env,
  language: Language = "en",
): readonly ExplainedLine[] {
  return new Explained(analysed(graph, registry, env), language).lines();
}

interface Named {
  readonly parts: Readonly<Partial<Record<Part, Term>>>;
  /** Its level, and one lower, as they are written. */
  readonly level: string;
}

const AT_T: Named = { parts: {}, level: "t" };

class Explained {
  private readonly analysis: Analysis;
  private readonly found: ExplainedLine[] = [];
  private readonly named = new Map<string, Named>();

  private readonly language: Language;

  constructor(analysis: Analysis, language: Language) {
    this.analysis = analysis;
    this.language = language;
  }

  lines(): readonly ExplainedLine[] {
    this.block(this.analysis.items, 0);
    return this.found;
  }

  private block(items: readonly Item[], depth: number): void {
    for (const item of items) {
      const wired = this.analysis.wiring.nodes.get(item.id);
      if (!wired || wired.definition.category === "view") continue;
      if (item.kind === "loop") this.loop(item, wired, depth);
      else if (wired.definition.stage) this.stage(wired, depth);
      else this.operation(wired, depth);
    }
  }

  private loop(item: Item & { kind: "loop" }, wired: WiredNode, depth: number): void {
    const { node, definition } = wired;
    const params = this.analysis.sites.get(node.id)?.params ?? {};
    const [init = "", back = ""] = definition.inputs.map(({ name }) => name);
    const counted = definition.loop && "times" in definition.loop ? definition.loop.times : undefined;
    const start = this.of(wired, init);
    const level = counted === undefined ? "t" : start.level;
    const x = term(counted === undefined ? "x" : "x′", counted === undefined ? "x" : "x'");
    const held: Named = { parts: { x }, level };
    for (const output of definition.outputs) this.named.set(`${node.id}.${output.name}`, held);
    const from = (start.parts.x ?? term("x_T", "x_T")).plain;
    const fromTex = (start.parts.x ?? term("x_T", "x_T")).tex;
    const begins = counted === undefined ? [`, t ← ${start.level}`, `,\\ t \\gets ${start.level}`] : ["", ""];
    this.add(node.id, depth, term(`${x.plain} ← ${from}${begins[0]}`, `${x.tex} \\gets ${fromTex}${begins[1]}`));
    const stop = String(params[definition.loop && "stop" in definition.loop ? definition.loop.stop : ""] ?? 0);
    if (counted === undefined) this.add(node.id, depth, term(`while t > ${stop} do`, `t > ${stop}`), "while");
    else
      this.add(node.id, depth, term(`repeat ${params[counted]} times`, `${params[counted]} \\text{ times}`), "repeat");
    this.block(item.body, depth + 1);
    const home = this.of(wired, back);
    const [end, endTex] = [home.parts.x?.plain ?? "x", home.parts.x?.tex ?? "x"];
    const moves =
      counted === undefined && home.level !== "t" ? [`, t ← ${home.level}`, `,\\ t \\gets ${home.level}`] : ["", ""];
    this.add(node.id, depth + 1, term(`${x.plain} ← ${end}${moves[0]}`, `${x.tex} \\gets ${endTex}${moves[1]}`));
  }

  private operation(wired: WiredNode, depth: number): void {
    const { node, definition } = wired;
    const title = node.title ?? definition.title[this.language];
    const args = [...wired.inputs.values()].map((wire) => this.wordOf(`${wire.from}.${wire.output.name}`));
    const inputs = term(args.map(({ plain }) => plain).join(", "), args.map(({ tex }) => tex).join(", "));
    const [first, ...others] = definition.outputs;
    const called = term(`${title}(${inputs.plain})`, `\\text{${escaped(title)}}(${inputs.tex})`);
    if (!first || definition.category === "output") {
      this.add(node.id, depth, term(`return ${inputs.plain}`, `\\text{return } ${inputs.tex}`));
      return;
    }
    const at = this.levelOf(wired);
    if (this.analysis.facts.get(`${node.id}.${first.name}`)?.type === "prediction")
      return this.prediction(wired, first.name, called, depth);
    const name = this.nameFor(wired, first.name);
    const starts = definition.level && "at" in definition.level;
    const level = starts ? "T" : at.level;
    this.named.set(`${node.id}.${first.name}`, { parts: { x: name, image: name, mask: name, number: name }, level });
    for (const { name: output } of others) {
      const other = ownName(`${node.id}-${output}`);
      this.named.set(`${node.id}.${output}`, { parts: { x: other, image: other, number: other }, level });
    }
    this.add(node.id, depth, term(`${name.plain} ← ${called.plain}`, `${name.tex} \\gets ${called.tex}`));
  }

  /** An operation that gives a prediction: each of its parts, of the sample that came beside it. */
  private prediction({ node, inputs }: WiredNode, output: string, called: Term, depth: number): void {
    const parts: Partial<Record<Part, Term>> = {};
    for (const part of ["eps", "pred_xstart", "log_variance"] as const) {
      const { plain, tex } = symbolOf(part, "t", "") ?? term(part, part);
      parts[part] = term(`${plain}^${node.id}`, `{${tex}}^{\\mathrm{${escaped(node.id)}}}`);
    }
    const names = Object.values(parts);
    const [left, leftTex] = [names.map(({ plain }) => plain).join(", "), names.map(({ tex }) => tex).join(", ")];
    this.add(node.id, depth, term(`${left} ← ${called.plain}`, `${leftTex} \\gets ${called.tex}`));
    const sourceOf = (type: SocketType): Named => {
      const wire = [...inputs.values()].find(
        ({ from, output: { name } }) => this.analysis.facts.get(`${from}.${name}`)?.type === type,
      );
      return (wire && this.named.get(`${wire.from}.${wire.output.name}`)) ?? AT_T;
    };
    const [sample, { level }] = [sourceOf("sample").parts.x, sourceOf("prediction")];
    this.named.set(`${node.id}.${output}`, { parts: { ...parts, ...(sample && { x_t: sample }) }, level });
  }

  private stage(wired: WiredNode, depth: number): void {
    const { node, definition } = wired;
    const checked = this.analysis.stages.get(node.id);
    const site = this.analysis.sites.get(node.id);
    if (!checked || !site) return;
    const { stage, equation } = checked;
    const at = this.levelOf(wired);
    const step = stepOf(wired, site.params);
    const to = shifted(at.level, step ?? 0);
    let inner = depth;
    let level = stage.level?.at === "target" ? to : at.level;
    if (step === undefined) {
      const params = definition.params.filter(({ advanced }) => !advanced);
      const shown = params.filter((param) => !("unlimited" in param) || site.params[param.name] !== param.unlimited);
      const settings = shown.map(({ name }) => `${name} = ${String(site.params[name])}`).join(", ");
      const word = node.title ?? definition.title[this.language];
      this.add(
        node.id,
        depth,
        term(
          `for each level s of ${word}(${to}; ${settings}) do`,
          `\\text{each level } s \\text{ of ${escaped(word)}}(${to})`,
        ),
        "for",
      );
      inner = depth + 1;
      level = "s";
    }
    const locals = new Map<string, Term>();
    for (const [name, { input, part }] of Object.entries(stage.tensors))
      locals.set(name, this.part(wired, input, part));
    const shown = stage.network?.cotangent;
    if (stage.network && shown === undefined) {
      const x = this.part(wired, stage.network.x, "x").plain;
      const xTex = this.part(wired, stage.network.x, "x").tex;
      const learned = equation.reads.tensors.includes("v");
      const target = learned ? term("ε̂, v", "\\hat\\epsilon, v") : term("out", "\\mathrm{out}");
      locals.set(stage.network.out ?? "out", learned ? term("ε̂", "\\hat\\epsilon") : term("out", "\\mathrm{out}"));
      this.add(
        node.id,
        inner,
        term(`${target.plain} ← f_θ(${x}, ${at.level})`, `${target.tex} \\gets f_\\theta(${xTex}, ${at.level})`),
      );
    }
    const drawn = (stage.noise ?? []).filter((name) => equation.reads.tensors.includes(name));
    for (const name of drawn) {
      const z = term("z", "z");
      locals.set(name, z);
      this.add(node.id, inner, term("z ~ N(0, I)", "z \\sim \\mathcal{N}(0, I)"));
    }
    const outputs = new Map<string, Term>();
    for (const [output, parts] of Object.entries(stage.outputs))
      for (const [part, local] of Object.entries(parts))
        if (typeof local === "string")
          outputs.set(
            local,
            symbolOf(local, level, shifted(level, -1)) && part !== "x"
              ? (symbolOf(local, level, "") ?? term(local, local))
              : this.nameFor(wired, output),
          );
    for (const { name, value } of equation.ast.assignments) {
      if (!equation.assigned.has(name)) continue;
      const right = termOf(value, (read) => locals.get(read) ?? this.scalar(wired, read, level));
      const left = outputs.get(name) ?? symbolOf(name, level, "") ?? ownName(name);
      locals.set(name, left);
      if (left.plain !== right.plain)
        this.add(node.id, inner, term(`${left.plain} ← ${right.plain}`, `${left.tex} \\gets ${right.tex}`));
      if (name === shown && stage.network) {
        const x = this.part(wired, stage.network.x, "x_t");
        const out = ownName(stage.network.out ?? "out");
        locals.set(stage.network.out ?? "out", out);
        const plain = `${out.plain} ← (∂f_θ(${x.plain}, ${at.level})/∂${x.plain})ᵀ ${left.plain}`;
        const tex = `${out.tex} \\gets \\left(\\partial f_\\theta(${x.tex}, ${at.level}) / \\partial ${x.tex}\\right)^\\top ${left.tex}`;
        this.add(node.id, inner, term(plain, tex));
      }
    }
    const reached = step === undefined ? "t′" : to;
    const assigned = (name: string): Term => locals.get(name) ?? term(name, name);
    for (const [output, parts] of outputsOf(stage, assigned, (input, part) => this.part(wired, input, part)))
      this.named.set(`${node.id}.${output}`, { parts, level: reached });
  }

  private scalar(wired: WiredNode, name: string, level: string): Term {
    const { stage } = this.analysis.stages.get(wired.node.id) ?? {};
    const own = stage?.scalars?.[name];
    const input = stage?.numbers?.[name];
    if (input !== undefined) return this.part(wired, input, "number");
    if (wired.inputs.has(name)) return this.part(wired, name, "number");
    if (typeof own === "number") return term(String(own), String(own));
    return symbolOf(name, level, shifted(level, -1)) ?? ownName(name);
  }

  private levelOf(wired: WiredNode): Named {
    const input = levelInput(wired, this.analysis);
    return input === undefined ? AT_T : this.of(wired, input);
  }

  private of(wired: WiredNode, input: string): Named {
    const wire = wired.inputs.get(input);
    return (wire && this.named.get(`${wire.from}.${wire.output.name}`)) ?? AT_T;
  }

  private part(wired: WiredNode, input: string, part: Part): Term {
    const { parts } = this.of(wired, input);
    return parts[part] ?? parts.x ?? parts.x_t ?? ownName(input);
  }

  private wordOf(key: string): Term {
    const { parts } = this.named.get(key) ?? AT_T;
    return (
      parts.x ?? parts.pred_xstart ?? parts.image ?? parts.mask ?? parts.number ?? ownName(key.split(".")[0] ?? key)
    );
  }

  /** What a value is called: x with the node's name for samples, the node's name for the rest. */
  private nameFor(wired: WiredNode, output: string): Term {
    const { id } = wired.node;
    const type = this.analysis.facts.get(`${id}.${output}`)?.type;
    if (type !== "sample") return ownName(id);
    return term(`x^${id}`, `x^{\\mathrm{${escaped(id)}}}`);
  }

  private add(node: string, depth: number, text: Term, opens?: ExplainedLine["opens"]): void {
    this.found.push({ node, depth, text, ...(opens && { opens }) });
  }
}

function shifted(level: string, by: number): string {
  const found = /^(.*?)(?: ([+−]) (\d+))?$/.exec(level);
  const sum = (found?.[2] === "−" ? -1 : 1) * Number(found?.[3] ?? 0) + by;
  const base = found?.[1] ?? level;
  return sum === 0 ? base : `${base} ${sum < 0 ? "−" : "+"} ${Math.abs(sum)}`;
}

const escaped = (text: string): string =>
  text.replace(/[\\{}$&#^_~%]/g, (sign) => (sign === "\\" || sign === "^" || sign === "~" ? " " : `\\${sign}`));

/** Numbered lines of plain text. */
export function plainText(lines: readonly ExplainedLine[]): string {
  const width = String(lines.length).length;
  return lines
    .map(({ depth, text }, i) => `${String(i + 1).padStart(width)}  ${"    ".repeat(depth)}${text.plain}\n`)
    .join("");
}

/** A Markdown list in a code block, under its title. */
export function markdown(lines: readonly ExplainedLine[], title: string): string {
  return `## ${title}\n\n\`\`\`text\n${plainText(lines)}\`\`\`\n`;
}

/** A line as TeX, in letters that LaTeX and MathJax take. */
export const texOf = ({ text }: ExplainedLine): string => text.tex.replaceAll("−", "-").replaceAll("′", "'");

/** The `algorithm2e` environment of LaTeX. */
export function latex(lines: readonly ExplainedLine[], title: string): string {
  const out: string[] = ["\\begin{algorithm}", "  \\DontPrintSemicolon", `  \\caption{${escaped(title)}}`];
  const open: number[] = [];
  const close = (depth: number): void => {
    while ((open.at(-1) ?? -1) >= depth) out.push(`${"  ".repeat((open.pop() ?? 0) + 1)}}`);
  };
  for (const line of lines) {
    const { depth, opens } = line;
    close(depth);
    const indent = "  ".repeat(depth + 1);
    const tex = texOf(line);
    if (opens === undefined) out.push(`${indent}$${tex}$\\;`);
    else {
      const word = { while: "While", repeat: "For", for: "For" }[opens];
      out.push(`${indent}\\${word}{$${tex}$}{`);
      open.push(depth);
    }
  }
  close(0);
  return `${[...out, "\\end{algorithm}"].join("\n")}\n`;
}
