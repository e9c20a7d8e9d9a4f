import type { ModelCard, ModelKind } from "../model/card.ts";
import type { Facts, NodeDefinition, Params, Registry, Site, SocketType } from "../node.ts";
import { problem, warning, type Problem } from "../problem.ts";
import type { GraphFile } from "./format.ts";
import { bodiesOf, expand } from "../own/expand.ts";
import { registryOf } from "../own/registry.ts";
import { orderOf, type Item } from "./order.ts";
import { checkParams } from "./params.ts";
import { checkStage, type CheckedStage } from "./stage.ts";
import { hiddenSweep, sweepsOf } from "./sweeps.ts";
import { nameOf, outputType, wire, type Wire, type WiredNode, type Wiring } from "./wiring.ts";
import { findZones, type Zone } from "./zones.ts";

/** What is known of the things a graph refers to. What is absent is "not known yet" and checked later. */
export interface Env {
  readonly cards: ReadonlyMap<string, ModelCard>;
  /** `[height, width]` of pictures. */
  readonly images: ReadonlyMap<string, readonly [number, number]>;
  /** Channels of those of them that are arrays of several. */
  readonly layers?: ReadonlyMap<string, number>;
}

export const EMPTY_ENV: Env = { cards: new Map(), images: new Map() };

/** All that can be said of a graph without running it. */
export interface Analysis {
  readonly wiring: Wiring;
  readonly zones: readonly Zone[];
  readonly items: readonly Item[];
  readonly sites: ReadonlyMap<string, Site>;
  readonly stages: ReadonlyMap<string, CheckedStage>;
  /** By `node.output`. */
  readonly facts: ReadonlyMap<string, Facts>;
  readonly problems: readonly Problem[];
}

const key = (node: string, output: string): string => `${node}.${output}`;

/** Wires, orders and types a graph and lists everything that is wrong with it; never throws for a graph's faults. */
export function analyse(given: GraphFile, base: Registry, env: Env = EMPTY_ENV): Analysis {
  const registry = registryOf(given, base);
  const outside = checkFolded(given, registry);
  const { graph, problems: beyond } = expand(outside.graph);
  const wiring = wire(graph, registry);
  const { zones, problems: zoneProblems } = findZones(wiring);
  const { items, problems: orderProblems } = orderOf(wiring, zones);
  const problems: Problem[] = [...outside.problems, ...beyond, ...wiring.problems, ...zoneProblems, ...orderProblems];
  const params = new Map<string, Params>();
  for (const [id, { node, definition }] of wiring.nodes) {
    const checked = checkParams(node, definition);
    params.set(id, checked.params);
    problems.push(...checked.problems, ...unwired(wiring.nodes.get(id)));
    if (definition.sweeps && !given.nodes.includes(node)) problems.push(hiddenSweep(node));
  }
  problems.push(...sweepsOf(given, registry).problems);
  const typing = new Typing(wiring, params, env, registry);
  for (const id of flatten(items)) typing.visit(id);
  problems.push(...typing.finish());
  if (graph.nodes.length === 0) problems.push(emptyGraph());
  return { wiring, zones, items, sites: typing.sites, stages: typing.stages, facts: typing.facts, problems };
}

/** Params of nodes of nodes, which lead to others inside: a wrong one is said here, and does not go on. */
function checkFolded(graph: GraphFile, registry: Registry): { graph: GraphFile; problems: readonly Problem[] } {
  const bodies = bodiesOf(graph);
  const problems: Problem[] = [];
  const nodes = graph.nodes.map((node) => {
    const definition = bodies.has(node.type) ? registry.get(node.type) : undefined;
    const found = definition ? checkParams(node, definition).problems : [];
    problems.push(...found);
    const wrong = new Set(found.map(({ param }) => param));
    if (wrong.size === 0) return node;
    return { ...node, params: Object.fromEntries(Object.entries(node.params).filter(([name]) => !wrong.has(name))) };
  });
  return { graph: problems.length > 0 ? { ...graph, nodes } : graph, problems };
}

/** Node ids in the order of execution. */
function flatten(items: readonly Item[]): string[] {
  return items.flatMap((item) => (item.kind === "node" ? [item.id] : [item.id, ...flatten(item.body)]));
}

/** Walks the nodes in order and derives sites, facts and stages. */
class Typing {
  readonly sites = new Map<string, Site>();
  readonly stages = new Map<string, CheckedStage>();
  readonly facts = new Map<string, Facts>();
  private readonly problems: Problem[] = [];
  private readonly wiring: Wiring;
  private readonly params: ReadonlyMap<string, Params>;
  private readonly env: Env;
  private readonly registry: Registry;
  private readonly card: ModelCard | undefined;
  private readonly picture: Facts | undefined;

  constructor(wiring: Wiring, params: ReadonlyMap<string, Params>, env: Env, registry: Registry) {
    this.wiring = wiring;
    this.params = params;
    this.env = env;
    this.registry = registry;
    const cards = [...wiring.nodes.keys()].map((id) => this.cardOf(id));
    const first = (kind: ModelKind): ModelCard | undefined =>
      cards.find((card) => card && (card.kind ?? "denoiser") === kind);
    // A network that only looks at pictures says nothing of their size.
    this.card = first("denoiser") ?? first("inpainter") ?? first("classifier");
    this.picture = this.firstPicture();
  }

  /** What is known of the picture that the first node gives which takes one from outside. */
  private firstPicture(): Facts | undefined {
    for (const [id, node] of this.wiring.nodes) {
      const { inputs, outputs, facts } = node.definition;
      const output = outputs.find(({ type }) => type === "image");
      if (!output || inputs.length > 0 || this.reference(id, "image").length === 0) continue;
      const known = facts?.(this.siteOf(id, node))[output.name];
      if (known?.shape) return known;
    }
    return undefined;
  }

  private reference(id: string, kind: "model" | "image"): readonly (readonly [string, string])[] {
    const definition = this.wiring.nodes.get(id)?.definition;
    const params = this.params.get(id) ?? {};
    return (definition?.params ?? [])
      .filter((param) => param.kind === kind)
      .map((param) => [param.name, String(params[param.name] ?? "")] as const);
  }

  private cardOf(id: string): ModelCard | undefined {
    const [own] = this.reference(id, "model");
    return own && this.env.cards.get(own[1]);
  }

  visit(id: string): void {
    const node = this.wiring.nodes.get(id);
    if (!node) return;
    const site = this.siteOf(id, node);
    this.sites.set(id, site);
    this.checkTypes(node, (w) => !w.input.feedback);
    const given = this.ask(node, () => node.definition.facts?.(site) ?? {});
    this.problems.push(...tooMany(node, given));
    for (const output of node.definition.outputs) {
      const type = outputType(node, output, (w) => this.facts.get(key(w.from, w.output.name))?.type);
      this.facts.set(key(id, output.name), given?.[output.name] ?? this.inherited(site, node.definition, type));
    }
    this.problems.push(
      ...(this.ask(node, () => node.definition.check?.(site) ?? []) ?? []).map((p) => ({ node: id, ...p })),
    );
    if (!node.definition.stage || missing(node).length > 0) return;
    const stage = this.ask(node, () => checkStage(node.definition, site));
    if (stage && "stage" in stage) this.stages.set(id, stage);
    else this.problems.push(...(stage?.problems ?? []));
  }

  /** Problems found, wires into `back` included; to be called when all nodes have been visited. */
  finish(): readonly Problem[] {
    for (const node of this.wiring.nodes.values()) this.checkTypes(node, (w) => w.input.feedback === true);
    return this.problems;
  }

  private siteOf(id: string, node: WiredNode): Site {
    const inputs: Record<string, Facts> = {};
    for (const [name, w] of node.inputs) {
      const facts = w.input.feedback ? undefined : this.facts.get(key(w.from, w.output.name));
      if (facts) inputs[name] = facts;
    }
    const images: Record<string, readonly [number, number]> = {};
    const layers: Record<string, number> = {};
    for (const [name, reference] of this.reference(id, "image")) {
      const size = this.env.images.get(reference);
      if (size) images[name] = size;
      const channels = this.env.layers?.get(reference);
      if (channels !== undefined) layers[name] = channels;
    }
    const card = this.reference(id, "model").length > 0 ? this.cardOf(id) : this.card;
    const { picture } = this;
    return {
      id,
      params: this.params.get(id) ?? {},
      inputs,
      images,
      layers,
      ...(card && { card }),
      ...(picture && { picture }),
    };
  }

  /** Facts of an output that its definition does not speak of: those of the sample it came from. */
  private inherited(site: Site, definition: NodeDefinition, type: SocketType): Facts {
    const from = definition.level && "from" in definition.level ? definition.level.from : undefined;
    const names = [...(from === undefined ? [] : [from]), ...definition.inputs.map((input) => input.name)];
    const carriers = names.map((name) => site.inputs[name]).filter((facts) => facts !== undefined);
    const source =
      carriers.find((f) => f.type === "sample" || f.type === "prediction") ?? carriers.find((f) => f.type === type);
    if (!source || type === "number" || type === "label") return { type };
    return { ...source, type };
  }

  /** Asks a definition; its bug at this node must not hide the others' problems from view, so it is thrown with its place. */
  private ask<T>(node: WiredNode, question: () => T): T | undefined {
    if (missing(node).length > 0) return undefined;
    try {
      return question();
    } catch (cause) {
      if (cause instanceof RangeError) {
        this.problems.push(rangeProblem(node, cause.message));
        return undefined;
      }
      throw new Error(`node ${node.node.id} (${node.definition.type}) could not be asked`, { cause });
    }
  }

  private checkTypes(node: WiredNode, select: (w: Wire) => boolean): void {
    for (const w of node.inputs.values()) {
      const came = select(w) ? this.facts.get(key(w.from, w.output.name))?.type : undefined;
      if (came !== undefined && !w.input.types.includes(came)) this.problems.push(this.mismatch(w, came));
    }
  }

  private mismatch(w: Wire, came: SocketType): Problem {
    const wanted = w.input.types;
    const givers = [...this.registry.values()]
      .filter(
        (d) =>
          d.inputs.some((i) => i.types.includes(came)) &&
          d.outputs.some((o) => typeof o.type === "string" && wanted.includes(o.type)),
      )
      .slice(0, 3);
    const others = [...this.registry.values()].filter((d) =>
      d.outputs.some((o) => typeof o.type === "string" && wanted.includes(o.type)),
    );
    const via = givers.length > 0;
    const names = (language: "en" | "zh"): string =>
      (via ? givers : others.slice(0, 3)).map((d) => d.title[language]).join(", ");
    const node = this.wiring.nodes.get(w.to)?.node;
    const place = `${node ? nameOf(node) : w.to}.${w.input.name}`;
    return problem(
      "type-mismatch",
      {
        en: `${place} takes ${wanted.join(" or ")}; ${w.from}.${w.output.name} gives ${came}.`,
        zh: `${place} 接受 ${wanted.join(" 或 ")}；${w.from}.${w.output.name} 给出 ${came}。`,
      },
      via
        ? { en: `Put one of these between them: ${names("en")}.`, zh: `请在其间插入：${names("zh")}。` }
        : {
            en: `Wire the output of one of these instead: ${names("en")}.`,
            zh: `请改接以下节点的输出：${names("zh")}。`,
          },
      { node: w.to, socket: w.input.name },
    );
  }
}

const missing = (node: WiredNode): readonly { readonly name: string }[] =>
  node.definition.inputs.filter((input) => !input.optional && !node.inputs.has(input.name));

function unwired(node: WiredNode | undefined): Problem[] {
  if (!node) return [];
  return missing(node).map(({ name }) => {
    const input = node.definition.inputs.find((i) => i.name === name);
    const types = input?.types.join(" or ") ?? "";
    return problem(
      "unconnected",
      {
        en: `${nameOf(node.node)}.${name} is not wired; it needs ${types}.`,
        zh: `${nameOf(node.node)}.${name} 没有接线；它需要 ${types}。`,
      },
      { en: `Wire an output of type ${types} to it.`, zh: `请接入类型为 ${types} 的输出。` },
      { node: node.node.id, socket: name },
    );
  });
}

/** Numbers that one output may hold: 2 GiB of float32, what one piece of memory can be anywhere. */
const maxValues = 2 ** 29;

function tooMany({ node, definition }: WiredNode, given: Readonly<Record<string, Facts>> | undefined): Problem[] {
  return definition.outputs.flatMap(({ name }) => {
    const shape = given?.[name]?.shape ?? [];
    const count = shape.reduce<number>((all, size) => all * size, 1);
    if (!(count > maxValues)) return [];
    const size = shape.join("×");
    const gb = (4 * count) / 1e9;
    const needed = gb < 1e6 ? `${gb.toPrecision(2)} GB` : `${gb.toExponential(1)} GB`;
    return [
      problem(
        "too-many-values",
        {
          en: `${nameOf(node)}.${name} would be ${size} numbers, which take ${needed}; one value can take 2.1 GB.`,
          zh: `${nameOf(node)}.${name} 将有 ${size} 个数，需 ${needed}；单个值最多 2.1 GB。`,
        },
        {
          en: "Choose a smaller batch, fewer windows or answers, or a smaller picture.",
          zh: "请减小批量、取景框数或答案数，或图像尺寸。",
        },
        { node: node.id, socket: name },
      ),
    ];
  });
}

function rangeProblem(node: WiredNode, message: string): Problem {
  return problem(
    "out-of-range",
    { en: `${nameOf(node.node)}: ${message}.`, zh: `${nameOf(node.node)}：${message}。` },
    { en: "Change the param so that it lies in that range.", zh: "请将参数改到该范围之内。" },
    { node: node.node.id },
  );
}

function emptyGraph(): Problem {
  return warning(
    "empty",
    { en: "The graph has no nodes, so there is nothing to run.", zh: "图中没有节点，无可运行。" },
    { en: "Choose a template, or add a node from the palette.", zh: "请选择模板，或从面板添加节点。" },
  );
}
