import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { keyLabel } from "../../src/ui/commands/key-label.ts";
import { Commands, type CommandEntry, type KeyPress, type Scope } from "../../src/ui/commands/registry.ts";

/** An element on the way of a key press, as far as the registry looks at it. */
class Part extends EventTarget {
  private readonly name: string;
  private readonly scope: string | null;

  constructor(name: string, scope: string | null = null) {
    super();
    this.name = name;
    this.scope = scope;
  }

  matches(selector: string): boolean {
    return selector.split(/, |:/).includes(this.name);
  }

  getAttribute(): string | null {
    return this.scope;
  }
}

const canvas = new Part("canvas", "graph");
const player = new Part("div", "player");
const elsewhere = new Part("section");

/** Presses keys such as `Control+z` at an element. @returns whether a command has taken them. */
function press(commands: Commands, keys: string, at: Part = elsewhere): boolean {
  const [key = "", ...modifiers] = keys.split("+").reverse();
  const codes: Readonly<Record<string, string>> = { " ": "Space", ".": "Period", ">": "Period" };
  const event: KeyPress = {
    key,
    code: codes[key] ?? "",
    defaultPrevented: false,
    isComposing: false,
    composedPath: () => [at, new EventTarget()],
    preventDefault: () => undefined,
    getModifierState: (name) => modifiers.includes(name),
  };
  return commands.press(event);
}

function recorded(...list: readonly (readonly [keys: string, scope: Scope])[]): { commands: Commands; ran: string[] } {
  const ran: string[] = [];
  const commands = new Commands();
  const title = { en: "a", zh: "甲" };
  commands.add(
    ...list.map(([keys, scope]): CommandEntry => ({ id: keys, title, keys: [keys], scope, run: () => ran.push(keys) })),
  );
  return { commands, ran };
}

describe("commands", () => {
  it("run by their keys where their scope has the focus, and nowhere else", () => {
    const { commands, ran } = recorded(["$mod+z", "anywhere"], ["f", "graph"], ["Period", "player"]);
    assert.deepEqual(
      [elsewhere, player, canvas].map((at) => ["Control+z", "f", "."].map((keys) => press(commands, keys, at))),
      [
        [true, false, false],
        [true, false, true],
        [true, true, true],
      ],
    );
    assert.deepEqual(ran, ["$mod+z", "$mod+z", "Period", "$mod+z", "f", "Period"]);
  });

  it("take no keys from a field or a dialog, and not Space from a button", () => {
    const { commands } = recorded(["$mod+z", "anywhere"], ["Space", "player"], ["Period", "player"]);
    for (const name of ["input", "textarea", "select", "dialog"])
      assert.equal(press(commands, "Control+z", new Part(name, "player")), false, name);
    assert.equal(press(commands, " ", new Part("button", "player")), false);
    assert.equal(press(commands, ".", new Part("button", "player")), true);
    assert.equal(press(commands, " ", player), true);
  });

  it("tell apart keys with other modifiers", () => {
    const { commands, ran } = recorded(["Period", "player"], ["Shift+Period", "player"]);
    assert.equal(press(commands, "Shift+>", player), true);
    assert.equal(press(commands, "Alt+.", player), false);
    assert.deepEqual(ran, ["Shift+Period"]);
  });

  it("do nothing while they cannot, and leave the keys to another that can", () => {
    const { commands, ran } = recorded();
    const title = { en: "a", zh: "甲" };
    const entry = (id: string, enabled: boolean): CommandEntry => {
      return { id, title, keys: ["x"], scope: "graph", enabled: () => enabled, run: () => ran.push(id) };
    };
    const remove = commands.add(entry("off", false), entry("on", true));
    assert.equal(press(commands, "x", canvas), true);
    assert.equal(commands.run("off"), false);
    assert.equal(commands.run("on"), true);
    assert.deepEqual(ran, ["on", "on"]);
    remove();
    assert.equal(press(commands, "x", canvas), false);
    assert.equal(commands.run("on"), false);
  });

  it("take the reader's own keys instead of those they came with", () => {
    const { commands } = recorded(["f", "graph"]);
    commands.setOwnKeys({ f: ["g"] });
    assert.deepEqual([press(commands, "f", canvas), press(commands, "g", canvas)], [false, true]);
  });
});

it("keys are written as they stand on the keyboard", () => {
  const label = (mac: boolean): string[] =>
    ["$mod+Shift+z", "Alt+ArrowUp", "Shift+Period", "f", "Delete"].map((keys) => keyLabel(keys, mac));
  assert.deepEqual(label(false), ["Ctrl+Shift+Z", "Alt+↑", "Shift+.", "F", "Del"]);
  assert.deepEqual(label(true), ["⌘⇧Z", "⌥↑", "⇧.", "F", "Del"]);
});
