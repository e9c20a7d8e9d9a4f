import { registry } from "../../nodes/index.ts";
import { Engine } from "./engine.ts";
import type { Report, Request } from "./messages.ts";
import { problemsOf } from "../problems-of.ts";

/** The engine's worker: takes requests one by one and answers with reports. */
let engine: Engine | undefined;

function send(report: Report, transfer: Transferable[] = []): void {
  self.postMessage(report, { transfer });
}

async function take(request: Request): Promise<void> {
  if (request.kind === "open") engine = new Engine(registry, request.places, request.device, send);
  else if (!engine) throw new Error(`"${request.kind}" came before "open"`);
  else if (request.kind === "warm") await engine.warm(request.model);
  else if (request.kind === "adopt") await engine.adopt(request);
  else if (request.kind === "fits") await engine.fits(request);
  else if (request.kind === "try") await engine.tryOut(request);
  else if (request.kind === "forget") engine.forget(request.reference);
  else if (request.kind === "picture") engine.holdPicture(request.reference, request.file);
  else if (request.kind === "check") await engine.check(request.id, request.graph);
  else if (request.kind === "plan") await engine.plan(request.id, request.graph);
  else if (request.kind === "still") await engine.still(request);
  else if (request.kind === "run") await engine.run(request.id, request.graph, request.watch, request.goal);
  else if (request.kind === "go") await engine.go(request.id, request.goal, request.from);
  else if (request.kind === "scrub") engine.scrub(request.id, request.transition);
  else if (request.kind === "sweep") await engine.sweep(request);
  else if (request.kind === "explain") await engine.explain(request);
  else if (request.kind === "write") await engine.write(request);
  else if (request.kind === "pair" || request.kind === "trial") await engine.aside(request);
  else if (request.kind === "sweep-stop") engine.stopSweep(request.id);
  else if (request.kind === "stops") engine.stops = request;
  else engine.steer(request.id, request.kind);
}

self.addEventListener("message", (event: MessageEvent<Request>) => {
  take(event.data).catch((error: unknown) => {
    send({ kind: "trouble", problems: problemsOf(error) });
    console.error(error);
  });
});
