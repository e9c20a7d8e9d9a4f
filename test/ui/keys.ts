import { registry } from "../../src/nodes/index.ts";
import type { ParamValue } from "../../src/runtime/node.ts";
import { inspectingWords } from "../../src/ui/i18n/inspecting.ts";
import type { PageUnderTest } from "./page.ts";
import { effective } from "./shape.ts";

/** Hands that have keys only. They wait for no frame: what a key does has been done before the next one comes. */
export class Keys {
  /** Keys pressed so far; a text has as many as characters. */
  presses = 0;
  private readonly under: PageUnderTest;

  constructor(under: PageUnderTest) {
    this.under = under;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.under.page.keyboard.press(key);
    this.presses += keys.length;
  }

  async type(text: string): Promise<void> {
    await this.under.page.keyboard.type(text);
    this.presses += text.length;
  }

  /** Answers the list that opens. */
  async choose(text: string): Promise<void> {
    await this.under.page.locator("repaint-command-palette dialog[open]").waitFor();
    await this.type(text);
    await this.press("Enter");
  }

  /** Adds a node; the outline stands on it then. @returns its id. */
  async add(type: string): Promise<string> {
    await this.press("a");
    await this.choose(type);
    return await this.under.studio((s) => [...s.selected].join());
  }

  /** Goes to a row of the outline by its keys alone. */
  async goTo(row: string): Promise<void> {
    await this.press("Home");
    await this.downTo(row);
  }

  async downTo(row: string): Promise<void> {
    for (let i = 0; i < 100; i++) {
      if ((await this.focused()) === row) return;
      await this.press("ArrowDown");
    }
    throw new Error(`the outline has no ${row}`);
  }

  /** The key of the outline's row that has the focus. */
  focused(): Promise<unknown> {
    return this.under.page.evaluate(
      `document.querySelector("repaint-studio").shadowRoot.querySelector("repaint-outline").shadowRoot.activeElement?.dataset.key`,
    );
  }
}

/** Sets a param where it is another already: to the inspector, to its field, the value, and back. */
export async function setParam(
  under: PageUnderTest,
  keys: Keys,
  node: string,
  name: string,
  value: ParamValue,
): Promise<void> {
  const graph = await under.studio((s) => s.graph);
  const made = graph.nodes.find(({ id }) => id === node);
  const param = registry.get(made?.type ?? "")?.params.find((other) => other.name === name);
  if (!made || !param || effective(made)[name] === value) return;
  await keys.goTo(`n:${node}`);
  await keys.press("Enter");
  await under.focusOn("repaint-inspector");
  for (let i = 0; i < 20 && (await fieldName(under)) !== param.title.en; i++) {
    if (await isFolded(under)) await keys.press("Enter");
    await keys.press("Tab");
  }
  if (param.kind === "choice" || param.kind === "image" || param.kind === "model") {
    const option = param.kind === "choice" ? param.options.find((other) => other.value === value)?.title.en : undefined;
    await keys.type(option ?? String(value).replace(/^\w+:/, ""));
  } else {
    await keys.press("Control+a");
    await keys.type(String(value));
    await keys.press(param.kind === "equation" ? "Control+Enter" : "Enter");
  }
  await keys.press("Escape");
  await under.focusOn("repaint-outline");
}

const FOCUSED = `
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;`;

/** The name of the field that has the focus. */
async function fieldName(under: PageUnderTest): Promise<string> {
  return String(await under.page.evaluate(`{${FOCUSED} at?.getAttribute("aria-label"); }`));
}

/** Whether the focus is on the heading of the params for experts, and they are folded away. */
async function isFolded(under: PageUnderTest): Promise<boolean> {
  const heading = JSON.stringify(inspectingWords("en").advanced);
  const read = `{${FOCUSED} at?.localName === "summary" && at.textContent === ${heading} && !at.parentElement.open; }`;
  return (await under.page.evaluate(read)) === true;
}
