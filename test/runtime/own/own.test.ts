import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { registry } from "../../../src/nodes/index.ts";
import { analyse } from "../../../src/runtime/graph/analyse.ts";
import { isBody, type GraphFile } from "../../../src/runtime/graph/format.ts";
import { parseGraph, serializeGraph } from "../../../src/runtime/graph/parse.ts";
import { plan } from "../../../src/runtime/graph/plan.ts";
import { fold } from "../../../src/runtime/own/fold.ts";
import { typeOf } from "../../../src/runtime/own/identity.ts";
import { completed, readNodeFile, writeNodeFile } from "../../../src/runtime/own/library.ts";
import { openEverything, openInPlace } from "../../../src/runtime/own/open.ts";
import { trace } from "../../../src/runtime/trace.ts";
import { repaintGraph, withParam, without } from "../../helpers/graphs.ts";
import { runBench } from "../../nodes/stand-in.ts";

const text = (en: string): { en: string; zh: string } => ({ en, zh: en });
const opened = (file: object): GraphFile => {
  const { graph, notes } = parseGraph(JSON.stringify(file), registry);
  assert.deepEqual(notes, []);
  return graph;
};

const composite = {
  name: "soft-composite",
  title: { en: "Soft composite", zh: "柔和拼合" },
  inputs: [
    { name: "unknown", type: "sample" },
    { name: "known", type: "sample" },
    { name: "keep_mask", type: "mask" },
  ],
  outputs: [{ name: "sample", like: "unknown" }],
  params: [{ name: "trust", default: 1, min: 0, max: 1 }],
  equation: "m = trust * keep_mask\nsample = m * known + (1 - m) * unknown",
};

const plain = repaintGraph({ T: 20, jumps: [{ jump_length: 2, jump_n_sample: 2 }] });
/** RePaint, its composite a node type of the reader's own. */
const own = opened({
  ...plain,
  definitions: [composite],
  nodes: plain.nodes.map((node) =>
    node.id === "composite" ? { ...node, type: "own/soft-composite", v: 1, params: { trust: 1 } } : node,
  ),
});
const BODY = new Set(["predict", "reverse", "known", "composite", "jump0"]);
const folding = { name: "pass", title: text("One pass"), id: "pass", shown: [["jump0", "jump_n_sample"]] as const };
const folded = fold(own, registry, BODY, folding);

const answer = ({ x }: { x: Float32Array }): Float32Array => x.map((v) => 0.8 * v);
const result = async (graph: GraphFile): Promise<Float32Array> => {
  const { artifacts } = await runBench(graph, { answer });
  const saved = artifacts.find(({ kind }) => kind === "save");
  assert.ok(saved?.kind === "save");
  return saved.picture.data;
};

describe("a node type of an equation", () => {
  it("is named by its hash wherever a graph names it without", () => {
    const [definition] = own.definitions ?? [];
    assert.ok(definition);
    assert.match(typeOf(definition), /^own\/soft-composite@[0-9a-f]{32}$/);
    assert.equal(own.nodes.find(({ id }) => id === "composite")?.type, typeOf(definition));
  });

  it("gives what the shipped node of the same equation gives, to the bit", async () => {
    assert.deepEqual(await result(own), await result(plain));
    assert.notDeepEqual(await result(withParam(own, "composite", "trust", 0.5)), await result(plain));
  });

  it("walks as the shipped one, and runs in one kernel with its neighbours", () => {
    const [a, b] = [trace(plan(own, registry)), trace(plan(plain, registry))];
    assert.deepEqual([a.transitions, a.evaluations, a.levels()], [b.transitions, b.evaluations, b.levels()]);
    assert.deepEqual(
      plan(own, registry).groups.map(({ nodes }) => nodes.length),
      plan(plain, registry).groups.map(({ nodes }) => nodes.length),
    );
  });

  it("can move t, draw noise and take a number that varies", () => {
    const graph = opened({
      ...plain,
      definitions: [
        {
          name: "warm-step",
          inputs: [{ name: "p", type: "prediction" }],
          outputs: [{ name: "x", type: "sample" }],
          params: [{ name: "temperature", default: 1, min: 0, max: 2 }],
          equation:
            "mean = posterior_mean_coef1 * pred_xstart + posterior_mean_coef2 * x_t\nx = mean + temperature * noise_scale * exp(log_variance / 2) * noise",
          moves: "down",
        },
      ],
      nodes: [
        ...plain.nodes.map((node) =>
          node.id === "reverse" ? { ...node, type: "own/warm-step", v: 1, params: {} } : node,
        ),
        { id: "curve", type: "math/curve", v: 1, pos: [0, 0], params: {} },
      ],
      links: [
        ...plain.links.map(([from, output, to, input]) => [
          from,
          from === "reverse" ? "x" : output,
          to,
          to === "reverse" ? "p" : input,
        ]),
        ["loop", "body", "curve", "at"],
        ["curve", "number", "reverse", "temperature"],
      ],
    });
    const problems = analyse(graph, registry).problems.filter(({ severity }) => severity === "error");
    assert.deepEqual(
      problems.map(({ message }) => message.en),
      [],
    );
    assert.equal(trace(plan(graph, registry)).evaluations, trace(plan(plain, registry)).evaluations);
  });

  it("is another type as soon as it says something else; what a graph names is never replaced", () => {
    const changed = { ...composite, equation: "sample = keep_mask * known + (1 - keep_mask) * unknown * trust" };
    const library = readNodeFile(
      JSON.stringify({ format: "repaint-node", version: 1, definitions: [changed] }),
      registry,
    );
    assert.notEqual(typeOf(library.definitions[0] ?? assert.fail()), typeOf(own.definitions?.[0] ?? assert.fail()));
    const { definitions: _, ...bare } = own;
    const [problem] = analyse(completed(bare, library.definitions), registry).problems;
    assert.equal(problem?.code, "unknown-type");
    assert.match(problem.message.en, /whose definition the graph does not bring along/);
    const both = completed(own, library.definitions);
    assert.equal(both, own);
    const right = readNodeFile(writeNodeFile(own.definitions?.[0] ?? assert.fail(), own.definitions ?? []), registry);
    assert.deepEqual(completed(bare, [...library.definitions, ...right.definitions]), own);
  });
});

describe("a node of nodes", () => {
  it("stands in the graph with the sockets of the wires that were cut", () => {
    assert.deepEqual(
      folded.nodes.map(({ id }) => id).toSorted(),
      [...plain.nodes.map(({ id }) => id).filter((id) => !BODY.has(id)), "pass"].toSorted(),
    );
    const body = folded.definitions?.find(isBody) ?? assert.fail();
    assert.deepEqual(body.inputs.map(({ name }) => name).toSorted(), ["image", "keep_mask", "model", "sample"]);
    assert.deepEqual(
      body.outputs.map(({ name }) => name),
      ["sample"],
    );
    assert.deepEqual(analyse(folded, registry).problems, []);
  });

  it("counts, walks and runs as if it were open, to the bit", async () => {
    const [a, b] = [trace(plan(folded, registry)), trace(plan(own, registry))];
    assert.deepEqual([a.evaluations, a.levels()], [b.evaluations, b.levels()]);
    assert.deepEqual(await result(folded), await result(own));
  });

  it("lends the params that it shows", () => {
    const r5 = trace(plan(withParam(folded, "pass", "jump_n_sample", 5), registry));
    assert.equal(r5.evaluations, trace(plan(withParam(own, "jump0", "jump_n_sample", 5), registry)).evaluations);
  });

  it("is the same graph once it is opened again", () => {
    const { graph } = openInPlace(folded, "pass") ?? assert.fail();
    const byId = (one: GraphFile): unknown[] =>
      one.nodes.map(({ pos: _, ...node }) => node).toSorted((a, b) => (a.id < b.id ? -1 : 1));
    assert.deepEqual(byId(graph), byId(own));
    assert.deepEqual(graph.links.map(String).toSorted(), own.links.map(String).toSorted());
  });

  it("is written and read without loss, nested too", async () => {
    const nested = fold(folded, registry, new Set(["pass", "loop"]), {
      name: "sampler",
      title: text("Sampler"),
      id: "all",
      shown: [],
    });
    const { graph, notes } = parseGraph(serializeGraph(nested), registry);
    assert.deepEqual(notes, []);
    assert.deepEqual(graph, nested);
    assert.deepEqual(await result(nested), await result(own));
    assert.deepEqual(
      [...openEverything(nested).paths.keys()].filter((path) => path.startsWith("all/pass/")).length,
      BODY.size,
    );
  });

  it("draws other noise where it is used twice", async () => {
    const again = {
      ...folded,
      nodes: folded.nodes.map((node) =>
        node.id === "pass" ? { id: "other", type: node.type, v: 1, pos: node.pos, params: {} } : node,
      ),
      links: folded.links.map(
        (link) => link.map((name) => (name === "pass" ? "other" : name)) as [string, string, string, string],
      ),
    };
    assert.notDeepEqual(await result(again), await result(folded));
    // And the same when that one is opened for its params to be changed.
    assert.deepEqual(await result(openEverything(again).graph), await result(again));
  });

  it("names the way to what is wrong inside it", () => {
    const bare = analyse(without(folded, "pass", "image"), registry).problems.filter(
      ({ severity }) => severity === "error",
    );
    assert.deepEqual(
      bare.map(({ node, socket }) => [node, socket]),
      [["pass/known", "image"]],
    );
    const [wrong, ...others] = analyse(withParam(folded, "pass", "jump_n_sample", -1), registry).problems;
    assert.deepEqual([wrong?.node, wrong?.param, others.length], ["pass", "jump_n_sample", 0]);
    const lost = { ...folded, links: [...folded.links, ["pass", "nothing", "save", "image"] as const] };
    assert.ok(analyse(lost, registry).problems.some(({ code, node }) => code === "unknown-socket" && node === "pass"));
  });

  it("cannot make a graph larger than is run", () => {
    const nodes = Array.from({ length: 500 }, (_, i) => ({
      id: `n${i}`,
      type: typeOf(folded.definitions?.find(isBody) ?? assert.fail()),
      v: 1,
      pos: [0, 0] as const,
      params: {},
    }));
    const { problems } = analyse({ ...folded, nodes: [...folded.nodes, ...nodes] }, registry);
    assert.ok(
      problems.some(({ code, message }) => code === "too-many-nodes" && message.en.includes("2,512 nodes")),
      problems[0]?.message.en,
    );
  });
});
