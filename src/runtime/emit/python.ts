import type { Env } from "../graph/analyse.ts";
import type { GraphFile } from "../graph/format.ts";
import type { WiredNode } from "../graph/wiring.ts";
import type { Registry } from "../node.ts";
import { analysed } from "./emitting.ts";
import { NOISE_LINES, readerLines, scheduleLines } from "./python-parts.ts";
import { literal } from "./python-expression.ts";
import { oneLine } from "../text.ts";
import { pythonProgram, type PythonBlock, type PythonProgram } from "./python-program.ts";
import { linesOf } from "./python-statement.ts";
import type { PythonTable } from "./python-table.ts";

/**
 * Writes a graph as one Python file of PyTorch and NumPy: the same order, equations and noise as the plan that runs here, loops as
 * loops, with the graph's names.
 *
 * @throws UserError when the graph has errors, or a node that cannot be written.
 */
export function emitPython(graph: GraphFile, registry: Registry, env: Env, table: PythonTable, name: string): string {
  const program = pythonProgram(graph, analysed(graph, registry, env), table, name);
  return [...head(program), ...sampler(program), ...main(program), ""].join("\n");
}

function head(program: PythonProgram): readonly string[] {
  const { name, tables, helpers, card, leftOut } = program;
  const { title, about } = program.graph.meta ?? {};
  const left = leftOut.length > 0 ? ["", `Left out, since they only look on: ${leftOut.join(", ")}.`] : [];
  return [
    ...wrapped(title?.en ?? name, 85).map((line, i) => (i === 0 ? `"""${line}` : line)),
    "",
    ...[...(about?.en ?? "").split("\n").filter((line) => line !== ""), ...left].flatMap((line) => wrapped(line, 88)),
    "",
    ...wrapped(`Written from the graph "${name}". Needs PyTorch and NumPy:`, 88),
    "",
    ...wrapped(`    python ${name}.py --network my_module:make --image a.png --out o.png`, 88),
    '"""',
    "",
    "from __future__ import annotations",
    "",
    "import math",
    "from typing import Callable, Optional, Sequence",
    "",
    "import numpy as np",
    "import torch",
    "from torch import Tensor",
    "",
    "",
    ...scheduleLines(tables, card),
    "",
    "",
    ...NOISE_LINES,
    "",
    "",
    ...[...helpers].flatMap((helper) => [...helper.split("\n"), "", ""]),
  ];
}

function sampler({ given, settings, results, blocks }: PythonProgram): readonly string[] {
  const types = { network: "Callable[..., Tensor]", image: "Tensor", mask: "Tensor" };
  const one = results.length === 1;
  const value = one
    ? (results[0]?.value ?? "None")
    : `{${results.map(({ name, value }) => `${literal(name)}: ${value}`).join(", ")}}`;
  const returned =
    value.length > 76
      ? ["    return {", ...results.map(({ name, value }) => `        ${literal(name)}: ${value},`), "    }"]
      : [`    return ${value}`];
  return [
    "@torch.no_grad()",
    "def sample(",
    ...given.map(({ name, kind }) => `    ${name}: ${types[kind]},`),
    "    *,",
    ...settings.map(({ name, value }) => `    ${name}: ${value.includes(".") ? "float" : "int"} = ${value},`),
    '    device: str = "cpu",',
    '    noise_source: str = "graph",',
    "    watch: Optional[Callable[[int, Tensor], None]] = None,",
    `) -> ${one ? "Tensor" : "dict[str, Tensor]"}:`,
    '    """Runs the sampler.',
    "",
    "    network(x, timestep) takes (N, C, H, W) and says (N, C, H, W), or twice as many",
    "    channels where the variance is learned. Pictures are (N, C, H, W) in the network's",
    "    range, masks (N, 1, H, W) with 1 = known. watch(t, x) is called after each pass.",
    '    """',
    ...blockLines(blocks, "    "),
    ...returned,
    "",
    "",
  ];
}

function blockLines(blocks: readonly PythonBlock[], indent: string): readonly string[] {
  return blocks.flatMap((block) => {
    // `Schedule(…)` says what it is.
    const noted = block.wired.definition.category === "model" ? [] : [note(block.wired, indent)];
    if ("statements" in block) return [...noted, ...linesOf(block.statements, indent)];
    const { before, opens, blocks: body, after, t, x } = block;
    const inner = `${indent}    `;
    const watched = indent === "    " ? [`${inner}if watch is not None:`, `${inner}    watch(${t}, ${x})`] : [];
    return [
      ...noted,
      ...linesOf(before, indent),
      `${indent}${opens}:`,
      ...blockLines(body, inner),
      ...after.lines(inner),
      ...watched,
    ];
  });
}

/** What a node is called, and where that is from as far as it has room. */
function note({ definition, node }: WiredNode, indent: string): string {
  let text = `# ${oneLine(node.title ?? definition.title.en)}`;
  for (const [i, source] of (definition.source?.split("; ") ?? []).entries()) {
    const longer = `${text}${i === 0 ? ": " : "; "}${source}`;
    if (indent.length + longer.length <= 88) text = longer;
  }
  return indent + text;
}

function main({ given, results }: PythonProgram): readonly string[] {
  const images = given.filter(({ kind }) => kind !== "network");
  const read = images.map(
    ({ name, kind }) => `        ${name}=${kind === "mask" ? "known" : "picture"}(args.${name}),`,
  );
  const networks = given.filter(({ kind }) => kind === "network").map(({ name }) => name);
  return [
    'if __name__ == "__main__":',
    "    import argparse",
    "    import importlib",
    "",
    "    from PIL import Image",
    "",
    "    def load(name: str):",
    '        module, function = name.split(":")',
    "        return getattr(importlib.import_module(module), function)()",
    "",
    ...readerLines(new Set(given.map(({ kind }) => kind))).flatMap((lines) => [
      ...lines.map((line) => `    ${line}`),
      "",
    ]),
    "    parser = argparse.ArgumentParser(description=__doc__)",
    ...given.map(({ name }) => `    parser.add_argument("--${name.replaceAll("_", "-")}", required=True)`),
    '    parser.add_argument("--out", required=True)',
    "    args = parser.parse_args()",
    "    result = sample(",
    ...networks.map((name) => `        ${name}=load(args.${name}),`),
    ...read,
    "    )",
    ...(results.length === 1 ? [] : ["    result = torch.cat(list(result.values()))"]),
    "    pixels = ((result + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1)",
    "    Image.fromarray(np.concatenate(list(pixels.cpu().numpy()))).save(args.out)",
  ];
}

/** Lines of at most `width`, broken at spaces, as they can stand in a docstring. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of oneLine(text).replaceAll("\\", "\\\\").replaceAll('"""', "'''").split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
