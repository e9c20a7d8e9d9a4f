import { html, LitElement, nothing, type TemplateResult } from "lit";
import { serializeGraph } from "../../runtime/graph/parse.ts";
import type { Registry } from "../../runtime/node.ts";
import { graphKeyword, writeText } from "../../runtime/png/text.ts";
import type { Language } from "../../runtime/text.ts";
import type { Raster } from "../engine/messages.ts";
import { emit } from "../events.ts";
import { fileName, saveFile } from "../files.ts";
import { formatNumber, formatSeconds } from "../format.ts";
import { difference, spread, strip, withSeedsOf, type GalleryEntry } from "../gallery/entries.ts";
import { words } from "../i18n/index.ts";
import { animatedPng, rasterPng } from "../paint/png.ts";
import { icon, shared } from "../theme/shared.ts";
import { galleryStyles } from "./gallery-styles.ts";
import "./raster-view.ts";

const MODES = ["compare", "differ", "way"] as const;
type Mode = (typeof MODES)[number];

const SHOWN = 24;
/** Milliseconds of a picture of the animation, and of its last. */
const DELAY = 80;
const LAST_DELAY = 2000;

/**
 * The results of the runs of this page: each with what made it, before and after, how two differ, and the way there.
 *
 * @fires edit when a graph or a seed is used again
 */
export class Gallery extends LitElement {
  static override properties = {
    entries: { attribute: false },
    registry: { attribute: false },
    language: {},
    isOpen: { state: true },
    chosen: { state: true },
    other: { state: true },
    mode: { state: true },
    share: { state: true },
  };
  declare entries: readonly GalleryEntry[];
  declare registry: Registry;
  declare language: Language;
  declare private isOpen: boolean;
  declare private chosen: number;
  declare private other: number;
  declare private mode: Mode;
  /** How much of what was given is seen, in hundredths. */
  declare private share: number;

  static override styles = [shared, galleryStyles];

  constructor() {
    super();
    this.entries = [];
    this.language = "en";
    this.isOpen = false;
    this.mode = "compare";
    this.share = 50;
  }

  async open(): Promise<void> {
    this.chosen = this.entries[0]?.number ?? 0;
    this.other = this.entries[1]?.number ?? 0;
    this.isOpen = true;
    await this.updateComplete;
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog?.open === false) dialog.showModal();
  }

  private numbered(number: number): GalleryEntry | undefined {
    return this.entries.find((entry) => entry.number === number);
  }

  override render(): TemplateResult {
    const entry = this.numbered(this.chosen);
    if (!this.isOpen || !entry) return html`${nothing}`;
    const w = words(this.language).gallery;
    const { width, height } = entry.results[0]?.raster ?? { width: 1, height: 1 };
    return html`<dialog
      aria-label=${w.title}
      style="--shape: ${width} / ${height}; --part: ${this.share}%"
      @close=${() => (this.isOpen = false)}
      @keydown=${(e: KeyboardEvent) => e.stopPropagation()}
    >
      <header>
        <h2>${w.title}</h2>
        <button aria-label=${w.close} title=${w.close} @click=${() => this.renderRoot.querySelector("dialog")?.close()}>
          ${icon("x")}
        </button>
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

  private line(entry: GalleryEntry): TemplateResult {
    const w = words(this.language).gallery;
    const { seeds, T, j, r, calls, seconds } = entry.figures;
    const schedule = [
      ...(T.length > 0 ? [`T ${T.join(", ")}`] : []),
      ...(j.length > 0 ? [`j ${j.join(", ")}`, `r ${r.join(", ")}`] : []),
    ];
    return html`<li>
      <button aria-pressed=${entry.number === this.chosen} @click=${() => (this.chosen = entry.number)}>
        <repaint-raster .raster=${entry.results[0]?.raster} label=${w.run(entry.number)}></repaint-raster>
        <span
          >${w.run(entry.number)}${seeds.length > 0 ? ` · ${w.seed} ${seeds.join(", ")}` : ""}<br />
          <span class="label"
            >${schedule.join(" · ")}<br />${w.calls(formatNumber(calls))} ·
            ${formatSeconds(seconds, this.language)}</span
          ></span
        >
      </button>
    </li>`;
  }

  private view(entry: GalleryEntry): TemplateResult {
    if (this.mode === "differ") return this.differing(entry);
    if (this.mode === "way") return this.way(entry);
    const w = words(this.language);
    const result = entry.results[0]?.raster;
    const { given } = entry;
    const comparable = given?.width === result?.width && given?.height === result?.height;
    return html`<div class="picture">
        <repaint-raster .raster=${result} label=${w.after}></repaint-raster>
        ${
          comparable && given
            ? html`<repaint-raster class="before" .raster=${given} label=${w.before}></repaint-raster>
                <div class="edge"></div>`
            : nothing
        }
      </div>
      ${
        comparable && given
          ? html`<input
              class="slide"
              type="range"
              aria-label=${w.gallery.compare}
              .value=${String(this.share)}
              @input=${(e: Event) => (this.share = Number((e.target as HTMLInputElement).value))}
            />`
          : nothing
      }`;
  }

  private differing(entry: GalleryEntry): TemplateResult {
    const w = words(this.language).gallery;
    const a = entry.results[0]?.raster;
    const fitting = this.entries.filter(
      ({ number, results: [first] }) =>
        number !== entry.number && first?.raster.width === a?.width && first?.raster.height === a?.height,
    );
    const other = fitting.find(({ number }) => number === this.other) ?? fitting[0];
    const b = other?.results[0]?.raster;
    if (!a || !b) return html`<p class="label">${w.noOther}</p>`;
    const { raster, mean } = difference(a, b);
    return html`<div class="picture"><repaint-raster .raster=${raster} label=${w.differ}></repaint-raster></div>
      <div class="row">
        <label
          >${w.against}
          <select @change=${(e: Event) => (this.other = Number((e.target as HTMLSelectElement).value))}>
            ${fitting.map(
              ({ number }) =>
                html`<option value=${number} ?selected=${number === other?.number}>${w.run(number)}</option>`,
            )}
          </select></label
        >
        <span class="label">${w.mean(mean.toFixed(2))}</span>
      </div>`;
  }

  private way({ frames }: GalleryEntry): TemplateResult {
    const w = words(this.language).gallery;
    if (frames.length === 0) return html`<p class="label">${w.noWay}</p>`;
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
        <button @click=${() => this.save("steps", this.animated(frames.map((f) => f.raster)))}>
          ${icon("download")}${w.saveAnimation}
        </button>
      </div>`;
  }

  private animated(frames: readonly Raster[]): Uint8Array<ArrayBuffer> {
    const delays = frames.map((_, i) => (i === frames.length - 1 ? LAST_DELAY : DELAY));
    return animatedPng(frames, delays);
  }

  private actions(entry: GalleryEntry): TemplateResult {
    const w = words(this.language).gallery;
    return html`<div class="row actions">
      <button @click=${() => emit(this, "edit", { edit: () => entry.graph })}>${w.useGraph}</button>
      <button @click=${() => emit(this, "edit", { edit: withSeedsOf(entry.graph, this.registry) })}>
        ${w.useSeed}
      </button>
      ${entry.results.map(
        ({ name, raster }) =>
          html`<button
            title=${w.saveHint}
            @click=${() => this.save(name, writeText(rasterPng(raster), graphKeyword, serializeGraph(entry.graph)))}
          >
            ${icon("download")}${entry.results.length > 1 ? name : "PNG"}
          </button>`,
      )}
    </div>`;
  }

  private save(name: string, bytes: Uint8Array): void {
    saveFile(new File([new Uint8Array(bytes)], fileName(name, "png"), { type: "image/png" }));
  }
}

customElements.define("repaint-gallery", Gallery);
