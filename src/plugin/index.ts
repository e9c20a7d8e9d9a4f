/** Nodes of repaint-graph in an editor that a page already has; it needs no editor of ours. */
import { registry } from "../nodes/index.ts";
import type { GraphFile } from "../runtime/graph/format.ts";
import { parseGraph, type ParsedGraph } from "../runtime/graph/parse.ts";
import type { Language } from "../runtime/text.ts";
import { fromHost as convertFrom, toHost as convertTo } from "./convert.ts";
import type { Host } from "./host.ts";
import { registerNodes as register } from "./register.ts";

export const registerNodes = (host: Host, language: Language = "en"): void => register(host, registry, language);
/** The graph in `graph.serialize()` of the host, and what was left out of it. */
export const fromHost = (saved: unknown): ParsedGraph => convertFrom(saved, registry);
/** What the host's `graph.configure` reads. */
export const toHost = (graph: GraphFile, language: Language = "en"): object => convertTo(graph, registry, language);
/** Reads a graph file (`.json`). */
export const readGraph = (text: string): ParsedGraph => parseGraph(text, registry);
