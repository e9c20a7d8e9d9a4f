import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { GraphFile } from "../../runtime/graph/format.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { Language } from "../../runtime/text.ts";
import { emit } from "../events.ts";
import { movedInOrder } from "../outline/reorder.ts";
import { rowsOf, type Row } from "../outline/rows.ts";
import type { SocketRef } from "../outline/targets.ts";
import { treeWords } from "../outline/tree-words.ts";
import { icon, shared, socketIcon } from "../theme/shared.ts";
import { outlineStyles } from "./outline-styles.ts";

/** Milliseconds after which typed letters begin a new word. */
const TYPING = 700;

/**
 * The graph as a tree: loops, nodes in the order in which they run, their sockets, and what these are wired to. With the
 * keys of a tree, and with the commands of the graph it is the whole editor without a pointer.
 *
 * @fires select, edit, announce, command
 * @fires open-fields when the params of the node are wanted
 */
export class OutlineTree extends LitElement {
  @property({ attribute: false }) graph!: GraphFile;
  @property({ attribute: false }) registry!: Registry;
  @property() language: Language = "en";
  @property({ attribute: false }) problems: readonly Problem[] = [];
  @property({ attribute: false }) selected: ReadonlySet<string> = new Set();
  /** The socket that has the focus, in the outline or on the canvas. */
  @property({ attribute: false }) socket: SocketRef | undefined;
  @property({ attribute: false }) zoneLabel: (loop: string) => string = () => "";
  @state() private turned: ReadonlySet<string> = new Set();
  /** The key of the row that has the focus, or will have it. */
  @state() private at = "";
  private rows: readonly Row[] = [];
  private hadFocus = false;
  private word = "";
  private wordTimer = 0;

  static override styles = [shared, outlineStyles];

  override focus(): void {
    const row = this.renderRoot.querySelector<HTMLElement>("[tabindex='0']");
    row?.focus();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    this.hadFocus = this.shadowRoot?.activeElement != null;
    if (changed.has("selected") || changed.has("socket")) this.follow();
    const { graph, registry, language, turned, zoneLabel } = this;
    this.rows = rowsOf(graph, { registry, language, turned, zoneLabel });
    if (this.rows.some(({ key }) => key === this.at)) return;
    const [, node = ""] = /^.:([^.]*)/.exec(this.at) ?? [];
    this.at = (this.rows.find((row) => row.node === node && row.kind === "node") ?? this.rows[0])?.key ?? "";
  }

  /** Goes where the canvas or another panel has gone. */
  private follow(): void {
    const current = this.rows.find(({ key }) => key === this.at);
    const { socket } = this;
    if (
      socket &&
      (current?.socket?.name !== socket.name || current.socket.side !== socket.side || current.node !== socket.node)
    ) {
      this.turned = new Set([...this.turned, `n:${socket.node}`]);
      this.at = `${socket.side === "input" ? "i" : "o"}:${socket.node}.${socket.name}`;
      return;
    }
    const [only] = this.selected;
    if (only !== undefined && current?.node !== only) this.at = `n:${only}`;
  }

  override render(): TemplateResult {
    const w = treeWords(this.language);
    return html`<div
        role="tree"
        aria-label=${w.tree}
        tabindex=${this.rows.length === 0 ? "0" : nothing}
        @keydown=${this.key}
        @focusin=${this.focused}
        @click=${this.clicked}
      >
        ${this.rows.map((row) => this.row(row))}
      </div>
      ${this.rows.length === 0 ? html`<p>${w.empty}</p>` : nothing}`;
  }

  private row(row: Row): TemplateResult {
    const { key, kind, node, title, detail, spoken, level, at, of, open } = row;
    const socket = kind === "input" || kind === "output";
    const own = kind === "node" ? this.problems.filter((problem) => problem.node === node) : [];
    const bad = own.find(({ severity }) => severity === "error") ?? own[0];
    return html`<div
      role="treeitem"
      class=${kind}
      style="--level:${level}"
      data-key=${key}
      tabindex=${key === this.at ? "0" : "-1"}
      aria-level=${level}
      aria-posinset=${at}
      aria-setsize=${of}
      aria-expanded=${open ?? nothing}
      aria-selected=${kind === "node" ? this.selected.has(node) : key === this.at}
      title=${bad ? bad.message[this.language] : nothing}
    >
      <span class="say">${[spoken, ...own.map(({ message }) => message[this.language])].join(". ")}</span>
      <span class="turn" aria-hidden="true">${open === undefined ? nothing : icon("chevron-right")}</span>
      ${socket ? socketIcon(row.type, row.wire !== undefined || (kind === "output" && open !== undefined)) : nothing}
      <span class="title" aria-hidden="true">${title}</span><span class="detail" aria-hidden="true">${detail}</span>
      ${bad ? html`<span class="problem ${bad.severity}"></span>` : nothing}
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (this.hadFocus && this.shadowRoot?.activeElement?.getAttribute("data-key") !== this.at) this.focus();
    else if (changed.has("at"))
      this.renderRoot.querySelector("[tabindex='0'][data-key]")?.scrollIntoView({ block: "nearest" });
  }

  private get current(): number {
    return this.rows.findIndex(({ key }) => key === this.at);
  }

  private rowOf(event: Event): Row | undefined {
    const item = event.target instanceof Element ? event.target.closest("[data-key]") : null;
    return this.rows.find(({ key }) => key === item?.getAttribute("data-key"));
  }

  private readonly focused = (event: Event): void => {
    const row = this.rowOf(event);
    if (row && (row.key !== this.at || !this.selected.has(row.node))) this.go(row);
  };

  private readonly clicked = (event: Event): void => {
    const row = this.rowOf(event);
    const onSign = event.target instanceof Element && event.target.closest(".turn");
    if (row && onSign) this.turn(row, row.open !== true);
    else if (row) this.go(row);
  };

  /** Selection follows the focus. */
  private go(row: Row | undefined): void {
    if (!row) return;
    this.at = row.key;
    const { node, wire, socket } = row;
    emit(this, "select", { nodes: [node], ...(wire !== undefined && { wire }), ...(socket && { socket }) });
    void this.updateComplete.then(() => this.focus());
  }

  private turn(row: Row, open: boolean): void {
    if (row.open === undefined || row.open === open) return;
    const turned = new Set(this.turned);
    if (!turned.delete(row.key)) turned.add(row.key);
    this.turned = turned;
  }

  private readonly key = (event: KeyboardEvent): void => {
    const row = this.rows[this.current];
    if (!row || event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
      this.move(row, event.key === "ArrowUp" ? -1 : 1);
    } else if (this.step(row, event.key)) {
      // It has gone there.
    } else if (event.key === "Enter") this.enter(row);
    else if (event.key === "*")
      this.turned = new Set([
        ...this.turned,
        ...this.rows.filter((other) => other.level === row.level && other.open === false).map((other) => other.key),
      ]);
    else if (/^\S$/u.test(event.key)) return this.letter(event);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** The keys of every tree. @returns whether it was one. */
  private step(row: Row, key: string): boolean {
    const { rows, current } = this;
    const parent = rows.slice(0, current).findLast(({ level }) => level < row.level);
    switch (key) {
      case "ArrowDown":
        this.go(rows[current + 1]);
        return true;
      case "ArrowUp":
        this.go(rows[current - 1]);
        return true;
      case "Home":
        this.go(rows[0]);
        return true;
      case "End":
        this.go(rows.at(-1));
        return true;
      case "ArrowRight":
        if (row.open === false) this.turn(row, true);
        else if (row.open) this.go(rows[current + 1]);
        return true;
      case "ArrowLeft":
        if (row.open) this.turn(row, false);
        else this.go(parent);
        return true;
      default:
        return false;
    }
  }

  /** A wire leads to its other end; anything else to the params. */
  private enter(row: Row): void {
    const [to = ""] = row.wire?.split(".") ?? [];
    if (row.kind === "wire") this.go(this.rows.find((other) => other.kind === "node" && other.node === to));
    else this.dispatchEvent(new Event("open-fields", { bubbles: true, composed: true }));
  }

  /** Goes to the next row that begins with what is typed, unless a command has taken the letter. */
  private letter(event: KeyboardEvent): void {
    const search = (): void => {
      clearTimeout(this.wordTimer);
      this.wordTimer = window.setTimeout(() => (this.word = ""), TYPING);
      this.word += event.key.toLowerCase();
      const start = this.current + (this.word.length === 1 ? 1 : 0);
      const round = [...this.rows.slice(start), ...this.rows.slice(0, start)];
      this.go(round.find(({ title }) => title.toLowerCase().startsWith(this.word)));
    };
    if (this.word === "") setTimeout(() => !event.defaultPrevented && search());
    else {
      event.preventDefault();
      event.stopPropagation();
      search();
    }
  }

  private move(row: Row, by: -1 | 1): void {
    const result = movedInOrder(this.graph, this.registry, row.node, by);
    if (!result) return;
    const w = treeWords(this.language);
    const title = (id: string): string =>
      this.rows.find((other) => other.node === id && other.kind === "node")?.title ?? id;
    const [first, second] = by < 0 ? [row.node, result.other] : [result.other, row.node];
    if (result.edit) emit(this, "edit", { edit: result.edit });
    const say = result.edit ? w.moved(title(first), title(second)) : w.stays(title(second), title(first));
    emit(this, "announce", say);
  }
}

customElements.define("repaint-outline", OutlineTree);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-outline": OutlineTree;
  }
}
