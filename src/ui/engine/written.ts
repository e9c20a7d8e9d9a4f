import { pythonTable } from "../../nodes/python.ts";
import { emitNotebook } from "../../runtime/emit/notebook.ts";
import { emitPython } from "../../runtime/emit/python.ts";
import type { Env } from "../../runtime/graph/analyse.ts";
import type { Registry } from "../../runtime/node.ts";
import { problemsOf } from "../problems-of.ts";
import type { Request, Written } from "./messages.ts";

const FORMS = { pytorch: emitPython, notebook: emitNotebook };

/** A graph as a program of PyTorch and NumPy. */
export function written(
  { graph, form, name }: Extract<Request, { kind: "write" }>,
  registry: Registry,
  env: Env,
): Written {
  try {
    return { text: FORMS[form](graph, registry, env, pythonTable, name), problems: [] };
  } catch (error) {
    return { problems: problemsOf(error) };
  }
}
