import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { Validator, type Schema } from "@cfworker/json-schema";
import { registry } from "../../src/nodes/index.ts";
import { EMPTY_ENV } from "../../src/runtime/graph/analyse.ts";
import type { GraphFile } from "../../src/runtime/graph/format.ts";
import { emitNotebook } from "../../src/runtime/emit/notebook.ts";
import { emitPython } from "../../src/runtime/emit/python.ts";
import { pythonTable } from "../../src/nodes/python.ts";
import { cli, freshFolder, put } from "../helpers/cli.ts";
import { folded, nested, softly } from "../helpers/own-graphs.ts";
import { agrees, exported, names, onTwoPixels, runExported, small, templateOf } from "./exporting.ts";
import { runPython, skipReason } from "./python.ts";

/** All notebooks by night; in the test line a loop in a loop, and numbers of each sample. */
const notebooks = process.env.EXPORT === "all" ? onTwoPixels : ["nested-jumps", "particles"];
const cases: readonly (readonly [file: string, graph: GraphFile])[] = [
  ...onTwoPixels.map((name) => [`${name}.py`, templateOf(name)] as const),
  ...notebooks.map((name) => [`${name}.ipynb`, templateOf(name)] as const),
  ["an-own-type.py", small(softly)],
  ["a-folded-node.py", small(folded)],
  ["a-folded-node.ipynb", small(folded)],
  ["a-node-in-a-node.py", small(nested)],
];

describe("what is exported", { skip: skipReason() }, () => {
  const folder = freshFolder();

  before(async () => {
    for (const [file, graph] of cases) await exported(graph, folder, file);
    const { code, err } = await cli([
      "export",
      "repaint",
      "--to",
      "notebook",
      "--out",
      join(folder, "as-it-is.plain.ipynb"),
    ]);
    assert.equal(code, 0, err);
    runExported(folder);
  });

  for (const [file, graph] of cases) {
    test(`${file} gives the same at every pass as the graph here`, async () => {
      const worst = await agrees(graph, folder, file);
      console.log(`${file}: largest difference ${worst.toExponential(1)}`);
    });
  }

  test("a notebook runs from top to bottom as it is, on its stand-ins", () => {
    const { error, printed, results } = JSON.parse(
      readFileSync(join(folder, "as-it-is.plain.ipynb.result"), "utf8"),
    ) as {
      error?: string;
      printed: string;
      results: readonly (readonly number[])[];
    };
    assert.equal(error, undefined);
    assert.equal(printed, "185 passes\n");
    assert.equal(results[0]?.length, 3 * 64 * 64);
    assert.ok(results[0].every((value) => Math.abs(value) <= 3));
  });
});

/** What nbformat 4.5 asks of a notebook without outputs, written from its description. */
const NOTEBOOK: Schema = {
  type: "object",
  additionalProperties: false,
  required: ["cells", "metadata", "nbformat", "nbformat_minor"],
  properties: {
    nbformat: { const: 4 },
    nbformat_minor: { const: 5 },
    metadata: {
      type: "object",
      required: ["kernelspec", "language_info"],
      properties: {
        kernelspec: { required: ["name", "display_name"] },
        language_info: { required: ["name"], properties: { name: { const: "python" } } },
      },
    },
    cells: {
      type: "array",
      items: {
        type: "object",
        required: ["id", "cell_type", "metadata", "source"],
        properties: {
          id: { type: "string", pattern: "^[a-zA-Z0-9_-]{1,64}$" },
          metadata: {
            type: "object",
            properties: { tags: { type: "array", uniqueItems: true, items: { type: "string", pattern: "^[^,]+$" } } },
          },
          source: { type: "array", items: { type: "string", pattern: "^[^\\n]*\\n?$" } },
        },
        oneOf: [
          {
            required: ["outputs", "execution_count"],
            properties: {
              cell_type: { const: "code" },
              outputs: { type: "array", maxItems: 0 },
              execution_count: { type: "null" },
            },
          },
          { properties: { cell_type: { const: "markdown" }, outputs: false, execution_count: false } },
        ],
      },
    },
  },
};

interface Notebook {
  readonly cells: readonly { readonly id: string; readonly cell_type: string; readonly source: readonly string[] }[];
}

describe("exported files", () => {
  const folder = freshFolder();
  const cells = join(folder, "cells");

  before(async () => {
    mkdirSync(cells);
    for (const name of names) {
      await exportedAs(name, "pytorch", `${name.replaceAll("-", "_")}.py`);
      await exportedAs(name, "notebook", `${name}.ipynb`);
      for (const { id, cell_type, source } of read(name).cells)
        if (cell_type === "code") put(cells, `${name}-${id}.py`, `${source.join("")}\n`);
    }
  });

  async function exportedAs(name: string, to: string, file: string): Promise<void> {
    const { code, err } = await cli(["export", name, "--to", to, "--out", join(folder, file)]);
    assert.equal(code, 0, err);
  }

  const read = (name: string): Notebook => JSON.parse(readFileSync(join(folder, `${name}.ipynb`), "utf8")) as Notebook;

  test("every file and every cell is formatted as black would", { skip: missing("black", "--version") }, () => {
    const { status, stdout, stderr } = spawnSync("black", ["--check", "--quiet", "--diff", folder], {
      encoding: "utf8",
    });
    assert.equal(status, 0, stdout + stderr);
  });

  test("every notebook is of format 4.5, its cells told apart", () => {
    const validator = new Validator(NOTEBOOK, "2020-12");
    for (const name of names) {
      const notebook = read(name);
      assert.deepEqual(validator.validate(notebook).errors, [], name);
      assert.equal(new Set(notebook.cells.map(({ id }) => id)).size, notebook.cells.length, name);
    }
    assert.equal(validator.validate({ ...read("repaint"), nbformat_minor: 4 }).valid, false);
  });

  const skip = skipReason() || missing("python3", "-c", "import nbformat");
  test("nbformat takes every notebook", { skip }, () => {
    const script = "import sys, nbformat; [nbformat.validate(nbformat.read(path, 4)) for path in sys.argv[1:]]";
    runPython(["-c", script, ...names.map((name) => join(folder, `${name}.ipynb`))]);
  });

  test("a stage of a notebook has a cell, under its title and its equation", () => {
    const notebook = read("repaint");
    for (const id of ["predict", "reverse", "known", "composite", "jump"]) {
      const at = notebook.cells.findIndex((cell) => cell.id === id);
      assert.match(notebook.cells[at]?.source.join("") ?? "", new RegExp(`^def ${id}_step\\(`));
      const about = notebook.cells[at - 1]?.source.join("") ?? "";
      assert.match(
        about,
        /^### .+\n\n.+\n\n\*.*20\d\d.*\*\n\n\$\$\n\\begin\{aligned\}\n[^]*&\\gets[^]*\\end\{aligned\}\n\$\$$/,
      );
    }
  });

  test("the default graph is at most 240 lines, its sampler at most 80, and says nothing that it does not do", () => {
    const text = readFileSync(join(folder, "repaint.py"), "utf8");
    const lines = text.split("\n");
    const start = lines.findIndex((line) => line.startsWith("def sample("));
    const end = lines.findIndex((line) => line.startsWith("if __name__"));
    assert.ok(lines.length <= 240, `${lines.length} lines`);
    assert.ok(end - start <= 80, `${end - start} lines`);
    assert.doesNotMatch(text, /classifier|low_pass|systematic|repaint_graph/);
  });

  test("what a graph says of itself cannot become code", () => {
    const hostile = 'a"""\rimport os\r\n"""\u2028b\\';
    const graph = templateOf("no-resampling");
    const titled: GraphFile = {
      ...graph,
      meta: { ...graph.meta, title: { en: hostile, zh: hostile }, about: { en: hostile, zh: hostile } },
      nodes: graph.nodes.map((node) => ({
        ...node,
        title: hostile,
        note: hostile,
        ...(node.type === "image/save" && { params: { name: hostile } }),
      })),
    };
    for (const emit of [emitPython, emitNotebook]) {
      const text = emit(titled, registry, EMPTY_ENV, pythonTable, "hostile");
      const code = emit === emitPython ? text : codeOf(JSON.parse(text) as Notebook);
      assert.doesNotMatch(code, /\r/);
      assert.doesNotMatch(code, /^ *import os/m);
    }
  });

  test("a node that cannot be written is named", async () => {
    const { code, err } = await cli(["export", "fill", "--to", "pytorch"]);
    assert.equal(code, 1);
    assert.match(err, /Crop to the hole \(crop\) cannot be written as Python/);
  });

  for (const { argv, says } of [
    { argv: ["export", "repaint", "--to", "fortran"], says: /--to fortran: expected pytorch or notebook/ },
    { argv: ["export", "repaint"], says: /--to is missing/ },
  ]) {
    test(`repaint ${argv.join(" ")} is answered with a sentence`, async () => {
      const { code, err } = await cli(argv);
      assert.equal(code, 1);
      assert.match(err, says);
    });
  }
});

const codeOf = ({ cells }: Notebook): string =>
  cells.flatMap(({ cell_type, source }) => (cell_type === "code" ? [source.join("")] : [])).join("\n");

/** False, or why a check that needs a program cannot run. */
function missing(program: string, ...args: readonly string[]): string | false {
  const { status } = spawnSync(program, args);
  return status === 0
    ? false
    : `${[program, ...args].join(" ")} fails here (Debian: apt-get install black python3-nbformat)`;
}
