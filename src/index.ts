/**
 * repaint-graph as a library: graphs are parsed, validated, planned, walked and executed; the platform (a backend, opened
 * networks, decoded pictures) is handed in. The editor and the command line use nothing else.
 */
export { registry } from "./nodes/index.ts";
export type { GraphFile, GraphLink, GraphNode } from "./runtime/graph/format.ts";
export { parseGraph, serializeGraph } from "./runtime/graph/parse.ts";
export { resourcesOf } from "./runtime/graph/resources.ts";
export { validate, type Env } from "./runtime/graph/validate.ts";
export { plan, type PlanOptions } from "./runtime/graph/plan.ts";
export type { Plan } from "./runtime/graph/program.ts";
export { printPlan } from "./runtime/graph/print.ts";
export { zonesOf, type Zone } from "./runtime/graph/zones.ts";
export { trace, type Trace } from "./runtime/trace.ts";
export { execute, type Keyframe, type NoiseSource, type Run, type RunOptions, type Visit } from "./runtime/execute.ts";
export { History } from "./runtime/history.ts";
export type { Backend, Shape, Tensor } from "./runtime/backend.ts";
export { createCpuBackend, type CpuBackend } from "./runtime/cpu/backend.ts";
export { createGpuBackend } from "./runtime/gpu/backend.ts";
export { requestDevice } from "./runtime/gpu/device.ts";
export type { ModelCard } from "./runtime/model/card.ts";
export type { Network } from "./runtime/model/network.ts";
export { openNetwork } from "./runtime/model/open.ts";
export { parseCard } from "./runtime/model/parse-card.ts";
export { UserError, type Problem } from "./runtime/problem.ts";
export type { Artifact, NodeDefinition, Picture, Registry, SocketType } from "./runtime/node.ts";
