import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { filmOf, type FilmEnding } from "../../runtime/film/film.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import { serializeGraph } from "../../runtime/graph/parse.ts";
import type { Registry } from "../../runtime/node.ts";
import { graphKeyword, writeText } from "../../runtime/png/text.ts";
import { rasterPng } from "../../runtime/png/write.ts";
import { arrayFile } from "../array-file.ts";
import type { Raster } from "../engine/messages.ts";
import { emit } from "../events.ts";
import { fileName, saveFile } from "../files.ts";
import { formatNumber, formatSeconds } from "../format.ts";
import { bytesOf, everyNth, spread, type GalleryEntry } from "../gallery/entries.ts";
import { difference, itemsOf, strip, tiled, withSeedsOf } from "../gallery/looking.ts";
import { hasWebm, webmOf } from "../gallery/webm.ts";
import { formatBytes } from "../share/weight.ts";
import { galleryWords } from "../i18n/gallery.ts";
import { words } from "../i18n/index.ts";
import { icon, shared } from "../theme/shared.ts";
import { DialogElement, hasClosed, sheetStyles } from "./dialog.ts";
import { galleryStyles } from "./gallery-styles.ts";
import "./raster-view.ts";

const MODES = ["compare", "differ", "way"] as const;
type Mode = (typeof MODES)[number];

const SHOWN = 24;
/** Frames of a film that nobody has said more about. */
const USUAL = 120;

/**
 * The results of the runs of this page: each with what made it, before and after, how two differ, and the way there.
 *
 * @fires edit when a graph or a seed is used again
 */
export class Gallery extends DialogElement {
  @property({ attribute: false }) entries: readonly GalleryEntry[] = [];
  /** Takes entries away. */
  @property({ attribute: false }) keeper!: { readonly lasts: boolean; remove(id: string): void };
  @property({ attribute: false }) registry!: Registry;
  @state() private isOpen = false;
  @state() private chosen!: number;
  /** The two that are held against one another: run and item, `3.0`; "" for what suggests itself. */
  @state() private pair: readonly [string, string] = ["", ""];
  @state() private mode: Mode = "compare";
  /** How much of what was given is seen, in hundredths. */
  @state() private share = 50;
  /** Every how many of the frames a film takes one; 0 for what suggests itself. */
  @state() private nth = 0;
  @state() private isRecording = false;

  static override styles = [shared, sheetStyles, galleryStyles];

  async open(): Promise<void> {
    this.chosen = this.entries[0]?.number ?? 0;
    this.pair = ["", ""];
    this.isOpen = true;
    await this.show();
  }

  private choose(number: number): void {
    this.chosen = number;
    this.pair = ["", this.pair[1]];
  }

  /** The next one takes its place; with the last, the dialog goes. */
  private takeAway({ id, number }: GalleryEntry): void {
    const at = this.entries.findIndex((entry) => entry.id === id);
    const next = this.entries[at + 1] ?? this.entries[at - 1];
    if (number === this.chosen) this.choose(next?.number ?? 0);
    if (!next) this.leave();
    this.keeper.remove(id);
  }

  private numbered(number: number): GalleryEntry | undefined {
    return this.entries.find((entry) => entry.number === number);
  }

  override render(): TemplateResult {
    const entry = this.numbered(this.chosen);
    if (!this.isOpen || !entry) return html`${nothing}`;
    const w = galleryWords(this.language);
    const { width, height } = entry.results[0]?.raster ?? { width: 1, height: 1 };
    const size = formatBytes(this.entries.reduce((sum, one) => sum + bytesOf(one), 0));
    return html`<dialog
      aria-label=${w.title}
      style="--shape: ${width} / ${height}; --part: ${this.share}%"
      @close=${(event: Event) => hasClosed(event) && (this.isOpen = false)}
    >
      <header role="presentation">
        <h2>
          ${w.title}
          <span class="label">${this.keeper.lasts ? w.weigh(size) : size}</span>
        </h2>
        ${this.cross(w.close)}
      </header>
      <div class="columns">
        <ul>
          ${this.entries.map((one) => this.line(one))}
        </ul>
        <div>
          <div class="row modes" role="group" aria-label=${w.view}>
            ${MODES.map(
              (mode) =>
                html`<button aria-pressed=${this.mode === mode} @click=${() => (this.mode = mode)}>${w[mode]}</button>`,
            )}
          </div>
          ${this.view(entry)} ${this.actions(entry)}
        </div>
      </div>
    </dialog>`;
  }

  private nameOf({ number }: GalleryEntry): string {
    return words(this.language).gallery.run(number);
  }

  private line(entry: GalleryEntry): TemplateResult {
    const w = galleryWords(this.language);
    const { seeds, T, j, r, calls, seconds } = entry.figures;
    const schedule = [
      ...(T.length > 0 ? [`T ${T.join(", ")}`] : []),
      ...(j.length > 0 ? [`j ${j.join(", ")}`, `r ${r.join(", ")}`] : []),
    ];
    return html`<li>
      <button aria-pressed=${entry.number === this.chosen} @click=${() => this.choose(entry.number)}>
        <repaint-raster .raster=${entry.results[0]?.raster} label=${this.nameOf(entry)}></repaint-raster>
        <span
          >${this.nameOf(entry)}${seeds.length > 0 ? ` · ${w.seed} ${seeds.join(", ")}` : ""}<br />
          <span class="label"
            >${schedule.join(" · ")}<br />${w.calls(formatNumber(calls))} · ${formatSeconds(seconds, this.language)} ·
            ${formatBytes(bytesOf(entry))}</span
          ></span
        >
      </button>
      <button
        class="remove"
        aria-label="${w.remove}: ${this.nameOf(entry)}"
        title=${w.remove}
        @click=${() => this.takeAway(entry)}
      >
        ${icon("trash-2")}
      </button>
    </li>`;
  }

  private view(entry: GalleryEntry): TemplateResult {
    if (this.mode === "differ") return this.differing(entry);
    if (this.mode === "way") return this.way(entry);
    const w = words(this.language);
    const result = entry.results[0]?.raster;
    const given = tiled(entry.given, result);
    return html`<div class="picture">
        <repaint-raster .raster=${result} label=${w.after}></repaint-raster>
        ${
          given
            ? html`<repaint-raster class="before" .raster=${given} label=${w.before}></repaint-raster>
                <div class="edge"></div>`
            : nothing
        }
      </div>
      ${
        given
          ? html`<input
              class="slide"
              type="range"
              aria-label=${galleryWords(this.language).compare}
              .value=${String(this.share)}
              @input=${(e: Event) => (this.share = Number((e.target as HTMLInputElement).value))}
            />`
          : nothing
      }`;
  }

  private differing(entry: GalleryEntry): TemplateResult {
    const w = galleryWords(this.language);
    const all = this.entries.flatMap((one) =>
      itemsOf(one).map((raster, i, { length }) => ({
        key: `${one.number}.${i}`,
        name: this.nameOf(one) + (length > 1 ? ` · ${i + 1}` : ""),
        raster,
      })),
    );
    const a = all.find(({ key }) => key === this.pair[0]) ?? all.find(({ key }) => key === `${entry.number}.0`);
    const fitting = all.filter(
      ({ key, raster: { width, height } }) => key !== a?.key && width === a?.raster.width && height === a.raster.height,
    );
    const b = fitting.find(({ key }) => key === this.pair[1]) ?? fitting[0];
    if (!a || !b) return html`<p class="label">${w.noOther}</p>`;
    const { raster, mean } = difference(a.raster, b.raster);
    const list = (from: typeof all, chosen: string, take: (key: string) => void, label: string): TemplateResult =>
      html`<select aria-label=${label} @change=${(e: Event) => take((e.target as HTMLSelectElement).value)}>
        ${from.map(({ key, name }) => html`<option value=${key} ?selected=${key === chosen}>${name}</option>`)}
      </select>`;
    return html`<div class="picture" style="--shape: ${raster.width} / ${raster.height}">
        <repaint-raster .raster=${raster} label=${w.differ}></repaint-raster>
      </div>
      <div class="row">
        ${list(all, a.key, (key) => (this.pair = [key, b.key]), w.differ)} ${w.against}
        ${list(fitting, b.key, (key) => (this.pair = [a.key, key]), w.against)}
        <span class="label">${w.mean(mean.toFixed(2))}</span>
      </div>`;
  }

  private way({ frames, every }: GalleryEntry): TemplateResult {
    const w = galleryWords(this.language);
    if (frames.length === 0) return html`<p class="label">${w.noWay}</p>`;
    const choices = nths(frames.length);
    const n = choices.includes(this.nth) ? this.nth : (choices.find((k) => frames.length / k <= USUAL) ?? 1);
    const film = everyNth(frames, n).map(({ raster }) => raster);
    return html`<div class="strip">
        ${spread(frames, SHOWN).map(
          ({ raster, t }) =>
            html`<figure>
              <repaint-raster .raster=${raster} label="t = ${t}"></repaint-raster>
              <figcaption class="label">t = ${t}</figcaption>
            </figure>`,
        )}
      </div>
      <div class="row">
        <button @click=${() => this.save("strip", rasterPng(strip(spread(frames, SHOWN).map((f) => f.raster))))}>
          ${icon("download")}${w.saveStrip}
        </button>
      </div>
      <div class="row">
        <select
          aria-label=${w.steps}
          @change=${(e: Event) => (this.nth = Number((e.target as HTMLSelectElement).value))}
        >
          ${choices.map(
            (k) =>
              html`<option value=${k} ?selected=${k === n}>${w.every(k * every, everyNth(frames, k).length)}</option>`,
          )}
        </select>
        <button @click=${() => this.save("steps", filmOf(film, "gif"), "gif")}>${icon("download")}GIF</button>
        <button @click=${() => this.save("steps", filmOf(film, "png"))}>${icon("download")}APNG</button>
        ${
          hasWebm()
            ? html`<button title=${w.webmHint} ?disabled=${this.isRecording} @click=${() => void this.record(film)}>
                ${icon("download")}${this.isRecording ? w.recording : "WebM"}
              </button>`
            : nothing
        }
      </div>`;
  }

  private async record(film: readonly Raster[]): Promise<void> {
    this.isRecording = true;
    try {
      saveFile(new File([await webmOf(film)], fileName("steps", "webm"), { type: "video/webm" }));
    } finally {
      this.isRecording = false;
    }
  }

  private actions(entry: GalleryEntry): TemplateResult {
    const w = galleryWords(this.language);
    return html`<div class="row actions">
      <button @click=${() => emit(this, "edit", { edit: () => entry.graph })}>${w.useGraph}</button>
      <button @click=${() => emit(this, "edit", { edit: withSeedsOf(entry.graph, this.registry) })}>
        ${w.useSeed}
      </button>
      ${entry.results.map(
        ({ name, raster, values }) =>
          html`<button title=${w.saveHint} @click=${() => this.save(name, withGraph(raster, entry.graph))}>
              ${icon("download")}${entry.results.length > 1 ? name : "PNG"}
            </button>
            ${
              values
                ? html`<button
                    title=${words(this.language).saveValues}
                    aria-label=${entry.results.length > 1 ? `NPY: ${name}` : nothing}
                    @click=${() => saveFile(arrayFile(name, values))}
                  >
                    ${icon("download")}NPY
                  </button>`
                : nothing
            }`,
      )}
    </div>`;
  }

  private async save(name: string, bytes: Promise<Uint8Array>, ending: FilmEnding = "png"): Promise<void> {
    saveFile(new File([new Uint8Array(await bytes)], fileName(name, ending), { type: `image/${ending}` }));
  }
}

/** The choices of every Nth frame that leave a film. */
function nths(frames: number): readonly number[] {
  return [1, 2, 3, 4, 5, 8, 10, 15, 20, 30, 50].filter((n) => n === 1 || frames / n > 2);
}

async function withGraph(raster: Raster, graph: GraphFile): Promise<Uint8Array> {
  return await writeText(await rasterPng(raster), graphKeyword, serializeGraph(graph));
}

customElements.define("repaint-gallery", Gallery);

declare global {
  interface HTMLElementTagNameMap {
    "repaint-gallery": Gallery;
  }
}
