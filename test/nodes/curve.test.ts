import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { registry } from "../../src/nodes/index.ts";
import { curveAt, curveText, readCurve, type CurveHandle } from "../../src/runtime/diffusion/curve.ts";
import { validate } from "../../src/runtime/graph/validate.ts";
import { followCurve } from "../../src/ui/follow-curve.ts";
import { moved, withHandle, withoutHandle } from "../../src/ui/components/curve-edit.ts";
import { graphOf } from "../helpers/graphs.ts";
import { cli, put, freshFolder } from "../helpers/cli.ts";
import { CARD, runBench } from "./stand-in.ts";

const handles = fc
  .uniqueArray(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 12 })
  .chain((places) =>
    fc.tuple(
      ...places
        .toSorted((a, b) => a - b)
        .map((u) => fc.integer({ min: -40, max: 40 }).map((v): CurveHandle => [u / 100, v / 4])),
    ),
  );
const between = fc.constantFrom("linear", "cosine", "step");

describe("a curve over t", () => {
  test("goes through its handles, stays between them, and is its own text read back", () => {
    fc.assert(
      fc.property(handles, between, fc.double({ min: 0, max: 1, noNaN: true }), (curve, how, u) => {
        assert.deepEqual(readCurve(curveText(curve)), curve);
        for (const [at, value] of curve) assert.ok(Math.abs(curveAt(curve, how, at) - value) < 1e-12);
        const values = curve.map(([, value]) => value);
        const value = curveAt(curve, how, u);
        assert.ok(value >= Math.min(...values) - 1e-12 && value <= Math.max(...values) + 1e-12);
      }),
    );
  });

  test("stays one whatever is done to its handles", () => {
    fc.assert(
      fc.property(handles, fc.nat(11), fc.double({ min: -1, max: 2, noNaN: true }), (curve, i, u) => {
        const k = i % curve.length;
        const within = Math.min(1, Math.max(0, u));
        for (const edited of [moved(curve, k, [u, 1]), withHandle(curve, [within, 2]), withoutHandle(curve, k)])
          assert.ok(readCurve(curveText(edited)), curveText(edited));
      }),
    );
  });

  for (const text of [
    "",
    "0",
    "0,1;0,2",
    "1,1;0,1",
    "-1,2",
    "0,1,2",
    "0,NaN",
    "0,1e999",
    "0,1;",
    "a,b",
    Array(65).fill("0,1").join(";"),
  ])
    test(`is not "${text.slice(0, 20)}"`, () => {
      assert.equal(readCurve(text), undefined);
      const graph = graphOf([["curve", "math/curve", { handles: text }]], []);
      assert.ok(validate(graph, registry).some(({ code, param }) => code === "wrong-param" && param === "handles"));
    });
});

const CLASSES = { ...CARD, io: { ...CARD.io, label: "label" }, classes: { count: 6, null_label: 5 } };
const guided = (between: string) =>
  graphOf(
    [
      ["model", "model/load"],
      ["schedule", "model/noise-schedule", { T: 10 }],
      ["noise", "noise/gaussian", { seed: 1 }],
      ["loop", "flow/loop"],
      ["label", "model/label", { label: 2 }],
      ["scale", "math/curve", { handles: "0,1;0.5,3;1,60", between }],
      ["predict", "denoise/predict"],
      ["reverse", "denoise/reverse-step"],
    ],
    [
      "model.model → schedule.model",
      "schedule.schedule → noise.schedule",
      "noise.sample → loop.init",
      "model.model → predict.model",
      "loop.body → predict.sample",
      "loop.body → scale.at",
      "label.label → predict.label",
      "scale.number → predict.guidance_scale",
      "predict.prediction → reverse.prediction",
      "reverse.sample → loop.back",
    ],
  );

describe("a number wired to a param", () => {
  test("takes its place at every visit, within the param's range", async () => {
    const answer = ({ label }: { label: number | undefined }) => [label === 2 ? 0.5 : 0.25];
    const { read, calls } = await runBench(guided("linear"), { card: CLASSES, answer, watch: true });
    const eps = (read.get("predict.prediction.eps") ?? []).map((one) => (one instanceof Float32Array ? one[0] : NaN));
    const scales = Array.from({ length: 10 }, (_, i) => {
      const u = 1 - i / 10;
      return Math.min(50, u <= 0.5 ? 1 + 4 * u : 3 + 114 * (u - 0.5));
    });
    assert.equal(calls.length, 20);
    eps.forEach((value, i) =>
      assert.ok(Math.abs((value ?? NaN) - (0.25 + 0.25 * (scales[i] ?? NaN))) < 1e-5, `visit ${i}`),
    );
  });

  test("may not be wired where counts and shapes would depend on it, and takes nothing but numbers", () => {
    const graph = guided("linear");
    const codes = (link: readonly [string, string, string, string]) =>
      validate(
        { ...graph, links: [...graph.links.filter(([, , , input]) => input !== "guidance_scale"), link] },
        registry,
      ).map(({ code }) => code);
    assert.ok(codes(["scale", "number", "schedule", "T"]).includes("unknown-socket"));
    assert.ok(codes(["noise", "sample", "predict", "guidance_scale"]).includes("type-mismatch"));
    assert.deepEqual(codes(["scale", "number", "predict", "guidance_scale"]), []);
  });

  test("reads as itself in pseudocode and in Python", async () => {
    const file = put(
      freshFolder(),
      "graph.json",
      graphOf(
        guided("cosine")
          .nodes.filter(({ id }) => id !== "label")
          .map(({ id, type, params }) => [id, type, id === "reverse" ? { sampler: "ddim" } : params]),
        [
          ...guided("cosine")
            .links.filter(([a, , , d]) => a !== "label" && d !== "guidance_scale")
            .map(([a, b, c, d]) => `${a}.${b} → ${c}.${d}`),
          "scale.number → reverse.eta",
        ],
      ),
    );
    const { out } = await cli(["explain", file]);
    assert.match(out, /scale ← Curve over t\(x\)/);
    const python = await cli(["export", file, "--to", "pytorch", "--out", file.replace(".json", ".py")]);
    assert.equal(python.code, 0, python.err);
  });

  test("is one click: a curve, flat at the value it had, at the level of its node", () => {
    const graph = {
      ...guided("linear"),
      links: guided("linear").links.filter(([, , , input]) => input !== "guidance_scale"),
    };
    const predict = graph.nodes.find(({ id }) => id === "predict");
    const param = registry.get("denoise/predict")?.params.find(({ name }) => name === "guidance_scale");
    assert.ok(predict && param);
    const followed = followCurve(graph, registry, { ...predict, params: { guidance_scale: 4 } }, param)?.(graph);
    assert.ok(followed);
    assert.deepEqual(followed.nodes.at(-1)?.params, { handles: "0,4;1,4", between: "linear" });
    assert.deepEqual(
      validate(followed, registry).filter(({ severity }) => severity === "error"),
      [],
    );
    assert.deepEqual(followed.links.slice(-2), [
      ["loop", "body", "curve", "at"],
      ["curve", "number", "predict", "guidance_scale"],
    ]);
  });
});
