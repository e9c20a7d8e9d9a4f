import assert from "node:assert/strict";
import { test } from "node:test";
import { viewScatter } from "../../src/nodes/view-scatter.ts";
import type { Site } from "../../src/runtime/node.ts";

type Shape = readonly [number, number, number, number];

const site = (picture: Shape | undefined, data = "", known?: Shape): Site => ({
  id: "scatter",
  params: { part: "x", every: 1, data },
  inputs: {
    ...(picture && { picture: { type: "sample" as const, shape: picture } }),
    ...(known && { known: { type: "image" as const, shape: known } }),
  },
  images: {},
});

for (const { name, at, says } of [
  { name: "pictures of two pixels are taken", at: site([4096, 1, 1, 2], "", [1, 1, 1, 2]), says: [] },
  { name: "what is not wired is not complained of", at: site(undefined), says: [] },
  {
    name: "larger pictures are refused with their size and a way out",
    at: site([1, 3, 64, 64]),
    says: [/scatter\.picture is 3×64×64; a scatter shows pictures of two pixels, 1×1×2\. .*Preview/],
  },
  {
    name: "a known picture of another size is refused at its own socket",
    at: site([8, 1, 1, 2], "", [1, 1, 2, 2]),
    says: [/scatter\.known is 1×2×2/],
  },
  { name: "a data set is taken by name", at: site([8, 1, 1, 2], "moons"), says: [] },
  {
    name: "points are taken, with and without their scheme",
    at: site([8, 1, 1, 2], "points:0.1;0,0;0.5,0.5,2"),
    says: [],
  },
  {
    name: "what is neither is answered with what would be",
    at: site([8, 1, 1, 2], "nebula"),
    says: [/scatter\.data is neither a data set of two pixels nor points: "nebula"\. .*SPREAD;X,Y/],
  },
]) {
  test(`a scatter checks what it is given: ${name}`, () => {
    const problems = viewScatter.check?.(at) ?? [];
    assert.equal(problems.length, says.length, JSON.stringify(problems));
    problems.forEach((one, i) => {
      assert.match(`${one.message.en} ${one.remedy?.en ?? ""}`, says[i] ?? /$^/);
      assert.ok(one.message.zh.length > 0 && one.remedy?.zh && one.node === "scatter" && (one.param ?? one.socket));
    });
  });
}
