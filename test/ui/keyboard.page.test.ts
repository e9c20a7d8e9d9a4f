import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { GraphFile, GraphLink, GraphNode } from "../../src/runtime/graph/format.ts";
import { registry } from "../../src/nodes/index.ts";
import type { ParamValue } from "../../src/runtime/node.ts";
import { closeSite, openSite, PageUnderTest, type Site } from "./page.ts";

let site: Site;
before(async () => (site = await openSite()));
after(async () => await closeSite(site));

/** Hands that have keys only. They wait for no frame: what a key does has been done before the next one comes. */
class Keys {
  private readonly under: PageUnderTest;

  constructor(under: PageUnderTest) {
    this.under = under;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.under.page.keyboard.press(key);
  }

  async type(text: string): Promise<void> {
    await this.under.page.keyboard.type(text);
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

type Shape = { readonly nodes: readonly unknown[]; readonly links: readonly string[] };

/** A graph up to ids and places: what stands for a node is given. */
function shapeOf(graph: GraphFile, nameOf: (node: GraphNode) => string): Shape {
  const names = new Map(graph.nodes.map((node) => [node.id, nameOf(node)]));
  const link = ([from, output, to, input]: GraphLink): string =>
    `${names.get(from)}.${output} → ${names.get(to)}.${input}`;
  return {
    nodes: graph.nodes
      .map((node) => ({ name: nameOf(node), type: node.type, v: node.v, params: effective(node) }))
      .sort((a, b) => a.name.localeCompare(b.name)),
    links: graph.links.map(link).sort(),
  };
}

/** Every param of a node, those that the file leaves to their defaults included. */
function effective({ type, params }: Pick<GraphNode, "type" | "params">): Record<string, ParamValue> {
  const defaults = (registry.get(type)?.params ?? []).map((param) => [param.name, param.default] as const);
  return { ...Object.fromEntries(defaults), ...params };
}

/** Sets a param where it is another already: to the inspector, to its field, the value, and back. */
async function setParam(
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
  for (let i = 0; i < 20 && (await fieldName(under)) !== param.title.en; i++) await keys.press("Tab");
  if (param.kind === "choice" || param.kind === "image" || param.kind === "model") {
    const option = param.kind === "choice" ? param.options.find((other) => other.value === value)?.title.en : undefined;
    await keys.type(option ?? String(value).replace(/^\w+:/, ""));
  } else {
    await keys.press("Control+a");
    await keys.type(String(value));
    await keys.press("Enter");
  }
  await keys.press("Escape");
  await under.focusOn("repaint-outline");
}

/** The name of the field that has the focus. */
async function fieldName(under: PageUnderTest): Promise<string> {
  return String(
    await under.page.evaluate(`{
      let at = document.activeElement;
      while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
      at?.getAttribute("aria-label");
    }`),
  );
}

test("RePaint is built from an empty canvas and run to its result with keys alone", async () => {
  const template = JSON.parse(
    await readFile(new URL("../../graphs/repaint.json", import.meta.url), "utf8"),
  ) as GraphFile;
  const under = await PageUnderTest.open(site);
  const keys = new Keys(under);
  try {
    await under.ready();
    await keys.press("Control+k");
    await keys.choose("new empty graph");
    assert.equal(await under.studio((s) => s.graph.nodes.length), 0);
    await keys.press("Control+Shift+E");
    await under.focusOn("repaint-outline");

    const made = new Map<string, string>(); // By the template's id.
    for (const { id, type } of template.nodes) made.set(id, await keys.add(type));
    for (const [from, output, to, input] of template.links) {
      await keys.goTo(`n:${made.get(to)}`);
      await keys.press("ArrowRight");
      await keys.downTo(`i:${made.get(to)}.${input}`);
      await keys.press("c");
      await keys.choose(`${made.get(from)} ${output}`);
      await keys.press("ArrowLeft", "ArrowLeft"); // To the node, which closes.
    }
    for (const { id, params } of template.nodes) {
      for (const [name, value] of Object.entries(params)) await setParam(under, keys, made.get(id) ?? "", name, value);
    }

    const built = await under.studio((s) => s.graph);
    const idOf = new Map([...made].map(([theirs, ours]) => [ours, theirs]));
    assert.deepEqual(
      shapeOf(built, ({ id }) => idOf.get(id) ?? id),
      shapeOf(template, ({ id }) => id),
    );
    assert.ok(new Set(built.nodes.map(({ pos }) => pos.join())).size === built.nodes.length, "no node covers another");

    await under.until((s) => s.checks.walk !== undefined && s.checks.problems.length === 0);
    await keys.press("Control+Enter");
    await under.until((s) => s.runs.state === "finished" && s.runs.results.length === 1);
    assert.match(await spoken(under), /finished/);
    assert.deepEqual(under.complaints, []);
  } finally {
    await under.close();
  }
});

const spoken = async (under: PageUnderTest): Promise<string> => String(await under.studio((s) => s.announced));

test("a list that is opened while another one closes stays open", async () => {
  const under = await PageUnderTest.open(site);
  try {
    await under.ready();
    await under.page.keyboard.press("Control+k"); // The list's part is fetched.
    const list = under.page.locator("repaint-command-palette dialog[open]");
    await list.waitFor();
    // The event that tells of a dialog's closing comes later than the closing: here, after the next opening.
    const isOpen = await under.page.evaluate(`(async () => {
      const palette = document.querySelector("repaint-studio").shadowRoot.querySelector("repaint-command-palette");
      const dialog = palette.shadowRoot.querySelector("dialog");
      const closed = new Promise((done) => dialog.addEventListener("close", done, { once: true }));
      void palette.choose([{ id: "only", title: "only" }], "second");
      await closed;
      await palette.updateComplete;
      return dialog.open;
    })()`);
    assert.equal(isOpen, true);
    await under.page.keyboard.press("Escape");
    await list.waitFor({ state: "detached" });
  } finally {
    await under.close();
  }
});
