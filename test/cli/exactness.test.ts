import assert from "node:assert/strict";
import { test } from "node:test";
import { conditionalOn } from "../../src/runtime/laboratory/mixture.ts";
import { modelOfPoints } from "../../src/runtime/laboratory/point-model.ts";
import type { Exactness } from "../../src/runtime/laboratory/exactness.ts";
import { cli } from "../helpers/cli.ts";

interface Answer {
  readonly data: string;
  readonly known: number;
  readonly particles: number;
  readonly rows: readonly (Exactness & { readonly r?: number; readonly value?: number; readonly calls: number })[];
}

async function exact(...argv: readonly string[]): Promise<Answer> {
  const { code, out, err } = await cli(["exactness", ...argv, "--json", "--threads", "1"]);
  assert.equal(code, 0, err + out);
  return JSON.parse(out) as Answer;
}

/** Five blobs: at 0 on the left nothing is left of the outer ones, and one round of resampling is not enough. */
const blobs = "0.12;-0.7,0.6,0.35;-0.6,-0.5,0.1;0,0.1,0.1;0.6,0.7,0.15;0.65,-0.6,0.3";

test("resampling brings RePaint nearer to the exact conditional, beyond both intervals", async () => {
  const { rows } = await exact("repaint-250", "--data", blobs, "--known", "0", "--r", "1,10", "--particles", "2048");
  const [once, often] = rows;
  assert.deepEqual([once?.calls, often?.calls], [250, 2410]);
  assert.ok((often?.total_variation.high ?? 1) < (once?.total_variation.low ?? 0), JSON.stringify(rows));
  assert.ok((often?.off_data.high ?? 1) < (once?.off_data.low ?? 0), JSON.stringify(rows));
});

test("a particle filter is nearer to the exact conditional than RePaint without resampling, and leaves no answer off the data", async () => {
  const few = ["--data", blobs, "--known", "0", "--particles", "1024", "--set", "schedule.T=100"];
  const [once] = (await exact("no-resampling", ...few)).rows;
  for (const filter of ["particles", "twisted"]) {
    const [row] = (await exact(filter, ...few)).rows;
    assert.ok((row?.total_variation.high ?? 1) < (once?.total_variation.low ?? 0), JSON.stringify([filter, row, once]));
    assert.ok((row?.off_data.value ?? 1) < 0.01, JSON.stringify([filter, row]));
  }
});

test("where the known value lies between two modes, resampling leads away from the exact conditional, beyond both intervals", async () => {
  const between = "0.1;-0.7,0.4,0.2;0.7,0.4,0.2;-0.705,-0.4,0.4;0.95,-0.8,0.1;-0.95,0.8,0.1";
  const { rows } = await exact("repaint-250", "--data", between, "--known", "0", "--r", "1,10", "--particles", "1024");
  const [once, often] = rows;
  assert.ok((often?.total_variation.low ?? 0) > (once?.total_variation.high ?? 1), JSON.stringify(rows));
  assert.ok((often?.off_data.value ?? 1) < 0.01, "only the shares are wrong, not the places");
});

test("a graph without jumps is measured as it is, in either order, with its seed", async () => {
  const few = ["--data", "moons", "--known", "-0.5", "--particles", "256", "--set", "schedule.T=20"];
  const a = await exact("no-resampling", ...few, "--seed", "3");
  const b = await exact("no-resampling", ...few, "--seed", "3");
  const c = await exact("no-resampling", ...few, "--seed", "4");
  assert.deepEqual(a, b);
  assert.notDeepEqual(a.rows, c.rows);
  assert.equal(a.rows[0]?.samples, 256);
  assert.equal(a.known, -0.5);
});

test("a graph whose known picture is a plain value runs with the one it is measured against", async () => {
  // Of two far blobs the left pixel says which: with the value of the graph itself, 0.3, every answer would be at the other.
  const apart = ["--data", "0.2;-0.7,0.6,0.5;0.6,-0.6,0.5", "--known", "-0.7", "--particles", "256"];
  const { rows } = await exact("two-pixels", ...apart, "--set", "schedule.T=50");
  assert.ok((rows[0]?.total_variation.value ?? 1) < 0.5, JSON.stringify(rows));
});

test("any number of the graph is varied, and a trained network takes the ideal one's place", async () => {
  const few = ["--particles", "512", "--set", "schedule.T=25", "--data", "blobs"];
  const { rows } = await exact("repaint-250", ...few, "--vary", "jump.jump_length=1,5");
  assert.deepEqual(
    rows.map(({ value }) => value),
    [1, 5],
  );
  assert.notEqual(rows[0]?.calls, rows[1]?.calls);
  const [ideal, trained] = [
    await exact("repaint-250", ...few),
    await exact("repaint-250", ...few, "--model", "blobs-trained"),
  ];
  const [a, b] = [ideal.rows[0]?.total_variation.value ?? 0, trained.rows[0]?.total_variation.value ?? 0];
  assert.notEqual(a, b);
  assert.ok(Math.abs(a - b) < 0.15, `the trained network is near the ideal one: ${a} and ${b}`);
});

test("where the whole picture is one cloud of points, DDPM without a known part finds the data", async () => {
  // Nothing of a two-pixel picture is known by `unconditional`, so its right pixels follow the marginal; of one blob the
  // marginal is the conditional.
  const { rows } = await exact("unconditional", "--data", "0.2;0,0.1", "--known", "0", "--set", "schedule.T=250");
  const exactly = conditionalOn(modelOfPoints("points:0.2;0,0.1").mixture, 0);
  assert.deepEqual(exactly.means, [0.1]);
  assert.ok((rows[0]?.total_variation.value ?? 1) < 1.7 * (rows[0]?.floor ?? 0), JSON.stringify(rows));
});

for (const { argv, says } of [
  { argv: ["repaint", "--data", "nebula"], says: /neither a data set of two pixels nor points/ },
  { argv: ["repaint", "--known", "2"], says: /--known 2: expected the left pixel, a number from -1 to 1/ },
  { argv: ["repaint", "--known", "-2"], says: /--known -2: expected/ },
  { argv: ["repaint", "--r", "0"], says: /--r 0: expected a whole number from 1 to 1000/ },
  { argv: ["unconditional", "--r", "1,2"], says: /no node with jump_n_sample/ },
  { argv: ["repaint", "--vary", "jump.j=1"], says: /jump\.j is no number of this graph/ },
  { argv: ["repaint", "--vary", "jump.jump_length=1,x"], says: /expected a param and its values/ },
  { argv: ["repaint", "--vary", "jump.jump_length=0"], says: /jump_length/ },
  { argv: ["repaint", "--particles", "1000000"], says: /expected a whole number from 100 to 16384/ },
]) {
  test(`repaint exactness ${argv.join(" ")} is answered with a sentence`, async () => {
    const { code, err } = await cli(["exactness", ...argv]);
    assert.equal(code, 1);
    assert.match(err, says);
  });
}
