import { createCpuBackend } from "../../runtime/cpu/backend.ts";
import { execute, type RunOptions } from "../../runtime/execute.ts";
import { stepsOf } from "../../runtime/film/steps.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import { plan, validate } from "../../runtime/graph/plan.ts";
import type { Plan } from "../../runtime/graph/program.ts";
import { printPlan } from "../../runtime/graph/print.ts";
import { resourcesOf } from "../../runtime/graph/resources.ts";
import type { Env } from "../../runtime/graph/validate.ts";
import { hashIn, plainReference } from "../../runtime/model/address.ts";
import { makesPictures, type ModelCard } from "../../runtime/model/card.ts";
import { neededMemory } from "../../runtime/model/memory.ts";
import type { ModelFiles } from "../../runtime/model/ort.ts";
import { tryCall } from "../../runtime/model/try-call.ts";
import { parseCard } from "../../runtime/model/parse-card.ts";
import type { Network } from "../../runtime/model/network.ts";
import type { Registry } from "../../runtime/node.ts";
import { expand } from "../../runtime/own/expand.ts";
import { registryOf } from "../../runtime/own/registry.ts";
import { UserError, warning, type Problem } from "../../runtime/problem.ts";
import { trace } from "../../runtime/trace.ts";
import { Devices } from "./devices.ts";
import { FETCHED } from "../offline/messages.ts";
import { filesOf, Library } from "./library.ts";
import type { DeviceWish, Goal, Places, Request, Stops } from "./messages.ts";
import type { Trying } from "./trying.ts";
import { problemsOf } from "../problems-of.ts";
import { Player } from "./player.ts";
import { bytesOf, HUGE } from "./room.ts";
import { Showing, type Send } from "./showing.ts";
import { StepFrames } from "./step-frames.ts";
import { stillPart } from "./stills.ts";
import { walkOf } from "./walk-of.ts";

/** All computing of the editor: checks, dry runs, networks and runs. One run at a time. */
export class Engine {
  private readonly registry: Registry;
  private readonly send: Send;
  private readonly library: Library;
  private readonly devices: Devices;
  private readonly networks = new Map<string, Promise<Network>>();
  private readonly stillBackend = createCpuBackend();
  private trying: Trying | undefined;
  private sweeping: { readonly id: number; readonly stop: AbortController } | undefined;
  private msPerCall = 0;
  /** Runs that wait for their networks. */
  private waiting = 0;
  /** The last run; it can be gone back into when it is over. */
  private control: { readonly id: number; readonly player: Player } | undefined;
  /** What was asked of a run that is still being opened. */
  private early: { readonly id: number; readonly what: "pause" | "cancel" } | undefined;
  stops: Stops = { nodes: [], levels: [], slow: false };
  private last: Promise<void> = Promise.resolve();
  private stills: Promise<void> = Promise.resolve();
  private wantedStill = 0;
  /** What the page has been given that needs no run; "" where that is to be given anew. */
  private stillGiven = "";

  constructor(registry: Registry, places: Places, wish: DeviceWish, send: Send) {
    this.registry = registry;
    this.send = send;
    this.library = new Library(places, (name, loaded, total) => send({ kind: "loading", name, loaded, total }));
    this.devices = new Devices(places.ort, wish, () => this.networks.clear());
  }

  /** Opens a model before anybody has asked for a run. */
  async warm(model: string): Promise<void> {
    try {
      await this.network(model);
    } catch (error) {
      if (problemsOf(error)[0]?.code === "model-not-here") return; // The check says so, with its node.
      this.send({ kind: "trouble", problems: problemsOf(error) });
    }
  }

  /** Opens a model that has come from outside, and keeps it when it fits its card: hash, sockets, shapes. */
  async adopt({ id, reference, card: text, blobs }: Extract<Request, { kind: "adopt" }>): Promise<void> {
    try {
      const card = parseCard(text);
      const wanted = hashIn(reference);
      const expected = wanted === undefined ? card : { ...card, sha256: wanted };
      await this.trying?.close();
      await this.checkRoom(card, weightOf(blobs));
      const network = await this.opened(expected, await filesOf(card, blobs));
      const kept = await this.library.keep(reference, text, network.sha256, blobs);
      this.forgetNetworks(plainReference(reference));
      this.networks.set(reference, Promise.resolve(network));
      this.send({ kind: "adopted", id, kept, problems: [] });
    } catch (error) {
      this.send({ kind: "adopted", id, kept: false, problems: problemsOf(error) });
    }
  }

  async tryOut(request: Extract<Request, { kind: "try" }>): Promise<void> {
    this.trying ??= new (await import("./trying.ts")).Trying({
      registry: this.registry,
      backend: () => this.devices.backend ?? this.stillBackend,
      open: async (card, blobs) => {
        await this.checkRoom(card, weightOf(blobs));
        return await this.opened(card, await filesOf(card, blobs));
      },
      picture: (reference) => this.library.picture(reference),
    });
    this.send(await this.trying.answer(request));
  }

  async fits({ id, card, bytes }: Extract<Request, { kind: "fits" }>): Promise<void> {
    const problems = await this.checkRoom(parseCard(card), bytes).then(() => [], problemsOf);
    this.send({ kind: "fits", id, problems });
  }

  /** @throws UserError `out-of-memory` before files are read that cannot be opened here. */
  private async checkRoom(card: ModelCard, bytes: number): Promise<void> {
    const lack = await this.devices.lack(card, bytes);
    if (lack) throw new UserError(lack);
  }

  forget(reference: string): void {
    this.library.forget(reference);
    this.forgetNetworks(reference);
  }

  holdPicture(reference: string, file: Blob): void {
    this.stillGiven = "";
    this.library.holdPicture(reference, file);
  }

  /** A run that is going keeps its networks until it is over. */
  private forgetNetworks(plain: string): void {
    this.stillGiven = "";
    for (const reference of this.networks.keys()) {
      if (plainReference(reference) === plain) this.networks.delete(reference);
    }
  }

  /** Says all that is wrong with a graph and, where nothing is, what a run of it would do. */
  async check(id: number, graph: GraphFile): Promise<void> {
    const { env, problems } = await this.env(graph);
    const size = firstSize(env);
    const found = [...validate(graph, this.registry, env), ...problems];
    if (found.some((problem) => problem.severity === "error") && validate(graph, this.registry).some(isError)) {
      this.send({ kind: "checked", id, problems: found, ...size });
      return;
    }
    try {
      const walk = walkOf(plan(graph, this.registry, problems.length > 0 ? undefined : env));
      this.send({ kind: "checked", id, problems: found, walk, ...size });
    } catch (error) {
      this.send({ kind: "checked", id, problems: found.length > 0 ? found : problemsOf(error), ...size });
    }
  }

  async plan(id: number, graph: GraphFile): Promise<void> {
    const { env } = await this.env(graph);
    try {
      this.send({ kind: "planned", id, text: printPlan(plan(graph, this.registry, env)) });
    } catch (error) {
      this.send({
        kind: "planned",
        id,
        text: problemsOf(error)
          .map((p) => p.message.en)
          .join("\n"),
      });
    }
  }

  /**
   * Computes what needs no network, so that pictures and masks are seen before the first run. One at a time: of those
   * that wait the latest counts, since large pictures are not to be there twice.
   */
  async still({ id, graph, watch, held }: Extract<Request, { kind: "still" }>): Promise<void> {
    this.wantedStill = id;
    if (!held) this.stillGiven = "";
    const before = this.stills.catch(() => undefined); // It was told of its mistake.
    this.stills = before.then(() => (id === this.wantedStill ? this.stillNow(id, graph, watch) : undefined));
    await this.stills.finally(() => this.send({ kind: "stills-done", id }));
  }

  private async stillNow(id: number, graph: GraphFile, watch: readonly string[]): Promise<void> {
    try {
      const part = stillPart(graph, this.registry);
      const key = keyOf(part, watch);
      if (key === this.stillGiven) return; // An edit elsewhere: a large picture is not decoded again for it.
      const { env, problems } = await this.env(part);
      if (part.nodes.length > 0 && problems.length === 0) {
        const made = plan(part, this.registry, env, { watch: new Set(watch) });
        const networks = new Map([...env.cards].map(([reference, card]) => [reference, closedNetwork(card)]));
        const showing = new Showing(id, new Set(watch), this.send, await this.isData(part));
        const images = this.pictures(part);
        for await (const visit of execute(made, { backend: this.stillBackend, networks, images })) {
          await showing.look(made, visit, 0, true);
        }
        showing.flush();
        if (id === this.wantedStill) this.stillGiven = key; // Else nobody takes what was given.
      }
    } catch (error) {
      this.stillGiven = "";
      if (!(error instanceof UserError)) throw error; // What is wrong with the graph, its check says.
    }
  }

  /** Measures how exact a graph is. */
  async sweep(request: Extract<Request, { kind: "sweep" }>): Promise<void> {
    await this.beside(request.id, async (signal) => {
      const { sweepGraph } = await import("./sweeping.ts");
      const { registry, send } = this;
      const bench = {
        registry,
        send,
        backend: () => this.devices.backend ?? this.stillBackend,
        card: (reference: string) => this.library.card(reference),
        network: (reference: string) => this.network(reference),
      };
      await sweepGraph(request, bench, signal);
    });
  }

  /** Runs graphs for what comes of them, without anybody looking on. */
  async aside(request: Extract<Request, { kind: "pair" | "trial" }>): Promise<void> {
    await this.beside(request.id, async (signal) => {
      const { runAside } = await import("./aside.ts");
      const { registry, send } = this;
      await runAside(request, { registry, send, open: (graph) => this.openFor(graph) }, signal);
    });
  }

  async explain({ id, graph, language }: Extract<Request, { kind: "explain" }>): Promise<void> {
    const { explained } = await import("./aside.ts");
    this.send({ kind: "explained", id, ...explained(graph, this.registry, (await this.env(graph)).env, language) });
  }

  async write(request: Extract<Request, { kind: "write" }>): Promise<void> {
    const { written } = await import("./written.ts");
    const { env } = await this.env(request.graph);
    this.send({ kind: "written", id: request.id, ...written(request, this.registry, env) });
  }

  /** What a graph refers to, opened. @throws UserError what is wrong with it. */
  private async openFor(graph: GraphFile) {
    const { env, problems } = await this.env(graph);
    if (problems.length > 0) throw new UserError(...problems);
    return { env, ...(await this.options(graph, env)) };
  }

  /** Work that is no run: it waits for the run before it; one that begins ends it. */
  private async beside(id: number, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.control?.player.cancel();
    this.sweeping?.stop.abort();
    const stop = new AbortController();
    this.sweeping = { id, stop };
    const before = this.last;
    this.last = before.then(() => work(stop.signal));
    await this.last;
  }

  stopSweep(id: number): void {
    if (this.sweeping?.id === id) this.sweeping.stop.abort();
  }

  async run(id: number, graph: GraphFile, watch: readonly string[], goal?: Goal): Promise<void> {
    this.control?.player.cancel();
    this.sweeping?.stop.abort();
    const before = this.last;
    this.last = before.then(() => this.start(id, graph, watch, goal));
    await this.last;
  }

  private async start(id: number, graph: GraphFile, watch: readonly string[], goal?: Goal): Promise<void> {
    try {
      const { env, problems } = await this.env(graph);
      if (problems.length > 0) return this.fail(id, problems);
      const options = (): Promise<RunOptions> => this.options(graph, env);
      const bare = plan(graph, this.registry, env);
      const steps = stepsOf(bare);
      const watched = new Set(steps ? [...watch, steps.node] : watch);
      const made: Plan = plan(graph, this.registry, env, { watch: watched });
      const player = new Player({
        id,
        plan: made,
        whole: () => plan(graph, this.registry, env, { watch: "all" }),
        trace: trace(made),
        options: await this.awaited(options()),
        reopen: async () => {
          const opened = await options();
          this.send({ kind: "trouble", problems: [wentOn(opened)] });
          return opened;
        },
        watch: new Set(watch),
        isData: await this.isData(graph),
        steps: steps && new StepFrames(made, steps),
        send: this.send,
        msPerCall: this.msPerCall,
        stops: () => this.stops,
      });
      this.control = { id, player };
      if (goal) player.go(goal);
      if (this.early?.id === id) player[this.early.what]();
      await player.follow();
      this.msPerCall = player.msPerCall ?? this.msPerCall;
    } catch (error) {
      this.fail(id, problemsOf(error));
    }
  }

  private async awaited(options: Promise<RunOptions>): Promise<RunOptions> {
    this.waiting++;
    return await options.finally(() => this.waiting--);
  }

  /** What a run of a graph works with, on the device as it is now. */
  private async options(graph: GraphFile, env: Env): Promise<RunOptions> {
    const networks = new Map<string, Network>();
    for (const reference of env.cards.keys()) networks.set(reference, await this.network(reference));
    return { backend: this.devices.backend ?? this.stillBackend, networks, images: this.pictures(graph) };
  }

  /** Steps; a run that was over comes back to life. */
  async go(id: number, goal: Goal, from?: number): Promise<void> {
    if (this.control?.id !== id) return;
    const { player } = this.control;
    if (!player.go(goal, from)) return;
    this.last = this.last.then(() => player.follow());
    await this.last;
  }

  scrub(id: number, transition: number): void {
    if (this.control?.id === id) this.control.player.scrub(transition);
  }

  private fail(id: number, problems: readonly Problem[]): void {
    this.send({ kind: "state", id, state: "failed", problems });
  }

  steer(id: number, what: "pause" | "cancel"): void {
    if (this.control?.id === id) this.control.player[what]();
    else this.early = { id, what };
  }

  private async env(graph: GraphFile): Promise<{ env: Env; problems: readonly Problem[] }> {
    const { env, problems } = await this.library.env(resourcesOf(graph, this.registry));
    return { env, problems: problems.map((problem) => this.placed(problem, graph)) };
  }

  private async isData(graph: GraphFile): Promise<boolean> {
    return await this.library.hasData(resourcesOf(graph, this.registry));
  }

  /** A problem with a reference is one of the node that names it. */
  private placed(problem: Problem, given: GraphFile): Problem {
    const { graph } = expand(given);
    const registry = registryOf(graph, this.registry);
    for (const node of graph.nodes) {
      for (const param of registry.get(node.type)?.params ?? []) {
        const value = String(node.params[param.name] ?? param.default);
        if (param.kind !== "model" && param.kind !== "image") continue;
        if (value !== "" && problem.message.en.includes(`"${value.slice(0, 60)}`)) {
          return { ...problem, node: node.id, param: param.name };
        }
      }
    }
    return problem;
  }

  /** Pictures are decoded when their node comes to them, and let go of when it has taken them up. */
  private pictures(graph: GraphFile): RunOptions["images"] {
    const { images } = resourcesOf(graph, this.registry);
    return new Map(images.map((reference) => [reference, () => this.library.picture(reference)]));
  }

  private network(reference: string): Promise<Network> {
    const known = this.networks.get(reference);
    if (known) return known;
    const opened = this.open(reference);
    this.networks.set(reference, opened);
    opened.catch(() => this.networks.delete(reference));
    return opened;
  }

  private async open(reference: string): Promise<Network> {
    if (!this.devices.backend) this.devices.prepare(); // While the model is on its way.
    const card = await this.library.card(reference);
    if (neededMemory(card, card.bytes ?? 0, "elsewhere") > HUGE) await this.checkRoom(card, card.bytes ?? 0);
    const network = await this.opened(card, await this.library.files(reference));
    tellFetched();
    return network;
  }

  private async opened(card: ModelCard, files: ModelFiles): Promise<Network> {
    const { network, choice } = await this.devices.open(card, files);
    if (choice) {
      const isHuge = neededMemory(card, bytesOf(files), "elsewhere") > HUGE;
      this.msPerCall = isHuge ? 0 : await this.timed(network);
      this.send({ kind: "device", name: choice.name, sentence: choice.sentence, msPerCall: this.msPerCall });
    }
    return network;
  }

  /** Milliseconds of a call once it is warm; the calls before let the browser compile what it runs. 0 where a run waits: it will tell. */
  private async timed(network: Network): Promise<number> {
    const { backend } = this.devices;
    const { card } = network;
    const { channels, height, width } = card.image;
    if (!backend) return 0;
    const x = backend.upload(new Float32Array(channels * height * width), [1, channels, height, width]);
    let best = Infinity;
    for (let i = 0; i < 3 && this.waiting === 0; i++) {
      const start = performance.now();
      backend.free(await tryCall(network, backend, x));
      await backend.idle();
      best = Math.min(best, performance.now() - start);
    }
    backend.free(x);
    return best < Infinity ? best : 0;
  }
}

/** What is said when a run has outlived its device. */
function wentOn({ networks }: RunOptions): Problem {
  const runner = [...networks.values()][0]?.runner ?? "";
  return warning(
    "device-lost",
    {
      en: `The GPU was lost; the run has gone on where it was, on ${runner}.`,
      zh: `GPU 连接已丢失；运行已在原处继续（${runner}）。`,
    },
    {
      en: "Nothing needs to be done. Where it happens often, close other programs that use the GPU.",
      zh: "无需处理。若经常发生，请关闭其他占用 GPU 的程序。",
    },
  );
}

/** Says what this thread has fetched, for the page's service worker to keep. */
function tellFetched(): void {
  const channel = new BroadcastChannel(FETCHED);
  channel.postMessage(performance.getEntriesByType("resource").map(({ name }) => name));
  channel.close();
}

/** What the values of a graph's nodes depend on, and which of them are seen. */
function keyOf({ nodes, links }: GraphFile, watch: readonly string[]): string {
  return JSON.stringify([
    nodes.map(({ id, type, params, noise }) => [id, type, params, noise, watch.includes(id)]),
    links,
  ]);
}

/** The size of the pictures of a graph's first denoiser. */
function firstSize({ cards }: Env): { readonly imageSize?: readonly [number, number] } {
  const all = [...cards.values()];
  const card = all.find(makesPictures) ?? all[0];
  return card ? { imageSize: [card.image.height, card.image.width] } : {};
}

const weightOf = (blobs: ReadonlyMap<string, Blob>): number =>
  [...blobs.values()].reduce((sum, { size }) => sum + size, 0);

const isError = (problem: Problem): boolean => problem.severity === "error";

/** Stands for a network where none is called. */
function closedNetwork(card: ModelCard): Network {
  return {
    card,
    sha256: "",
    runner: "",
    call: () => Promise.reject(new Error("a still calls no network")),
    close: () => Promise.resolve(),
  };
}
