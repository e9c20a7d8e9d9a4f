import type { Backend } from "../../runtime/backend.ts";
import { POINTS } from "../../runtime/laboratory/clouds.ts";
import { modelOfPoints } from "../../runtime/laboratory/point-model.ts";
import { measure, settingsOf } from "../../runtime/laboratory/sweep.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import type { Network } from "../../runtime/model/network.ts";
import type { Registry } from "../../runtime/node.ts";
import { trace } from "../../runtime/trace.ts";
import { problemsOf } from "../problems-of.ts";
import type { Report, Request } from "./messages.ts";
import { tellCalls } from "./tell-calls.ts";

type Asked = Extract<Request, { kind: "sweep" }>;

/** What a sweep works with. */
export interface SweepBench {
  readonly registry: Registry;
  readonly send: (report: Report) => void;
  backend(): Backend;
  card(reference: string): Promise<ModelCard>;
  network(reference: string): Promise<Network>;
}

/** Measures a graph setting by setting; messages come in between two network calls. */
export async function sweepGraph(
  { id, graph, asked }: Asked,
  { registry, send, backend, card, network }: SweepBench,
  signal: AbortSignal,
): Promise<void> {
  try {
    const { data, known, particles, axis } = asked;
    const { mixture } = modelOfPoints(POINTS + data);
    const all = [];
    for (const reference of asked.networks) {
      const laboratory = { reference, card: await card(reference), particles, known, ...(axis && { axis }) };
      for (const setting of settingsOf(graph, registry, laboratory)) all.push({ reference, setting });
    }
    const total = all.reduce((sum, { setting }) => sum + trace(setting.plan).evaluations, 0);
    const told = tellCalls(id, total, send);
    let before = 0;
    for (const { reference, setting } of all) {
      const networks = new Map([[reference, await network(reference)]]);
      const row = await measure(setting, mixture, known, {
        backend: backend(),
        networks,
        signal,
        passed: told(before),
      });
      before += row.calls;
      send({ kind: "swept", id, network: reference, row });
    }
    send({ kind: "sweep-over", id, problems: [] });
  } catch (error) {
    send({ kind: "sweep-over", id, problems: signal.aborted ? [] : problemsOf(error) });
  }
}
