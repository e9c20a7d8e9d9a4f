import assert from "node:assert/strict";
import { test } from "node:test";
import { centred, HANDLES, middle, moved, pulled, zoomed, type Frame } from "../../src/ui/paint/crop.ts";

const picture = { width: 400, height: 300 };
const isWithin = ({ x, y, width, height }: Frame): boolean =>
  x >= -1e-9 && y >= -1e-9 && x + width <= picture.width + 1e-9 && y + height <= picture.height + 1e-9;

test("the first frame is the largest there is, in the middle", () => {
  assert.deepEqual(centred(picture, { width: 64, height: 64 }), { x: 50, y: 0, width: 300, height: 300 });
  assert.deepEqual(centred(picture, { width: 64, height: 128 }), { x: 125, y: 0, width: 150, height: 300 });
  assert.deepEqual(centred({ width: 3, height: 3 }, { width: 64, height: 64 }), { x: 0, y: 0, width: 3, height: 3 });
});

test("the point about which is zoomed stays where it is in the frame", () => {
  const frame = centred(picture, { width: 64, height: 64 });
  const about = { x: 200, y: 75 };
  const near = zoomed(frame, picture, 0.5, about);
  assert.deepEqual(near, { x: 125, y: 37.5, width: 150, height: 150 });
  assert.equal((about.x - near.x) / near.width, (about.x - frame.x) / frame.width);
});

test("a frame keeps its shape and lies within the picture, however it is moved and zoomed", () => {
  let frame = centred(picture, { width: 64, height: 48 });
  let state = 5;
  const roll = (): number => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  for (let i = 0; i < 2000; i++) {
    frame =
      roll() < 0.5
        ? moved(frame, picture, (roll() - 0.5) * 900, (roll() - 0.5) * 900)
        : zoomed(frame, picture, 4 ** (roll() * 2 - 1), roll() < 0.5 ? middle(frame) : { x: roll() * 400, y: 9 });
    assert.ok(isWithin(frame), JSON.stringify(frame));
    assert.ok(Math.abs(frame.width / frame.height - 64 / 48) < 1e-6);
    assert.ok(frame.height >= 8 - 1e-9);
  }
});

test("a frame that is pulled stays within the picture, and what lies across from the handle stays where it is", () => {
  let state = 11;
  const roll = (): number => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
  for (const keeps of [true, false]) {
    let frame: Frame = { x: 100, y: 100, width: 64, height: 48 };
    for (let i = 0; i < 3000; i++) {
      const handle = HANDLES[Math.floor(roll() * HANDLES.length)] ?? { x: 1, y: 1 };
      const next = pulled(frame, picture, handle, (roll() - 0.5) * 300, (roll() - 0.5) * 300, keeps);
      const where = JSON.stringify({ frame, handle, next });
      assert.ok(isWithin(next), where);
      assert.ok(Math.min(next.width, next.height) >= 8 - 1e-6, where);
      if (keeps) assert.ok(Math.abs(next.width / next.height - 64 / 48) < 1e-6, where);
      for (const [held, start, length] of [
        [handle.x, "x", "width"],
        [handle.y, "y", "height"],
      ] as const) {
        const fixed = ({ [start]: from, [length]: size }: Frame): number =>
          held > 0 ? from : held < 0 ? from + size : from + size / 2;
        assert.ok(Math.abs(fixed(next) - fixed(frame)) < 1e-6, where);
      }
      frame = next;
    }
  }
  assert.deepEqual(pulled({ x: 10, y: 10, width: 40, height: 40 }, picture, { x: 1, y: 1 }, 20, 5, true), {
    x: 10,
    y: 10,
    width: 60,
    height: 60,
  });
});
