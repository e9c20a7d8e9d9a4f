import assert from "node:assert/strict";
import { test } from "node:test";
import { doors } from "../../tools/hostile/doors.ts";

for (const { name, check } of doors) {
  test(`a thousand hostile cases through the door "${name}" end as data or as a sentence, and harm nothing`, async () => {
    let refused = 0;
    const { failure } = await check(1000, 9, ({ taken }) => void (refused += taken ? 0 : 1));
    assert.equal(failure && `${failure.error}\n${failure.given.slice(0, 2000)}`, undefined);
    assert.ok(refused > 0 || name === "arguments", "none of them was wrong");
  });
}
