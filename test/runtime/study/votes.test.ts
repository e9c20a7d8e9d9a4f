import assert from "node:assert/strict";
import { test } from "node:test";
import { questionsOf, type UserStudy } from "../../../src/runtime/study/user-study.ts";
import { consistentPeople, selfConsistency, shareOfVotes, type Vote } from "../../../src/runtime/study/votes.ts";
import { coverage, WORLDS } from "../../../tools/user-study/voters.ts";

const votes = (person: string, answers: string): readonly Vote[] =>
  [...answers].map((letter, i) => ({ person, picture: String(Math.floor(i / 2)), first: letter === "+" }));

test("who answers fewer than three pairs in four alike does not count", () => {
  assert.equal(selfConsistency(votes("a", "++--++-+")), 0.75);
  assert.equal(selfConsistency(votes("a", "++--+--+")), 0.5);
  assert.deepEqual([...consistentPeople([...votes("a", "++--++-+"), ...votes("b", "++--+--+")])], ["a"]);
});

test("the interval covers the truth of simulated voters about as often as it says", () => {
  for (const [name, world] of Object.entries(WORLDS)) {
    const share = coverage({ ...world, pictures: 30 }, 60, 2);
    // Of 60 studies 57 cover in the mean; fewer than 51 come once in a thousand times.
    assert.ok(share >= 51 / 60, `${name}: ${share}`);
  }
  const { value, low, high } = shareOfVotes(votes("a", "++--").concat(votes("b", "--++"), votes("c", "++++")));
  assert.ok(Math.abs(value - 4 / 6) < 1e-12 && low < value && value < high && low >= 0 && high <= 1);
});

test("every pair is asked once, then once again, with both sides and in an order of the person's own", () => {
  const pairs = Array.from({ length: 20 }, (_, i) => ({ known: `k${i}`, a: `a${i}`, b: `b${i}` }));
  const study: UserStudy = { format: "repaint-user-study", version: 1, id: "x", title: "x", pairs };
  const asked = questionsOf(study, 5);
  for (const round of [0, 1])
    assert.deepEqual(
      asked
        .filter((one) => one.round === round)
        .map(({ pair }) => pair)
        .sort((x, y) => x - y),
      pairs.map((_, i) => i),
    );
  assert.ok(asked.slice(0, 20).every(({ round }) => round === 0));
  const lefts = asked.filter(({ left }) => left.startsWith("a")).length;
  assert.ok(lefts > 8 && lefts < 32, String(lefts));
  assert.notDeepEqual(questionsOf(study, 6), asked);
  assert.deepEqual(questionsOf(study, 5), asked);
});
